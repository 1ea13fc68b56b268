/** Groups and goroutines as the interface and the command line show them. */
import type {
  DumpArgumentDto,
  DumpFrameDto,
  GoroutineGroupDto,
  WaitMinutesDto,
} from '../../contract/dump-dto'
import { DumpFrameFlag } from '../../model/goroutine-dump'
import type { DumpIndex } from './dump-index'
import type { GoroutineGroup } from './group-goroutines'
import { stateClassOf } from './normalise-state'
import type { FrameView, StackView } from './stack-view'
import { formatAddress } from './wait-addresses'

/** So many different stacks of a group are compared to mark arguments that differ; more would show no more. */
const comparedStacks = 200
const maximumLabels = 20

export function frameDto(frame: FrameView, different: readonly boolean[] = []): DumpFrameDto {
  const isNote = (frame.flags & (DumpFrameFlag.elision | DumpFrameFlag.unavailable)) !== 0
  return {
    functionName: frame.functionName,
    file: frame.file,
    line: frame.line,
    arguments: splitArguments(frame.argumentText).map((text, index): DumpArgumentDto => ({
      text,
      isDifferent: different[index] ?? false,
    })),
    owner: frame.owner,
    isInlined: (frame.flags & DumpFrameFlag.inlined) !== 0,
    isNote,
  }
}

/** Top-level arguments: `0x1, {0x2, 0x3}` are two. */
function splitArguments(text: string): string[] {
  if (text === '') return []
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (character === '{') depth++
    else if (character === '}') depth--
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim())
      start = i + 1
    }
  }
  parts.push(text.slice(start).trim())
  return parts
}

/** Frames of a group with the arguments marked in which its goroutines differ. */
function groupFrames(index: DumpIndex, group: GoroutineGroup): DumpFrameDto[] {
  const stacks = group.stackIndices.slice(0, comparedStacks).map((stack) => index.views.stack(stack))
  return group.stack.frames.map((frame, at) => frameDto(frame, differences(frame, at, stacks)))
}

function differences(frame: FrameView, at: number, stacks: readonly StackView[]): boolean[] {
  const own = splitArguments(frame.argumentText)
  const different = own.map(() => false)
  for (const stack of stacks) {
    const other = stack.frames[at]
    if (other === undefined || other.argumentText === frame.argumentText) continue
    if ((other.flags & DumpFrameFlag.inlined) !== 0) continue
    splitArguments(other.argumentText).forEach((text, i) => {
      if (i < own.length && text !== own[i]) different[i] = true
    })
  }
  return different
}

export function waitMinutesOf(group: GoroutineGroup): WaitMinutesDto | undefined {
  const { minutes } = group
  if (minutes.length === 0) return undefined
  const middle = minutes.length >>> 1
  const median = minutes.length % 2 === 1 ? minutes[middle] : (minutes[middle - 1] + minutes[middle]) / 2
  return { min: minutes[0], median, max: minutes[minutes.length - 1], knownCount: minutes.length }
}

/** @param idLimit how many ids are listed; all are counted. */
export function groupDto(index: DumpIndex, group: GoroutineGroup, idLimit: number): GoroutineGroupDto {
  const { text } = index
  const creator = text.tables.creators[group.creator]
  const ids: number[] = []
  let idCount = 0
  const bubbles = new Set<number>()
  const labels = new Map<number, number>()
  for (const { dump, row } of group.members) {
    const { rows } = text.dumps[dump]
    if (!Number.isNaN(rows.id[row])) {
      idCount++
      if (ids.length < idLimit) ids.push(rows.id[row])
    }
    if (rows.bubble[row] !== 0 && bubbles.size < 100) bubbles.add(rows.bubble[row])
    const label = rows.labels[row]
    if (label !== 0) labels.set(label, (labels.get(label) ?? 0) + rows.weight[row])
  }
  return {
    key: group.key,
    count: group.count,
    state: group.state,
    originalStates: group.originalStates.filter((state) => state !== ''),
    waitMinutes: waitMinutesOf(group),
    frames: groupFrames(index, group),
    tellingFrame: group.stack.tellingFrame,
    createdBy: creator.functionName,
    createdAt: creator.file === '' ? undefined : creator,
    ids,
    idCount,
    lockedToThread: group.lockedToThread,
    leaked: group.leaked,
    durable: group.durable,
    bubbles: [...bubbles],
    labels: [...labels]
      .sort((a, b) => b[1] - a[1])
      .slice(0, maximumLabels)
      .map(([label, count]) => ({ text: text.tables.strings.get(label), count })),
    idleReason: group.idleReason,
    notes: groupNotes(index, group),
    hasDied: group.hasDied,
  }
}

function groupNotes(index: DumpIndex, group: GoroutineGroup): string[] {
  const notes: string[] = []
  if (group.hasDied) notes.push('The program died in here.')
  const stateClass = stateClassOf(group.state)
  if (stateClass === 'forever') {
    notes.push(
      group.state.startsWith('select')
        ? 'A select without cases blocks forever, by the language.'
        : 'A nil channel blocks forever, by the language.',
    )
  }
  const addresses = new Map<number, { count: number; kind: string }>()
  if (stateClass === 'lock' || stateClass === 'channel') {
    for (const { dump, row } of group.members) {
      const wait = index.locks(dump).waitOf(row)
      if (wait === undefined) continue
      const known = addresses.get(wait.address)
      if (known === undefined) addresses.set(wait.address, { count: 1, kind: wait.kind })
      else known.count++
    }
  }
  const most = [...addresses].sort((a, b) => b[1].count - a[1].count)[0]
  if (most !== undefined && most[1].count > 1) {
    notes.push(`${most[1].count} of them wait for the same ${most[1].kind} at ${formatAddress(most[0])}.`)
  } else if (addresses.size > 1) {
    notes.push(`They wait for ${addresses.size} different addresses.`)
  }
  return notes
}
