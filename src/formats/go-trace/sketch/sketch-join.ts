/**
 * Parts of a sketch (sketch-part.ts) put together: sums are added up, lists put behind each other, and what a thread of the
 * program was doing at the end of a generation is counted up to the event that begins its next one.
 */
import type { SketchColumns } from './sketch-columns'
import {
  Counter,
  groupLayers,
  LossKind,
  mostMarks,
  mostProcessors,
  namelessGroup,
  processorLayers,
  sketchBuckets,
  SketchLayer,
  ThreadState,
} from './sketch-columns'
import { addCutMark, finishSketch, groupOfGoroutine, rowOf, runningRow } from './sketch-finish'
import { SketchNames } from './sketch-names'
import type { SketchPartNotes, SketchSeam } from './sketch-part'
import type { SketchPlan } from './sketch-plan'
import { addStretch } from './sketch-stretches'
import type { TraceSketch } from './trace-sketch'

export interface JoinedPart {
  readonly columns: SketchColumns
  readonly notes: SketchPartNotes
}

/** What a thread of the program is doing; groups and processors are those of the whole. */
interface ThreadPosition {
  readonly state: number
  readonly goroutine: number
  readonly group: number
  readonly processor: number
  readonly sinceNs: number
}

/** Indices of a part's groups and processors in the whole. */
interface PartIndices {
  readonly groups: readonly number[]
  readonly processors: readonly number[]
}

/** @param parts at least one; the columns of the first become those of the whole. Together they have every generation. */
export function joinSketch(plan: SketchPlan, parts: readonly JoinedPart[]): TraceSketch {
  return new SketchJoin(plan, parts).run()
}

class SketchJoin {
  private readonly whole: SketchColumns
  private readonly names: SketchNames
  private readonly processorOfId = new Map<number, number>()
  private readonly indices: PartIndices[] = []

  constructor(
    private readonly plan: SketchPlan,
    private readonly parts: readonly JoinedPart[],
  ) {
    const [{ columns }] = parts
    this.whole = columns
    this.names = new SketchNames(columns.isGcGroup)
    for (let index = 0; index < columns.counters[Counter.processors]; index++)
      this.processorOfId.set(columns.processorIds[index], index)
  }

  run(): TraceSketch {
    const { parts, plan, names } = this
    // The first part's groups become those of the whole, each where it was.
    for (const { columns, notes } of parts)
      this.indices.push({
        groups: notes.names.map((name) => names.groupOf(name)),
        processors: this.processorsOf(columns),
      })
    parts.forEach(({ columns }, part) => {
      if (part > 0) this.add(columns, this.indices[part])
    })
    this.followThreads()
    parts.forEach((_, part) => this.settle(part))
    return finishSketch(this.whole, names.list, plan)
  }

  /** -1 for those beyond what there is room for. */
  private processorsOf(columns: SketchColumns): number[] {
    const { whole, processorOfId } = this
    const ids = columns.processorIds.subarray(0, columns.counters[Counter.processors])
    return Array.from(ids, (id) => {
      const known = processorOfId.get(id)
      if (known !== undefined) return known
      const index = whole.counters[Counter.processors]
      if (index === mostProcessors) return -1
      whole.counters[Counter.processors] = index + 1
      whole.processorIds[index] = id
      processorOfId.set(id, index)
      return index
    })
  }

  /** Adds the sums and lists of another part. */
  private add(part: SketchColumns, { groups, processors }: PartIndices): void {
    const { whole } = this
    processors.forEach((to, from) => {
      if (to >= 0) addRow(whole.processorNs, to, part.processorNs, from, processorLayers)
    })
    groups.forEach((to, from) => addRow(whole.groupNs, to, part.groupNs, from, groupLayers))
    for (let row = 0; row < part.counters[Counter.marks]; row++) {
      const to = nextRow(whole, Counter.marks)
      if (to < 0) break
      whole.markType[to] = part.markType[row]
      whole.markThread[to] = part.markThread[row]
      whole.markNs[to] = part.markNs[row]
    }
    for (let row = 0; row < part.counters[Counter.lost]; row++) {
      const processor = processors[part.lostProcessor[row]]
      if (processor >= 0)
        this.addLost(processor, part.lostKind[row], part.lostFromNs[row], part.lostToNs[row])
    }
    for (let row = 0; row < part.counters[Counter.steals]; row++) {
      const processor = processors[part.stealProcessor[row]]
      const to = processor < 0 ? -1 : nextRow(whole, Counter.steals)
      if (to < 0) continue
      whole.stealProcessor[to] = processor
      whole.stealNs[to] = part.stealNs[row]
    }
  }

  private addLost(processor: number, kind: number, fromNs: number, toNs: number): void {
    const { whole } = this
    const row = nextRow(whole, Counter.lost)
    if (row < 0) return
    whole.lostProcessor[row] = processor
    whole.lostKind[row] = kind
    whole.lostFromNs[row] = fromNs
    whole.lostToNs[row] = toNs
  }

  /** Goes through the generations in order, with what each thread was doing at the end of the one before. */
  private followThreads(): void {
    const { plan, parts, indices } = this
    const seams: { seam: SketchSeam; indices: PartIndices }[] = []
    parts.forEach(({ notes }, part) => {
      for (const seam of notes.seams) seams[seam.ordinal] = { seam, indices: indices[part] }
    })
    const positions = new Map<number, ThreadPosition>()
    const closeAll = (timeNs: number): void => {
      for (const position of positions.values()) this.close(position, timeNs)
      positions.clear()
    }
    for (const { seam, indices: own } of seams) {
      seam.thread.forEach((thread, row) => {
        const before = positions.get(thread)
        // Another thread has told what goes on in it, and that is known already.
        if (before !== undefined && seam.isWalked[row] === 0) return
        if (before !== undefined) this.close(before, seam.firstNs[row])
        positions.delete(thread)
        if (seam.state[row] !== ThreadState.none) positions.set(thread, positionIn(seam, row, own))
      })
      const { isCut, limitNs } = plan.generations[seam.ordinal]
      if (!isCut) continue
      closeAll(limitNs)
      addCutMark(this.whole, limitNs)
    }
    closeAll(plan.endNs)
  }

  /** Counts what a thread has been doing up to a time, as far as the sketch can tell. */
  private close(position: ThreadPosition, timeNs: number): void {
    const { state, goroutine, processor, sinceNs } = position
    const { whole } = this
    const { bucketNs } = this.plan
    if (sinceNs >= timeNs) return
    const group = position.group >= 0 ? position.group : this.groupOf(goroutine, 0)
    if (processor >= 0 && state === ThreadState.syscall)
      this.addLost(processor, LossKind.stolenOrHeld, sinceNs, timeNs)
    else if (processor >= 0 && state === ThreadState.running)
      addStretch(whole.processorNs, runningRow(whole, processor, group), sinceNs, timeNs, bucketNs)
    const layer = state === ThreadState.running ? SketchLayer.running : SketchLayer.syscall
    addStretch(whole.groupNs, rowOf(group, groupLayers, layer), sinceNs, timeNs, bucketNs)
  }

  /** The group of a goroutine by what any part has learned, the given one first. */
  private groupOf(goroutine: number, first: number): number {
    const { parts, indices } = this
    for (let turn = 0; turn < parts.length; turn++) {
      const part = (first + turn) % parts.length
      const group = groupOfGoroutine(parts[part].columns, goroutine)
      if (group >= 0) return indices[part].groups[group]
    }
    return namelessGroup
  }

  /** Counts the stretches of a part that have been waiting for a function. */
  private settle(part: number): void {
    const { whole } = this
    const { bucketNs } = this.plan
    const { counters, pendingGoroutine, pendingLayer, pendingProcessor, pendingFromNs, pendingToNs } =
      this.parts[part].columns
    for (let row = 0; row < counters[Counter.pending]; row++) {
      const group = this.groupOf(pendingGoroutine[row], part)
      const layer = pendingLayer[row]
      const fromNs = pendingFromNs[row]
      const toNs = pendingToNs[row]
      addStretch(whole.groupNs, rowOf(group, groupLayers, layer), fromNs, toNs, bucketNs)
      const own = pendingProcessor[row]
      const processor = own < 0 ? -1 : this.indices[part].processors[own]
      // Its processor's row has been waiting for the colour.
      if (processor >= 0 && layer === SketchLayer.running)
        addStretch(whole.processorNs, runningRow(whole, processor, group), fromNs, toNs, bucketNs)
    }
  }
}

function positionIn(seam: SketchSeam, row: number, { groups, processors }: PartIndices): ThreadPosition {
  const group = seam.group[row]
  const processor = seam.processor[row]
  return {
    state: seam.state[row],
    goroutine: seam.goroutine[row],
    group: group < 0 ? -1 : groups[group],
    processor: processor < 0 ? -1 : processors[processor],
    sinceNs: seam.sinceNs[row],
  }
}

/** The next row of a list, -1 when it is full. */
function nextRow({ counters }: SketchColumns, list: number): number {
  const row = counters[list]
  if (row === mostMarks) return -1
  counters[list] = row + 1
  return row
}

function addRow(to: Float64Array, toRow: number, from: Float64Array, fromRow: number, layers: number): void {
  const length = layers * sketchBuckets
  const target = to.subarray(toRow * length, (toRow + 1) * length)
  const source = from.subarray(fromRow * length, (fromRow + 1) * length)
  for (let at = 0; at < length; at++) target[at] += source[at]
}
