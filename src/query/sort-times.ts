/**
 * Millions of times put in order, in pieces: dealt out to thin slices of time first, of which each is sorted by itself.
 * They lie almost evenly, so that is a fifth of the work of comparing them all, and it can be interrupted.
 */
import type { Steps } from '../base/steps'

const timesPerSlice = 8
const mostSlices = 1 << 21
/** Slices with more are left to the engine's own sorting. */
const mostByInsertion = 48
/** Times at which a piece of work ends. */
const timesAtOnce = 1 << 17

/** Ascending. `times` is left as it is. */
export function* sortTimes(times: Float64Array): Steps<Float64Array> {
  const count = times.length
  let least = Infinity
  let most = -Infinity
  for (let at = 0; at < count; at++) {
    if (times[at] < least) least = times[at]
    if (times[at] > most) most = times[at]
  }
  const slices = Math.min(mostSlices, Math.ceil(count / timesPerSlice))
  if (!(most > least) || slices < 2) return times.slice().sort()
  const perSlice = slices / ((most - least) * (1 + 1e-12))
  const next = new Uint32Array(slices + 1)
  for (let at = 0; at < count; at++) next[Math.min(slices - 1, (times[at] - least) * perSlice) | 0]++
  let before = 0
  for (let slice = 0; slice <= slices; slice++) {
    const own = next[slice]
    next[slice] = before
    before += own
  }
  yield 0.2
  const sorted = new Float64Array(count)
  for (let from = 0; from < count; from += timesAtOnce) {
    const end = Math.min(count, from + timesAtOnce)
    for (let at = from; at < end; at++)
      sorted[next[Math.min(slices - 1, (times[at] - least) * perSlice) | 0]++] = times[at]
    yield 0.2 + (0.4 * end) / count
  }
  // Each slice begins where the one before it ended.
  let pieceEnd = timesAtOnce
  let begin = 0
  for (let slice = 0; slice < slices; slice++) {
    const end = next[slice]
    if (end - begin > mostByInsertion) sorted.subarray(begin, end).sort()
    else sortByInsertion(sorted, begin, end)
    begin = end
    if (end < pieceEnd) continue
    yield 0.6 + (0.4 * end) / count
    pieceEnd = end + timesAtOnce
  }
  return sorted
}

function sortByInsertion(values: Float64Array, begin: number, end: number): void {
  for (let at = begin + 1; at < end; at++) {
    const value = values[at]
    let to = at
    while (to > begin && values[to - 1] > value) {
      values[to] = values[to - 1]
      to--
    }
    values[to] = value
  }
}
