/**
 * Where the engine sends work that other threads may share. The engine does not know threads: the host passes a pool
 * of workers, tests and the command line pass nothing and everything runs in place.
 */
import type { ByteSource } from '../base/byte-source'
import type { Cancellation } from '../base/cancellation'
import type { ParseTask, ParseTaskResult } from '../formats/go-trace/tasks'
import { runParseTask } from '../formats/go-trace/tasks'

export interface ParsePool {
  /** How many tasks may run at once. */
  readonly size: number
  /** Structured-cloneable in, structured-cloneable out. Rejects when a worker dies or the work is cancelled. */
  run(task: ParseTask): Promise<ParseTaskResult>
}

/** Runs every task in the calling thread, over the same source. */
export function inlineParsePool(source: ByteSource, cancellation: Cancellation): ParsePool {
  return { size: 1, run: (task) => Promise.resolve(runParseTask(source, task, cancellation)) }
}

export { runParseTask }
