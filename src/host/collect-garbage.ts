/**
 * Between counting and ordering a large trace, the columns of counting (40 MB of 100 MB of trace) are no longer needed, but
 * V8 does not know that they are large: it sees some small objects, and would let go of them much later. So it is told to
 * look now. A collection takes some milliseconds, for little else has been made by then.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Another thread may take the flag back in between. */
const mostTries = 3

/** Lets go of what nothing in this thread refers to any more, where V8 can be asked to. */
export function collectGarbage(): void {
  for (let tries = 0; tries < mostTries; tries++) {
    // Only while a context is made: scripts that V8 keeps compiled for new threads are of no use under other flags.
    setFlagsFromString('--expose-gc')
    const collect: unknown = runInNewContext('globalThis.gc')
    setFlagsFromString('--no-expose-gc')
    if (typeof collect !== 'function') continue
    collect()
    return
  }
}
