/** From the columns of a walk to what is shown: what was open is closed, what waited for another thread's word is counted. */
import { WireEvent as W } from '../wire-events'
import type { SketchColumns } from './sketch-columns'
import {
  Counter,
  goroutineSlots,
  groupLayers,
  LossKind,
  mostMarks,
  mostPending,
  namelessGroup,
  processorLayers,
  sketchBuckets,
  SketchLayer,
} from './sketch-columns'
import type { SketchPlan } from './sketch-plan'
import { addStretch } from './sketch-stretches'
import type { SketchRange, TraceSketch } from './trace-sketch'

/** Functions that get a row of their own. */
const shownGroups = 48
/** A mark that no event has: what lies behind it was not looked at. */
const cutMark = 255
const runtimeGroup = 'runtime'

export function rowOf(row: number, layers: number, layer: number): number {
  return (row * layers + layer) * sketchBuckets
}

export function addCutMark(columns: SketchColumns, timeNs: number): void {
  const row = columns.counters[Counter.marks]
  if (row === mostMarks) return
  columns.counters[Counter.marks] = row + 1
  columns.markType[row] = cutMark
  columns.markNs[row] = timeNs
}

/** -1 where nothing is known. */
export function groupOfGoroutine(columns: SketchColumns, goroutine: number): number {
  const slot = goroutine & (goroutineSlots - 1)
  return columns.knownGoroutine[slot] === goroutine ? columns.knownGroup[slot] - 1 : -1
}

/** Counts the stretches whose function has become known meanwhile; the others go on waiting, while there is room. */
export function settlePending(columns: SketchColumns, bucketNs: number): void {
  const { counters, pendingGoroutine, pendingLayer, pendingProcessor, pendingFromNs, pendingToNs } = columns
  const count = counters[Counter.pending]
  // Room is needed for the next generation: what fills more than half of it has waited long enough.
  const kept = mostPending / 2
  let left = 0
  for (let row = 0; row < count; row++) {
    const group = groupOfGoroutine(columns, pendingGoroutine[row])
    if (group < 0 && left < kept) {
      pendingGoroutine[left] = pendingGoroutine[row]
      pendingLayer[left] = pendingLayer[row]
      pendingProcessor[left] = pendingProcessor[row]
      pendingFromNs[left] = pendingFromNs[row]
      pendingToNs[left++] = pendingToNs[row]
      continue
    }
    const { groupNs, processorNs } = columns
    const layer = pendingLayer[row]
    const known = Math.max(namelessGroup, group)
    addStretch(groupNs, rowOf(known, groupLayers, layer), pendingFromNs[row], pendingToNs[row], bucketNs)
    const processor = pendingProcessor[row]
    if (processor < 0 || layer !== SketchLayer.running) continue
    // Its processor's row has been waiting for the colour.
    const on = runningRow(columns, processor, known)
    addStretch(processorNs, on, pendingFromNs[row], pendingToNs[row], bucketNs)
  }
  counters[Counter.pending] = left
}

/** The row of a processor that runs a goroutine of a group. */
export function runningRow({ isGcGroup }: SketchColumns, processor: number, group: number): number {
  const layer = isGcGroup[group] === 0 ? SketchLayer.running : SketchLayer.gcWork
  return rowOf(processor, processorLayers, layer)
}

/** @param names of the functions, by group. */
export function finishSketch(
  columns: SketchColumns,
  names: readonly string[],
  plan: SketchPlan,
): TraceSketch {
  const { endNs, bucketNs, unread } = plan
  settleLost(columns, bucketNs)
  const { gc, stops } = rangesOf(columns, endNs)
  return {
    durationNs: endNs,
    bucketNs,
    bucketCount: sketchBuckets,
    ...processorsOf(columns),
    ...groupsOf(columns, names),
    gc,
    stops,
    unread,
  }
}

/** System calls keep their processor until another thread takes it. */
function settleLost(columns: SketchColumns, bucketNs: number): void {
  const { counters, stealProcessor, stealNs, processorNs } = columns
  const steals = Uint32Array.from({ length: counters[Counter.steals] }, (_, row) => row).sort(
    (a, b) => stealProcessor[a] - stealProcessor[b] || stealNs[a] - stealNs[b],
  )
  for (let row = 0; row < counters[Counter.lost]; row++) {
    const processor = columns.lostProcessor[row]
    const fromNs = columns.lostFromNs[row]
    let toNs = columns.lostToNs[row]
    let low = 0
    let high = steals.length
    while (low < high) {
      const middle = (low + high) >> 1
      const other = steals[middle]
      const isBefore =
        stealProcessor[other] < processor || (stealProcessor[other] === processor && stealNs[other] < fromNs)
      if (isBefore) low = middle + 1
      else high = middle
    }
    const steal = steals[low]
    // It may be written down later than the end of the call: the first one there is, is the one.
    const isFound = low < steals.length && stealProcessor[steal] === processor
    if (isFound) toNs = Math.min(toNs, stealNs[steal])
    else if (columns.lostKind[row] === LossKind.stolen) continue
    if (toNs > fromNs)
      addStretch(processorNs, rowOf(processor, processorLayers, SketchLayer.syscall), fromNs, toNs, bucketNs)
  }
}

function processorsOf(columns: SketchColumns): Pick<TraceSketch, 'processorIds' | 'processorNs'> {
  const count = columns.counters[Counter.processors]
  const ids = columns.processorIds.subarray(0, count)
  const order = Uint32Array.from({ length: count }, (_, row) => row).sort((a, b) => ids[a] - ids[b])
  const rowLength = processorLayers * sketchBuckets
  const processorNs = new Float32Array(count * rowLength)
  order.forEach((from, row) => {
    processorNs.set(columns.processorNs.subarray(from * rowLength, (from + 1) * rowLength), row * rowLength)
  })
  return { processorIds: order.map((row) => ids[row]), processorNs }
}

/** The runtime's own functions become one row, as in the timeline (query/goroutine/groups.ts). */
function groupsOf(
  columns: SketchColumns,
  names: readonly string[],
): Pick<TraceSketch, 'groups' | 'groupNs' | 'otherGroups'> {
  const rowLength = processorLayers * sketchBuckets
  const rows = new Map<string, { readonly ns: Float64Array; totalNs: number }>()
  names.forEach((name, group) => {
    const shown = name !== 'runtime.main' && name.startsWith('runtime.') ? runtimeGroup : name
    for (let layer = 0; layer < groupLayers; layer++) {
      const from = rowOf(group, groupLayers, layer)
      const isGcWork = layer === SketchLayer.running && columns.isGcGroup[group] !== 0
      const to = (isGcWork ? SketchLayer.gcWork : layer) * sketchBuckets
      let sum = 0
      for (let bucket = 0; bucket < sketchBuckets; bucket++) sum += columns.groupNs[from + bucket]
      if (sum === 0) continue
      const row = rows.get(shown) ?? { ns: new Float64Array(rowLength), totalNs: 0 }
      rows.set(shown, row)
      row.totalNs += sum
      for (let bucket = 0; bucket < sketchBuckets; bucket++)
        row.ns[to + bucket] += columns.groupNs[from + bucket]
    }
  })
  const sorted = [...rows].sort(([nameA, a], [nameB, b]) => b.totalNs - a.totalNs || (nameA < nameB ? -1 : 1))
  const own = sorted.slice(0, shownGroups)
  const others = sorted.slice(shownGroups)
  const groupNs = new Float32Array((own.length + (others.length > 0 ? 1 : 0)) * rowLength)
  own.forEach(([, { ns }], row) => groupNs.set(ns, row * rowLength))
  const rest = new Float64Array(others.length > 0 ? rowLength : 0)
  for (const [, { ns }] of others) for (let at = 0; at < rowLength; at++) rest[at] += ns[at]
  groupNs.set(rest, own.length * rowLength)
  return { groups: own.map(([name]) => name), otherGroups: others.length, groupNs }
}

/** Collections and stops of the world from their marks, in order of time. */
function rangesOf(columns: SketchColumns, endNs: number): Pick<TraceSketch, 'gc' | 'stops'> {
  const { counters, markType, markThread, markNs } = columns
  const order = Uint32Array.from({ length: counters[Counter.marks] }, (_, row) => row).sort(
    (a, b) => markNs[a] - markNs[b],
  )
  const gc: SketchRange[] = []
  const stops: SketchRange[] = []
  let gcFromNs = -1
  let hasGc = false
  const stopFrom = new Map<number, number>()
  for (const row of order) {
    const timeNs = markNs[row]
    switch (markType[row]) {
      case W.gcActive:
        // Told at the first event after a beginning of a generation; before, it was already going on.
        if (gcFromNs < 0) gcFromNs = hasGc ? timeNs : 0
        hasGc = true
        break
      case W.gcBegin:
        if (gcFromNs < 0) gcFromNs = timeNs
        hasGc = true
        break
      case W.gcEnd:
        gc.push({ fromNs: gcFromNs < 0 ? (hasGc ? timeNs : 0) : gcFromNs, toNs: timeNs })
        gcFromNs = -1
        hasGc = true
        break
      case W.stwBegin:
        stopFrom.set(markThread[row], timeNs)
        break
      case W.stwEnd: {
        const fromNs = stopFrom.get(markThread[row])
        stopFrom.delete(markThread[row])
        if (fromNs !== undefined) stops.push({ fromNs, toNs: timeNs })
        break
      }
      default:
        if (gcFromNs >= 0) gc.push({ fromNs: gcFromNs, toNs: timeNs })
        gcFromNs = -1
        stopFrom.clear()
    }
  }
  if (gcFromNs >= 0) gc.push({ fromNs: gcFromNs, toNs: endNs })
  for (const fromNs of stopFrom.values()) stops.push({ fromNs, toNs: endNs })
  return { gc, stops }
}
