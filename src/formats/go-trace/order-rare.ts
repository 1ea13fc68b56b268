/**
 * The rarer moves of goroutines, apart from order-goroutines.ts: status, system calls that lose their P, switches
 * (Go 1.27 src/internal/trace/order.go).
 */
import type { GoroutineState } from '../../model/states'
import { GoroutineState as G, NONE, ProcessorState as P } from '../../model/states'
import type { EventOrder } from './event-order'
import { advanceAnnotation } from './order-annotations'
import { goCreate } from './order-goroutines'
import { procStatus, procSteal } from './order-processors'
import { Advance, stateOfStatus, WireProcessor } from './order-states'
import { allOnes, WireEvent as W } from './wire-events'

/** The same contract as `advance` (order.ts); the context is set up already. */
export function advanceRare(
  order: EventOrder,
  cursor: number,
  thread: number,
  processor: number,
  goroutine: number,
  isForced: boolean,
): number {
  const { cursors } = order
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
      return goCreate(order, cursor, processor, goroutine, G.waiting, a, b, c)
    case W.goCreateSyscall:
      return goCreateSyscall(order, cursor, thread, goroutine, a)
    case W.goSyscallEndBlocked:
      return syscallEndBlocked(order, cursor, thread, processor, goroutine, isForced)
    case W.goDestroySyscall:
      return destroySyscall(order, cursor, thread, processor, goroutine)
    case W.goSwitch:
    case W.goSwitchDestroy:
      return goSwitch(order, cursor, thread, processor, goroutine, a, b, isForced)
    default:
      return advanceAnnotation(order, cursor, thread, processor, goroutine, isForced)
  }
}

function missing(order: EventOrder, cursor: number, what: string): number {
  return order.isContradiction(cursor, `needs ${what}`) ? Advance.fails : Advance.goes
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
  if (next === NONE || order.goroutineState[next] !== G.waiting || !order.isNextTurn(next, seq)) {
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
  order.threadGoroutine[thread] = next
  context.goroutine = NONE
  order.stamp(cursor)
  sink.goroutineTransition(context, next, G.runnable, G.running, 0, NONE)
  return Advance.goes
}
