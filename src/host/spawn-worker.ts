/**
 * How threads are made is given to the host from outside: the build knows the bundled files, tests bundle their own.
 */
import type { Worker, WorkerOptions } from 'node:worker_threads'

export type SpawnWorker = (options: WorkerOptions) => Worker

export interface WorkerFactories {
  /** A thread that runs session-worker.ts. */
  readonly session: SpawnWorker
  /** A thread that runs parse-worker.ts. */
  readonly parse: SpawnWorker
}
