/** Rows of goroutines: each with its nested tracks when it is opened, and those related to one under a heading. */
import { groupDigits } from '../../base/format-units'
import type { RowDto } from '../../contract/rows-dto'
import { NONE, GoroutineFlag } from '../../model/states'
import { hasStacks } from '../tiles/stack-tracks'
import type { StackTracks } from '../tiles/stack-tracks'
import { regionRowCount } from '../tiles/track-layers'
import type { TraceIndex } from '../trace-index'
import { many, numberOf, plainRow, single } from './block'
import type { Block } from './block'
import type { Relation } from './relevance'
import { nestedKey } from './row-key'
import { shortFunctionName } from '../../base/function-names'

export function addGoroutines(
  blocks: Block[],
  toggled: ReadonlySet<string>,
  index: TraceIndex,
  stacks: StackTracks,
  goroutines: Uint32Array,
  detailOf?: (goroutine: number) => string,
): void {
  const itemOf = (key: string): number => {
    const id = numberOf(key, 'goroutine:')
    const item = id < 0 ? NONE : index.trace.tables.goroutines.indexOf(id)
    return item === NONE ? -1 : item
  }
  const open = new Set<number>()
  for (const key of toggled) {
    const goroutine = itemOf(key)
    if (goroutine >= 0 && hasTracks(index, goroutine)) open.add(goroutine)
  }
  const isOpen = (goroutine: number): boolean => open.has(goroutine)
  const rowOf = (goroutine: number): RowDto => {
    const row = goroutineRow(index, goroutine, isOpen(goroutine))
    return detailOf === undefined ? row : { ...row, detail: detailOf(goroutine) }
  }
  let from = 0
  const opened = open.size === 0 ? [] : openPositions(goroutines, isOpen)
  for (const at of opened) {
    blocks.push(many(goroutines.subarray(from, at + 1), rowOf, itemOf))
    for (const track of tracksOf(index, stacks, goroutines[at])) blocks.push(single(track))
    from = at + 1
  }
  blocks.push(many(goroutines.subarray(from), rowOf, itemOf))
}

/** What the goroutine in question has to do with, above the groups. */
export function addRelated(
  blocks: Block[],
  toggled: ReadonlySet<string>,
  index: TraceIndex,
  stacks: StackTracks,
  related: readonly Relation[],
): void {
  const [first] = related
  if (first === undefined) return
  const key = 'section:related'
  const isExpanded = !toggled.has(key)
  const label = `Related to g${index.trace.goroutines.id[first.goroutine]}`
  const section = plainRow(key, 'section', label, groupDigits(related.length - 1))
  blocks.push(single({ ...section, isExpandable: true, isExpanded }))
  if (!isExpanded) return
  const words = new Map(related.map((one) => [one.goroutine, one.words]))
  const goroutines = Uint32Array.from(related, (one) => one.goroutine)
  addGoroutines(blocks, toggled, index, stacks, goroutines, (one) => words.get(one) ?? '')
}

function openPositions(goroutines: Uint32Array, isOpen: (goroutine: number) => boolean): number[] {
  const positions: number[] = []
  goroutines.forEach((goroutine, at) => {
    if (isOpen(goroutine)) positions.push(at)
  })
  return positions
}

function hasTracks(index: TraceIndex, goroutine: number): boolean {
  return (
    [index.regionsOf, index.logsOf, index.samplesOf].some((lists) => lists.has(goroutine)) ||
    hasStacks(index, goroutine)
  )
}

/** The nested rows of an opened goroutine: regions by depth, CPU samples, stack frames by depth, outermost first. */
function tracksOf(index: TraceIndex, stacks: StackTracks, goroutine: number): RowDto[] {
  const id = index.trace.goroutines.id[goroutine]
  const rows: RowDto[] = []
  const regionRows = regionRowCount(index, goroutine)
  for (let depth = 0; depth < regionRows; depth++) {
    const label = depth > 0 ? '' : index.logsOf.has(goroutine) ? 'regions and logs' : 'regions'
    rows.push(plainRow(nestedKey('regions', id, depth), 'regions', label, '', 2))
  }
  if (index.samplesOf.has(goroutine)) rows.push(plainRow(`samples:${id}`, 'samples', 'CPU samples', '', 2))
  const { depth: frames } = stacks.of(goroutine)
  for (let depth = 0; depth < frames; depth++) {
    const isFirst = depth === 0
    rows.push(
      plainRow(
        nestedKey('stack', id, depth),
        'stack',
        isFirst ? 'stack' : '',
        isFirst ? 'while not running' : '',
        2,
      ),
    )
  }
  return rows
}

function goroutineRow(index: TraceIndex, goroutine: number, isExpanded: boolean): RowDto {
  const { goroutines, tables } = index.trace
  const name = tables.strings.get(goroutines.functionName[goroutine])
  const creator = goroutines.createdBy[goroutine]
  const existed = (goroutines.flags[goroutine] & GoroutineFlag.createdInTrace) === 0
  return {
    key: `goroutine:${goroutines.id[goroutine]}`,
    kind: 'goroutine',
    depth: 1,
    label:
      name === ''
        ? `g${goroutines.id[goroutine]}`
        : `g${goroutines.id[goroutine]} ${shortFunctionName(name)}`,
    detail: existed ? 'existed before' : creator === NONE ? '' : `by g${goroutines.id[creator]}`,
    isExpandable: hasTracks(index, goroutine),
    isExpanded,
    fromNs: goroutines.createdNs.at(goroutine),
    toNs: goroutines.rowEndNs.at(goroutine),
  }
}
