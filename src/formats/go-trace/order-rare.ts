/**
 * The rarer events of the state machine in order.ts: theft, status, switches, ranges, annotations
 * (Go 1.27 src/internal/trace/order.go).
 */
import type { GoroutineState, RangeScope } from '../../model/states'
import {
  GoroutineState as G,
  Metric,
  NONE,
  ProcessorState as P,
  RangeScope as Scope,
} from '../../model/states'
import type { EventOrder, OpenRange } from './order'
import { Advance, shownProcessorState, WireProcessor } from './order'
import { allOnes, argumentCounts, firstExperimentalEvent, wireEventName, WireEvent as W } from './wire-events'

const gcOff = 1
const gcOn = 2

const markName = 'GC concurrent mark phase'
const sweepName = 'GC incremental sweep'
const assistName = 'GC mark assist'

/** Goroutine status as written (tracev2.GoStatus) to state. */
const stateOfStatus: readonly GoroutineState[] = [G.undetermined, G.runnable, G.running, G.syscall, G.waiting]

/** The same contract as EventOrder.advance; the context is set up already. */
export function advanceRare(
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
    case W.procSteal:
      return procSteal(order, cursor, thread, processor, a, b, c, isForced)
    case W.procStatus:
      return procStatus(order, cursor, thread, a, b)
    case W.goStatus:
      return goStatus(order, cursor, thread, goroutine, a, b, c, 0)
    case W.goStatusStack:
      return goStatus(order, cursor, thread, goroutine, a, b, c, d)
    case W.goCreateBlocked:
      return order.goCreate(cursor, processor, goroutine, G.waiting, a, b, c)
    case W.goCreateSyscall:
      return goCreateSyscall(order, cursor, thread, goroutine, a)
    case W.goSyscallEndBlocked:
      return syscallEndBlocked(order, cursor, thread, processor, goroutine, isForced)
    case W.goDestroySyscall:
      return destroySyscall(order, cursor, thread, processor, goroutine)
    case W.goSwitch:
    case W.goSwitchDestroy:
      return goSwitch(order, cursor, thread, processor, goroutine, a, b, isForced)
    case W.stwBegin:
    case W.gcMarkAssistBegin: {
      if (lacks(order, cursor, processor, goroutine)) return Advance.fails
      if (goroutine < 0) return Advance.goes
      const isStop = type === W.stwBegin
      const name = order.tables.strings.intern(
        isStop ? `stop-the-world (${order.tables.strings.get(order.textOf(cursor, a))})` : assistName,
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
      const open = rangesOf(order.processorRanges, processor)
      const name = order.tables.strings.intern(sweepName)
      return rangeBegin(order, cursor, open, type, Scope.processor, context.processor, name, a)
    }
    case W.gcSweepEnd: {
      if (processor < 0) return missing(order, cursor, 'a processor')
      const open = rangesOf(order.processorRanges, processor)
      return rangeEnd(order, cursor, open, W.gcSweepBegin, Scope.processor, context.processor, a, b)
    }
    case W.gcSweepActive: {
      const swept = order.processors.indexOf(a)
      if (swept === NONE || order.processorStatus[swept] === WireProcessor.unknown)
        return missing(order, cursor, 'a processor that is known')
      const open = rangesOf(order.processorRanges, swept)
      const name = order.tables.strings.intern(sweepName)
      return rangeActive(order, cursor, open, W.gcSweepBegin, Scope.processor, a, name)
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

function procSteal(
  order: EventOrder,
  cursor: number,
  thread: number,
  held: number,
  id: number,
  seq: number,
  victimId: number,
  isForced: boolean,
): number {
  let stolen = order.processors.indexOf(id)
  const known = stolen === NONE ? WireProcessor.unknown : order.processorStatus[stolen]
  if (
    (known !== WireProcessor.syscall && known !== WireProcessor.abandoned) ||
    order.processorGeneration[stolen] !== order.generation ||
    seq !== order.processorSeq[stolen] + 1
  ) {
    if (!isForced) return Advance.waits
    stolen = order.internProcessor(id)
  }
  if (thread < 0 && order.isContradiction(cursor, 'needs a thread')) return Advance.fails
  order.processorStatus[stolen] = WireProcessor.idle
  order.processorSeq[stolen] = seq
  order.processorGeneration[stolen] = order.generation
  if (known !== WireProcessor.abandoned) {
    const victim = order.tables.threads.indexOf(victimId)
    if (victim !== NONE && victim === thread) {
      if (held !== stolen && order.isContradiction(cursor, 'takes a processor that its thread does not hold'))
        return Advance.fails
      order.threadProcessor[thread] = -1
    } else if (
      victim === NONE ||
      order.threadKnown[victim] === 0 ||
      order.threadProcessor[victim] !== stolen
    ) {
      if (order.isContradiction(cursor, 'takes a processor from a thread that does not hold it'))
        return Advance.fails
      for (let other = 0; other < order.tables.threads.count; other++)
        if (order.threadProcessor[other] === stolen) order.threadProcessor[other] = -1
    } else order.threadProcessor[victim] = -1
  }
  order.stamp(cursor)
  order.sink.processorTransition(order.context, id, shownProcessorState(known), P.idle)
  return Advance.goes
}

function procStatus(order: EventOrder, cursor: number, thread: number, id: number, status: number): number {
  const { context } = order
  if (status < 1 || status > 4) return missing(order, cursor, 'a status between 1 and 4')
  const processor = order.internProcessor(id)
  const known = order.processorStatus[processor]
  let from = shownProcessorState(status)
  let to = from
  let isPromoted = false
  if (known === WireProcessor.unknown) {
    from = order.isFresh ? P.undetermined : P.notExist
    order.processorStatus[processor] = status
  } else if (status === WireProcessor.abandoned && known === WireProcessor.syscall) {
    from = P.running
    to = P.running
    isPromoted = true
  } else if (known !== status) {
    if (order.isContradiction(cursor, `says that a processor is in another state than it was left in`))
      return Advance.fails
    from = shownProcessorState(known)
    order.processorStatus[processor] = status
    releaseProcessor(order, processor)
  }
  order.processorGeneration[processor] = order.generation
  order.processorSeq[processor] = 0
  if (status === WireProcessor.running || status === WireProcessor.syscall) {
    if (thread >= 0) order.threadProcessor[thread] = processor
  } else if (isPromoted) {
    // The theft that follows is told by another thread: the event belongs to the one that holds the P.
    const holder = order.threadProcessor.indexOf(processor)
    if (holder < 0) {
      if (order.isContradiction(cursor, 'speaks of a processor in a system call that no thread holds'))
        return Advance.fails
    } else {
      context.thread = holder
      context.processor = id
      const held = order.threadGoroutine[holder]
      context.goroutine = held < 0 ? NONE : held
    }
  }
  order.stamp(cursor)
  order.sink.processorTransition(context, id, from, to)
  return Advance.goes
}

function releaseProcessor(order: EventOrder, processor: number): void {
  const holder = order.threadProcessor.indexOf(processor)
  if (holder >= 0) order.threadProcessor[holder] = -1
}

function goStatus(
  order: EventOrder,
  cursor: number,
  thread: number,
  current: number,
  id: number,
  threadId: number,
  status: number,
  stackId: number,
): number {
  const { context } = order
  if (status < 1 || status > 4) return missing(order, cursor, 'a status between 1 and 4')
  const to = stateOfStatus[status]
  const goroutine = order.internGoroutine(id)
  const known = order.goroutineState[goroutine] as GoroutineState
  if (known === G.undetermined) {
    if (
      !order.isFresh &&
      order.isContradiction(cursor, 'speaks of a goroutine that has not been seen before')
    )
      return Advance.fails
  } else if (known !== to) {
    if (order.isContradiction(cursor, 'says that a goroutine is in another state than it was left in'))
      return Advance.fails
  }
  order.goroutineState[goroutine] = to
  order.goroutineGeneration[goroutine] = order.generation
  order.goroutineSeq[goroutine] = 0
  if (to === G.running) {
    if (thread >= 0) order.threadGoroutine[thread] = goroutine
  } else if (to === G.syscall) {
    if (threadId >= allOnes) {
      if (order.isContradiction(cursor, 'speaks of a system call without a thread')) return Advance.fails
    } else {
      const caller = order.internThread(threadId)
      if (caller === thread) {
        if (!order.isFresh && current !== goroutine) {
          if (
            order.isContradiction(cursor, 'speaks of a system call of another goroutine than its thread has')
          )
            return Advance.fails
        }
        order.threadGoroutine[thread] = goroutine
      } else {
        if (order.threadKnown[caller] === 0) {
          order.threadKnown[caller] = 1
          order.threadGoroutine[caller] = goroutine
        } else if (order.threadGoroutine[caller] === goroutine) context.goroutine = goroutine
        else {
          if (
            order.isContradiction(cursor, 'speaks of a system call of another goroutine than its thread has')
          )
            return Advance.fails
          order.threadGoroutine[caller] = goroutine
        }
        context.thread = caller
      }
    }
  }
  const stack = order.stackOf(cursor, stackId)
  if (order.failure !== '') return Advance.fails
  context.stack = stack
  order.stamp(cursor)
  order.sink.goroutineTransition(context, goroutine, known, to, 0, stack)
  return Advance.goes
}

function goCreateSyscall(
  order: EventOrder,
  cursor: number,
  thread: number,
  current: number,
  id: number,
): number {
  if (thread < 0 || current >= 0) {
    if (order.isContradiction(cursor, 'needs a thread without a goroutine')) return Advance.fails
    if (thread < 0) return Advance.goes
  }
  const goroutine = order.internGoroutine(id)
  if (order.goroutineState[goroutine] !== G.undetermined) {
    if (order.isContradiction(cursor, 'creates a goroutine that exists already')) return Advance.fails
    order.forgetExtras(goroutine)
  }
  order.goroutineState[goroutine] = G.syscall
  order.goroutineSeq[goroutine] = 0
  order.goroutineGeneration[goroutine] = order.generation
  order.threadGoroutine[thread] = goroutine
  order.stamp(cursor)
  order.sink.goroutineTransition(order.context, goroutine, G.notExist, G.syscall, 0, NONE)
  return Advance.goes
}

function syscallEndBlocked(
  order: EventOrder,
  cursor: number,
  thread: number,
  processor: number,
  goroutine: number,
  isForced: boolean,
): number {
  if (processor >= 0 && order.processorStatus[processor] === WireProcessor.syscall) {
    // The event promises that the P was lost: it waits until that has been told.
    if (!isForced) return Advance.waits
    order.processorStatus[processor] = WireProcessor.abandoned
    order.threadProcessor[thread] = -1
  }
  if (goroutine < 0 || order.goroutineState[goroutine] !== G.syscall) {
    if (order.isContradiction(cursor, 'needs a goroutine in a system call')) return Advance.fails
    if (goroutine < 0) return Advance.goes
  }
  const from = order.goroutineState[goroutine] as GoroutineState
  order.goroutineState[goroutine] = G.runnable
  order.threadGoroutine[thread] = -1
  order.stamp(cursor)
  order.sink.goroutineTransition(order.context, goroutine, from, G.runnable, 0, NONE)
  return Advance.goes
}

function destroySyscall(
  order: EventOrder,
  cursor: number,
  thread: number,
  processor: number,
  goroutine: number,
): number {
  if (goroutine < 0 || order.goroutineState[goroutine] !== G.syscall) {
    if (order.isContradiction(cursor, 'needs a goroutine in a system call')) return Advance.fails
    if (goroutine < 0) return Advance.goes
  }
  const from = order.goroutineState[goroutine] as GoroutineState
  order.goroutineState[goroutine] = G.undetermined
  order.forgetExtras(goroutine)
  order.threadGoroutine[thread] = -1
  if (processor >= 0) {
    if (order.processorStatus[processor] !== WireProcessor.syscall) {
      if (order.isContradiction(cursor, 'needs its processor to be in a system call')) return Advance.fails
    }
    // The thread id may be used again: the P is let go here, by a theft from itself that is not in the file.
    order.processorStatus[processor] = WireProcessor.abandoned
    order.threadProcessor[thread] = -1
    order.stamp(cursor)
    order.sink.processorTransition(order.context, order.processors.ids[processor], P.running, P.idle)
  }
  order.stamp(cursor)
  order.sink.goroutineTransition(order.context, goroutine, from, G.notExist, 0, NONE)
  return Advance.goes
}

/** Three events at one time: the next goroutine is woken, the present one stops, the next one runs. */
function goSwitch(
  order: EventOrder,
  cursor: number,
  thread: number,
  processor: number,
  current: number,
  id: number,
  seq: number,
  isForced: boolean,
): number {
  const { context, sink, cursors } = order
  if (current < 0 || processor < 0 || order.goroutineState[current] !== G.running) {
    if (order.isContradiction(cursor, 'needs a running goroutine and a processor')) return Advance.fails
    if (current < 0) return Advance.goes
  }
  let next = order.tables.goroutines.indexOf(id)
  if (
    next === NONE ||
    order.goroutineState[next] !== G.waiting ||
    order.goroutineGeneration[next] !== order.generation ||
    seq !== order.goroutineSeq[next] + 1
  ) {
    if (!isForced) return Advance.waits
    next = order.internGoroutine(id)
  }
  const isEnd = cursors.type[cursor] === W.goSwitchDestroy
  const nextFrom = order.goroutineState[next] as GoroutineState
  const currentFrom = order.goroutineState[current] as GoroutineState
  order.stamp(cursor)
  sink.goroutineTransition(context, next, nextFrom, G.runnable, 0, NONE)
  if (isEnd) {
    order.goroutineState[current] = G.undetermined
    order.forgetExtras(current)
  } else order.goroutineState[current] = G.waiting
  order.stamp(cursor)
  sink.goroutineTransition(context, current, currentFrom, isEnd ? G.notExist : G.waiting, 0, NONE)
  order.goroutineState[next] = G.running
  order.goroutineSeq[next] = seq
  order.goroutineGeneration[next] = order.generation
  order.threadGoroutine[thread] = next
  context.goroutine = NONE
  order.stamp(cursor)
  sink.goroutineTransition(context, next, G.runnable, G.running, 0, NONE)
  return Advance.goes
}

function rangesOf(map: Map<number, OpenRange[]>, key: number): OpenRange[] {
  const open = map.get(key)
  if (open !== undefined) return open
  const fresh: OpenRange[] = []
  map.set(key, fresh)
  return fresh
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
  if (isOpen === order.isFresh) {
    if (order.isContradiction(cursor, isOpen ? 'comes twice' : 'continues what was not open'))
      return Advance.fails
  }
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
  const isFirst = type === W.gcActive ? order.isFresh : type === W.gcBegin && order.gcState === 0
  if (isFirst) {
    if (type === W.gcActive && order.gcState !== 0) {
      if (order.isContradiction(cursor, 'is not the first collection event')) return Advance.fails
    }
  } else {
    if (seq !== order.gcSeq + 1 && !isForced) return Advance.waits
    const wanted = type === W.gcBegin ? gcOff : gcOn
    if (order.gcState !== wanted) {
      if (
        order.isContradiction(
          cursor,
          wanted === gcOn ? 'comes while no collection runs' : 'comes while a collection runs',
        )
      )
        return Advance.fails
    }
    if (lacks(order, cursor, processor, goroutine)) return Advance.fails
  }
  const wasOn = order.gcState === gcOn
  order.gcSeq = seq
  order.gcState = type === W.gcEnd ? gcOff : gcOn
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
      open = []
      order.openRegions.set(goroutine, open)
      order.markExtras(goroutine)
    }
    open.push({ task, name })
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
  if (open !== undefined && open.length > 0) {
    const top = open[open.length - 1]
    if (top.task === task && top.name === name) open.pop()
    else if (order.isStrict) {
      order.failure = 'UserRegionEnd does not match the innermost open region of its goroutine'
      return Advance.fails
    } else {
      let at = open.length - 1
      while (at >= 0 && (open[at].task !== task || open[at].name !== name)) at--
      const timeNs = order.cursors.timeNs[cursor]
      const place = { byteOffset: order.cursors.byteOffsetOf(cursor), fromNs: timeNs }
      if (at < 0) {
        order.warnings.add('misnested-region', 'a user region ends that is not open: ignored', place)
        return Advance.goes
      }
      open.splice(at, 1)
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
