import type { GoroutineDump } from '../../model/goroutine-dump'
import type { DumpBuilder } from './dump-builder'

/**
 * The dumps of a text, in its order. Single stacks in a row (one log record each) are put together into one dump:
 * they are no series of tiny ones.
 * @param ends where the text of each dump ends.
 */
export function finishDumps(
  builders: readonly DumpBuilder[],
  ends: Map<DumpBuilder, number>,
): GoroutineDump[] {
  const merged: DumpBuilder[] = []
  const runsOfSingles = new Set<DumpBuilder>()
  for (const dump of builders) {
    const last = merged[merged.length - 1]
    const isSingle = dump.form === 'goroutines' && dump.headedCount <= 1
    const goesOn = last !== undefined && runsOfSingles.has(last) && last.source === dump.source
    if (isSingle && goesOn) {
      last.absorb(dump)
      ends.set(last, ends.get(dump) ?? dump.offset)
      continue
    }
    if (isSingle) runsOfSingles.add(dump)
    merged.push(dump)
  }
  return merged
    .filter((dump) => dump.rowCount > 0 || dump.headlines.length > 0 || dump.form === 'counts')
    .sort((a, b) => a.offset - b.offset)
    .map((dump) => dump.finish(ends.get(dump) ?? dump.offset))
}
