/** What of a dump can be compared with another one. */
import type { ComparableDumpDto } from '../../contract/dump-dto'
import type { DumpIndex } from './dump-index'
import { goroutineCountOf, stackKeyOf } from './group-goroutines'

/** So many ids of a dump are listed at most: beyond, following goroutines would cost more than it tells. */
const maximumIds = 400_000

function comparableDump(
  index: DumpIndex,
  dumpNumber: number,
  name: string,
  withIds: boolean,
): ComparableDumpDto {
  const dump = index.text.dumps[dumpNumber]
  let idBudget = withIds ? maximumIds : 0
  return {
    name,
    source: dump.source,
    unixMs: dump.unixMs,
    form: dump.form,
    goroutineCount: goroutineCountOf(dump),
    groups: index.groups([dumpNumber], 'same-place').map((group) => {
      const frame = group.stack.frames[group.stack.tellingFrame]
      const listed = group.members.slice(0, Math.max(0, idBudget))
      idBudget -= listed.length
      return {
        state: group.state,
        stackKey: stackKeyOf(group.stack),
        createdBy: index.text.tables.creators[group.creator].functionName,
        place:
          frame === undefined
            ? undefined
            : { functionName: frame.functionName, file: frame.file, line: frame.line },
        count: group.count,
        maxMinutes: group.minutes[group.minutes.length - 1] ?? null,
        idleReason: group.idleReason,
        ids: withIds
          ? listed.map(({ row }) => dump.rows.id[row]).filter((id) => !Number.isNaN(id))
          : undefined,
      }
    }),
  }
}

/** What a dump is called among its neighbours: its source, else its number. */
export function dumpName(index: DumpIndex, dumpNumber: number): string {
  const { source } = index.text.dumps[dumpNumber]
  return source === '' ? `Dump ${dumpNumber + 1}` : `${source}, dump ${dumpNumber + 1}`
}

export function comparableDumps(index: DumpIndex, withIds: boolean): ComparableDumpDto[] {
  return index.allDumps.map((number) => comparableDump(index, number, dumpName(index, number), withIds))
}
