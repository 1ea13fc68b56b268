/**
 * Ranges, collections, metrics and annotations: events that move no goroutine and no processor
 * (Go 1.27 src/internal/trace/order.go).
 */
import { OpenRegions } from '../../model/open-regions'
import type { RangeScope } from '../../model/states'
import { GoroutineState as G, Metric, NONE, RangeScope as Scope } from '../../model/states'
import type { EventOrder } from './event-order'
import type { OpenRange } from './order-states'
import { Advance, CollectionState, WireProcessor } from './order-states'
import { argumentCounts, firstExperimentalEvent, wireEventName, WireEvent as W } from './wire-events'

const markName = 'GC concurrent mark phase'
export const sweepName = 'GC incremental sweep'
export const assistName = 'GC mark assist'

/** What the ranges are called that an event of this kind begins, continues or ends; '' for one with its own name. */
export function rangeNameOf(type: number): string {
  switch (type) {
    case W.gcActive:
    case W.gcBegin:
    case W.gcEnd:
      return markName
    case W.gcSweepActive:
    case W.gcSweepBegin:
      return sweepName
    case W.gcMarkAssistActive:
    case W.gcMarkAssistBegin:
      return assistName
    default:
      return ''
  }
}

/** What a stop of the world is called. */
export function stopName(reason: string): string {
  return `stop-the-world (${reason})`
}

/** The same contract as `advance` (order.ts); the context is set up already. */
export function advanceAnnotation(
  order: EventOrder,
  cursor: number,
  thread: number,
  processor: number,
  goroutine: number,
  isForced: boolean,
): number {
  const { cursors, context, sink } = order
  const base = cursor * 4
  const a = cursors.arguments[base]
  const b = cursors.arguments[base + 1]
  const c = cursors.arguments[base + 2]
  const d = cursors.arguments[base + 3]
  const type = cursors.type[cursor]
  switch (type) {
    case W.stwBegin:
    case W.gcMarkAssistBegin: {
      if (lacks(order, cursor, processor, goroutine)) return Advance.fails
      if (goroutine < 0) return Advance.goes
      const isStop = type === W.stwBegin
      const name = order.tables.strings.intern(
        isStop ? stopName(order.tables.strings.get(order.textOf(cursor, a))) : assistName,
      )
      const open = rangesOf(order.openRanges, goroutine)
      order.markExtras(goroutine)
      return rangeBegin(order, cursor, open, type, Scope.goroutine, goroutine, name, isStop ? b : a)
    }
    case W.stwEnd:
    case W.gcMarkAssistEnd: {
      if (lacks(order, cursor, processor, goroutine)) return Advance.fails
      if (goroutine < 0) return Advance.goes
      const open = rangesOf(order.openRanges, goroutine)
      return rangeEnd(order, cursor, open, type - 1, Scope.goroutine, goroutine, NaN, NaN)
    }
    case W.gcSweepBegin: {
      if (processor < 0) return missing(order, cursor, 'a processor')
      return sweepBegin(order, cursor, processor, a)
    }
    case W.gcSweepEnd: {
      if (processor < 0) return missing(order, cursor, 'a processor')
      return sweepEnd(order, cursor, processor, a, b)
    }
    case W.gcSweepActive: {
      const swept = order.processors.indexOf(a)
      if (swept === NONE || order.processorStatus[swept] === WireProcessor.unknown)
        return missing(order, cursor, 'a processor that is known')
      return sweepActive(order, cursor, swept, a)
    }
    case W.gcMarkAssistActive: {
      const assisting = order.tables.goroutines.indexOf(a)
      if (assisting === NONE || order.goroutineState[assisting] === G.undetermined)
        return missing(order, cursor, 'a goroutine that is known')
      const open = rangesOf(order.openRanges, assisting)
      order.markExtras(assisting)
      const name = order.tables.strings.intern(assistName)
      return rangeActive(order, cursor, open, W.gcMarkAssistBegin, Scope.goroutine, assisting, name)
    }
    case W.gcActive:
    case W.gcBegin:
    case W.gcEnd:
      return collection(order, cursor, processor, goroutine, type, a, b, isForced)
    case W.procsChange: {
      if (lacks(order, cursor, processor, goroutine)) return Advance.fails
      context.stack = order.stackOf(cursor, b)
      if (order.failure !== '') return Advance.fails
      order.stamp(cursor)
      sink.metric(context, Metric.gomaxprocs, a)
      return Advance.goes
    }
    case W.heapAlloc:
    case W.heapGoal:
      if (processor < 0 && order.isContradiction(cursor, 'needs a processor')) return Advance.fails
      order.stamp(cursor)
      sink.metric(context, type === W.heapAlloc ? Metric.heapLive : Metric.heapGoal, a)
      return Advance.goes
    case W.goLabel: {
      if (lacks(order, cursor, processor, goroutine)) return Advance.fails
      if (goroutine < 0) return Advance.goes
      const label = order.textOf(cursor, a)
      if (order.failure !== '') return Advance.fails
      order.stamp(cursor)
      sink.label(context, goroutine, label)
      return Advance.goes
    }
    case W.userLog: {
      if (lacks(order, cursor, processor, goroutine)) return Advance.fails
      const category = order.textOf(cursor, b)
      const message = order.textOf(cursor, c)
      context.stack = order.stackOf(cursor, d)
      if (order.failure !== '') return Advance.fails
      order.stamp(cursor)
      sink.log(context, a, category, message)
      return Advance.goes
    }
    case W.userTaskBegin:
      return taskBegin(order, cursor, processor, goroutine, a, b, c, d)
    case W.userTaskEnd:
      return taskEnd(order, cursor, processor, goroutine, a, b)
    case W.userRegionBegin:
      return regionBegin(order, cursor, processor, goroutine, a, b, c)
    case W.userRegionEnd:
      return regionEnd(order, cursor, processor, goroutine, a, b, c)
    default: {
      if (type < firstExperimentalEvent)
        return missing(order, cursor, 'a type that may stand among timed events')
      if (thread < 0 && order.isContradiction(cursor, 'needs a thread')) return Advance.fails
      order.stamp(cursor)
      const name = order.tables.strings.intern(wireEventName(type))
      sink.experimental(context, name, argumentCounts[type], a, b, c)
      return Advance.goes
    }
  }
}

/** The common need of events of user code: a processor and a goroutine. True when strict reading ends. */
function lacks(order: EventOrder, cursor: number, processor: number, goroutine: number): boolean {
  return (
    (processor < 0 || goroutine < 0) &&
    order.isContradiction(cursor, 'needs a goroutine and a processor on its thread')
  )
}

function missing(order: EventOrder, cursor: number, what: string): number {
  return order.isContradiction(cursor, `needs ${what}`) ? Advance.fails : Advance.goes
}

function rangesOf(map: Map<number, OpenRange[]>, key: number): OpenRange[] {
  const open = map.get(key)
  if (open !== undefined) return open
  const fresh: OpenRange[] = []
  map.set(key, fresh)
  return fresh
}

/** Sweeps are the ranges of processors, one at a time on each; the kernel takes their begins and ends too. */
function sweepBegin(order: EventOrder, cursor: number, processor: number, stackId: number): number {
  const { context, processorSweep } = order
  const name = order.tables.strings.intern(sweepName)
  if (processorSweep[processor] !== 0 && order.isContradiction(cursor, 'begins what is open already'))
    return Advance.fails
  context.stack = order.stackOf(cursor, stackId)
  if (order.failure !== '') return Advance.fails
  processorSweep[processor] = 1
  order.stamp(cursor)
  order.sink.rangeBegin(context, Scope.processor, context.processor, name)
  return Advance.goes
}

function sweepActive(order: EventOrder, cursor: number, processor: number, id: number): number {
  const name = order.tables.strings.intern(sweepName)
  if (isOddlyOpen(order, cursor, order.processorSweep[processor] !== 0)) return Advance.fails
  order.processorSweep[processor] = 1
  order.stamp(cursor)
  order.sink.rangeActive(order.context, Scope.processor, id, name)
  return Advance.goes
}

function sweepEnd(
  order: EventOrder,
  cursor: number,
  processor: number,
  bytesSwept: number,
  bytesReclaimed: number,
): number {
  const { context, processorSweep } = order
  if (processorSweep[processor] === 0) return missing(order, cursor, 'a begin before it')
  processorSweep[processor] = 0
  order.stamp(cursor)
  const name = order.tables.strings.intern(sweepName)
  order.sink.rangeEnd(context, Scope.processor, context.processor, name, bytesSwept, bytesReclaimed)
  return Advance.goes
}

/** A range that goes on is told where nothing is known yet, and was open before elsewhere. */
function isOddlyOpen(order: EventOrder, cursor: number, isOpen: boolean): boolean {
  return (
    isOpen === order.isFresh &&
    order.isContradiction(cursor, isOpen ? 'comes twice' : 'continues what was not open')
  )
}

function rangeBegin(
  order: EventOrder,
  cursor: number,
  open: OpenRange[],
  type: number,
  scope: RangeScope,
  scopeId: number,
  name: number,
  stackId: number,
): number {
  if (open.some((range) => range.type === type && range.name === name)) {
    if (order.isContradiction(cursor, 'begins what is open already')) return Advance.fails
    open.splice(0)
  }
  order.context.stack = order.stackOf(cursor, stackId)
  if (order.failure !== '') return Advance.fails
  open.push({ type, name })
  order.stamp(cursor)
  order.sink.rangeBegin(order.context, scope, scopeId, name)
  return Advance.goes
}

function rangeActive(
  order: EventOrder,
  cursor: number,
  open: OpenRange[],
  type: number,
  scope: RangeScope,
  scopeId: number,
  name: number,
): number {
  const isOpen = open.some((range) => range.type === type && range.name === name)
  if (isOddlyOpen(order, cursor, isOpen)) return Advance.fails
  if (!isOpen) open.push({ type, name })
  order.stamp(cursor)
  order.sink.rangeActive(order.context, scope, scopeId, name)
  return Advance.goes
}

function rangeEnd(
  order: EventOrder,
  cursor: number,
  open: OpenRange[],
  beginType: number,
  scope: RangeScope,
  scopeId: number,
  bytesSwept: number,
  bytesReclaimed: number,
): number {
  const at = open.findIndex((range) => range.type === beginType)
  if (at < 0) return missing(order, cursor, 'a begin before it')
  const { name } = open[at]
  open[at] = open[open.length - 1]
  open.pop()
  order.stamp(cursor)
  order.sink.rangeEnd(order.context, scope, scopeId, name, bytesSwept, bytesReclaimed)
  return Advance.goes
}

/** Mark phases are numbered over all threads: begin and end may lie on different ones. */
function collection(
  order: EventOrder,
  cursor: number,
  processor: number,
  goroutine: number,
  type: number,
  seq: number,
  stackId: number,
  isForced: boolean,
): number {
  const { context, sink } = order
  const name = order.tables.strings.intern(markName)
  const isFirst =
    type === W.gcActive ? order.isFresh : type === W.gcBegin && order.gcState === CollectionState.unknown
  if (isFirst) {
    if (type === W.gcActive && order.gcState !== CollectionState.unknown) {
      if (order.isContradiction(cursor, 'is not the first collection event')) return Advance.fails
    }
  } else {
    if (seq !== order.gcSeq + 1 && !isForced) {
      order.hasCollectionWaited = true
      return Advance.waits
    }
    const wanted = type === W.gcBegin ? CollectionState.off : CollectionState.on
    if (order.gcState !== wanted) {
      if (
        order.isContradiction(
          cursor,
          wanted === CollectionState.on ? 'comes while no collection runs' : 'comes while a collection runs',
        )
      )
        return Advance.fails
    }
    if (lacks(order, cursor, processor, goroutine)) return Advance.fails
  }
  const wasOn = order.gcState === CollectionState.on
  order.gcSeq = seq
  order.gcState = type === W.gcEnd ? CollectionState.off : CollectionState.on
  if (type === W.gcBegin) context.stack = order.stackOf(cursor, stackId)
  if (order.failure !== '') return Advance.fails
  order.stamp(cursor)
  if (type === W.gcActive) sink.rangeActive(context, Scope.global, NONE, name)
  else if (type === W.gcBegin) sink.rangeBegin(context, Scope.global, NONE, name)
  else if (wasOn || order.isStrict) sink.rangeEnd(context, Scope.global, NONE, name, NaN, NaN)
  return Advance.goes
}

function taskBegin(
  order: EventOrder,
  cursor: number,
  processor: number,
  goroutine: number,
  task: number,
  parent: number,
  nameId: number,
  stackId: number,
): number {
  if (order.openTasks.has(task) && order.isContradiction(cursor, 'begins a task that is open already'))
    return Advance.fails
  if (lacks(order, cursor, processor, goroutine)) return Advance.fails
  const name = order.textOf(cursor, nameId)
  order.context.stack = order.stackOf(cursor, stackId)
  if (order.failure !== '') return Advance.fails
  order.openTasks.set(task, { name, parent })
  order.stamp(cursor)
  order.sink.taskBegin(order.context, task, parent, name)
  return Advance.goes
}

function taskEnd(
  order: EventOrder,
  cursor: number,
  processor: number,
  goroutine: number,
  task: number,
  stackId: number,
): number {
  const open = order.openTasks.get(task)
  order.openTasks.delete(task)
  if (lacks(order, cursor, processor, goroutine)) return Advance.fails
  order.context.stack = order.stackOf(cursor, stackId)
  if (order.failure !== '') return Advance.fails
  order.stamp(cursor)
  order.sink.taskEnd(order.context, task, open?.parent ?? -1, open?.name ?? 0)
  return Advance.goes
}

function regionBegin(
  order: EventOrder,
  cursor: number,
  processor: number,
  goroutine: number,
  task: number,
  nameId: number,
  stackId: number,
): number {
  if (lacks(order, cursor, processor, goroutine)) return Advance.fails
  const name = order.textOf(cursor, nameId)
  order.context.stack = order.stackOf(cursor, stackId)
  if (order.failure !== '') return Advance.fails
  if (goroutine >= 0) {
    let open = order.openRegions.get(goroutine)
    if (open === undefined) {
      open = new OpenRegions()
      order.openRegions.set(goroutine, open)
      order.markExtras(goroutine)
    }
    open.begin(task, name, undefined)
  }
  order.stamp(cursor)
  order.sink.regionBegin(order.context, task, name)
  return Advance.goes
}

function regionEnd(
  order: EventOrder,
  cursor: number,
  processor: number,
  goroutine: number,
  task: number,
  nameId: number,
  stackId: number,
): number {
  if (lacks(order, cursor, processor, goroutine)) return Advance.fails
  const name = order.textOf(cursor, nameId)
  const open = goroutine < 0 ? undefined : order.openRegions.get(goroutine)
  if (open !== undefined && open.count > 0) {
    const isInnermost = open.isInnermost(task, name)
    if (!isInnermost && order.isStrict) {
      order.failure = 'UserRegionEnd does not match the innermost open region of its goroutine'
      return Advance.fails
    }
    const closed = open.end(task, name)
    if (!isInnermost) {
      const timeNs = order.cursors.timeNs[cursor]
      const place = { byteOffset: order.cursors.byteOffsetOf(cursor), fromNs: timeNs }
      if (closed === undefined) {
        order.warnings.add('misnested-region', 'a user region ends that is not open: ignored', place)
        return Advance.goes
      }
      order.warnings.add(
        'misnested-region',
        'a user region ends while one inside it is open: closed all the same',
        place,
      )
    }
  }
  order.context.stack = order.stackOf(cursor, stackId)
  if (order.failure !== '') return Advance.fails
  order.stamp(cursor)
  order.sink.regionEnd(order.context, task, name)
  return Advance.goes
}
