/**
 * The threads of the built program: electron-vite turns `?nodeWorker` into a factory over the bundled file.
 * Only the entries of the two hosts import this; tests bring factories of their own.
 */
import createParseWorker from './parse-worker?nodeWorker'
import createSessionWorker from './session-worker?nodeWorker'
import type { WorkerFactories } from './spawn-worker'

export const builtWorkers: WorkerFactories = {
  session: (options) => createSessionWorker(options),
  parse: (options) => createParseWorker(options),
}
