/** Rarer events, into rows as parallel/recorded-events.ts has them. */
import { setF64, setU8, u32At, u8At } from './column-access'
import { count, stamp } from './order-clock'
import {
  gcSweepBegin,
  gcSweepEnd,
  goal,
  goroutineExtras,
  heapAlloc,
  heapGoal,
  live,
  log,
  metric,
  mostRecorded,
  NONE,
  notedRegions,
  notesAnnotations,
  processorCount,
  processorId,
  processorSweep,
  rangeBegin,
  rangeEnd,
  recorded,
  recordedWidth,
  regionBegin,
  regionEnd,
  results,
  scopeProcessor,
  taskBegin,
  taskEnd,
  userLog,
  userRegionBegin,
  userRegionEnd,
  userTaskBegin,
  userTaskEnd,
} from './order-columns'
import { stackOf, textOf } from './order-names'
import { behind, behindWide, valueOf, varint, wideAt } from './varints'

let recordedCount: u32 = 0

export function beginRecords(): void {
  recordedCount = 0
}

export function endRecords(): void {
  setF64(results, 3, <f64>recordedCount)
}

export function hasRoom(): bool {
  return recordedCount < mostRecorded
}

/** Adds a row; those of its own numbers that are not set are 0. Returns where its own numbers lie. */
export function record(
  kind: u32,
  timeNs: f64,
  thread: u32,
  processor: u32,
  current: u32,
  stackIndex: u32,
): usize {
  const place = recorded + <usize>(recordedCount * recordedWidth) * 8
  recordedCount++
  store<f64>(place, <f64>kind)
  store<f64>(place, timeNs, 8)
  store<f64>(place, <f64>thread, 16)
  store<f64>(place, <f64>u32At(processorId, processor), 24)
  store<f64>(place, <f64>current, 32)
  store<f64>(place, <f64>stackIndex, 40)
  memory.fill(place + 48, 0, 40)
  return place + 48
}

/** Every kind that is only noted down, under the same contract as `advance`. The name of a sweep is filled in outside. */
export function advanceRecorded(
  type: u32,
  thread: u32,
  processor: u32,
  current: u32,
  writtenNs: f64,
  at: usize,
): usize {
  if (processor >= processorCount || !hasRoom()) return 0
  if (type >= userTaskBegin && type <= userLog)
    return advanceAnnotation(type, thread, processor, current, writtenNs, at)
  return advanceMeasure(type, thread, processor, current, writtenNs, at)
}

/** Heap sizes and sweeps. */
function advanceMeasure(
  type: u32,
  thread: u32,
  processor: u32,
  current: u32,
  writtenNs: f64,
  at: usize,
): usize {
  switch (type) {
    case heapAlloc:
    case heapGoal: {
      const row = record(metric, stamp(thread, writtenNs), thread, processor, current, NONE)
      store<f64>(row, <f64>(type === heapAlloc ? live : goal))
      store<f64>(row, wideAt(at), 8)
      return behindWide(at)
    }
    case gcSweepBegin: {
      const wireStack = varint(at)
      const stackIndex = stackOf(valueOf(wireStack))
      if (stackIndex < -1 || u8At(processorSweep, processor) !== 0) return 0
      setU8(processorSweep, processor, 1)
      const row = record(rangeBegin, stamp(thread, writtenNs), thread, processor, current, <u32>stackIndex)
      store<f64>(row, <f64>scopeProcessor)
      store<f64>(row, <f64>u32At(processorId, processor), 8)
      return behind(wireStack)
    }
    case gcSweepEnd: {
      if (u8At(processorSweep, processor) === 0) return 0
      const second = behindWide(at)
      setU8(processorSweep, processor, 0)
      const row = record(rangeEnd, stamp(thread, writtenNs), thread, processor, current, NONE)
      store<f64>(row, <f64>scopeProcessor)
      store<f64>(row, <f64>u32At(processorId, processor), 8)
      store<f64>(row, wideAt(at), 24)
      store<f64>(row, wideAt(second), 32)
      return behindWide(second)
    }
    default:
      return 0
  }
}

/** Tasks, regions and logs. Whether they fit what is open is seen by whoever gets the rows (AnnotationCheck). */
function advanceAnnotation(
  type: u32,
  thread: u32,
  processor: u32,
  current: u32,
  writtenNs: f64,
  at: usize,
): usize {
  if (notesAnnotations === 0 || <i32>current < 0) return 0
  const task = wideAt(at)
  at = behindWide(at)
  let first: f64 = 0
  let second: f64 = 0
  let kind = taskEnd
  if (type === userTaskBegin) {
    kind = taskBegin
    first = wideAt(at)
    at = behindWide(at)
  } else if (type === userLog) {
    kind = log
    const category = varint(at)
    const text = textOf(valueOf(category))
    if (text < 0) return 0
    first = <f64>text
    at = behind(category)
  } else if (type !== userTaskEnd) kind = type === userRegionBegin ? regionBegin : regionEnd
  if (type !== userTaskEnd) {
    const name = varint(at)
    const text = textOf(valueOf(name))
    if (text < 0) return 0
    at = behind(name)
    if (kind === regionBegin || kind === regionEnd) first = <f64>text
    else second = <f64>text
  }
  const wireStack = varint(at)
  const stackIndex = stackOf(valueOf(wireStack))
  if (stackIndex < -1) return 0
  if (kind === regionBegin) setU8(goroutineExtras, current, u8At(goroutineExtras, current) | notedRegions)
  const row = record(kind, count(writtenNs), thread, processor, current, <u32>stackIndex)
  store<f64>(row, task)
  store<f64>(row, first, 8)
  store<f64>(row, second, 16)
  return behind(wireStack)
}
