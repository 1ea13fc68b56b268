/** What a text of goroutines has of a function, in its last dump: the state of things. */
import type { MentionsDto } from '../../contract/mentions-api'
import type { GoroutineDump, GoroutineText } from '../../model/goroutine-dump'

export function dumpMentions(
  text: GoroutineText,
  functionName: string,
  goroutine: number | undefined,
): MentionsDto {
  const { dumps } = text
  const last = dumps.at(-1)
  const found = goroutine === undefined ? undefined : findGoroutine(text, goroutine)
  return {
    kind: 'dump',
    dumps: dumps.length,
    goroutines: last === undefined ? 0 : countWith(last, stacksWith(text, functionName)),
    ...(found === undefined ? {} : { goroutine: found }),
    ...(last?.unixMs === undefined ? {} : { fromUnixMs: last.unixMs, toUnixMs: last.unixMs }),
  }
}

function stacksWith({ tables }: GoroutineText, functionName: string): Uint8Array {
  const { stacks, frames, strings } = tables
  const isOf = new Uint8Array(frames.count)
  for (let frame = 0; frame < frames.count; frame++)
    if (strings.get(frames.functionName[frame]) === functionName) isOf[frame] = 1
  const has = new Uint8Array(stacks.count)
  for (let stack = 0; stack < stacks.count; stack++) {
    for (let at = stacks.offset[stack]; at < stacks.offset[stack + 1]; at++)
      if (isOf[stacks.frame[at]] === 1) has[stack] = 1
  }
  return has
}

function countWith({ rows }: GoroutineDump, has: Uint8Array): number {
  let count = 0
  for (let row = 0; row < rows.count; row++) if (has[rows.stack[row]] === 1) count += rows.weight[row]
  return count
}

/** In the last dump that has a goroutine of that number. */
function findGoroutine(
  text: GoroutineText,
  id: number,
): { readonly dump: number; readonly row: number; readonly functionName: string } | undefined {
  const { dumps, tables } = text
  for (let dump = dumps.length - 1; dump >= 0; dump--) {
    const { rows } = dumps[dump]
    const row = rows.id.subarray(0, rows.count).indexOf(id)
    if (row < 0) continue
    const stack = rows.stack[row]
    const end = tables.stacks.offset[stack + 1]
    const functionName =
      end > tables.stacks.offset[stack]
        ? tables.strings.get(tables.frames.functionName[tables.stacks.frame[end - 1]])
        : ''
    return { dump, row, functionName }
  }
  return undefined
}
