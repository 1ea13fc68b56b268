/**
 * Loaded before the program under test (`-r`, NODE_OPTIONS): remembers the threads that it starts, so that a test can
 * kill one from outside. The product has no hook for it.
 */
const threads = require('node:worker_threads')

const started = []
class TrackedWorker extends threads.Worker {
  constructor(file, options) {
    super(file, options)
    const entry = { file: String(file), worker: this }
    started.push(entry)
    this.once('exit', () => started.splice(started.indexOf(entry), 1))
  }
}
threads.Worker = TrackedWorker

// A file that never gets read: what is posted to session threads is held back, so that "loading" lasts.
if (process.env.MAREY_TEST_HOLD_SESSIONS === '1') {
  const post = threads.Worker.prototype.postMessage
  TrackedWorker.prototype.postMessage = function (...args) {
    const entry = started.find(({ worker }) => worker === this)
    if (entry !== undefined && entry.file.includes('session-worker')) return
    post.apply(this, args)
  }
}

/** Ends every thread whose file name contains `part`, as a crash would. Answers how many there were. */
globalThis.mareyTestKillThreads = (part) => {
  const matching = started.filter((entry) => entry.file.includes(part))
  for (const { worker } of matching) void worker.terminate()
  return matching.length
}

// For programs that a test can reach by a signal only.
process.on('SIGUSR2', () => globalThis.mareyTestKillThreads('session-worker'))
