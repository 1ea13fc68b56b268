/**
 * The moves of goroutines that make up nearly all of a trace: start, stop, unblock, creation and end, system calls
 * (Go 1.27 src/internal/trace/order.go). The rarer ones are in order-rare.ts.
 */
import type { GoroutineState } from '../../model/states'
import { GoroutineState as G, NONE } from '../../model/states'
import type { EventOrder } from './event-order'
import { Advance, WireProcessor } from './order-states'

export function goStart(
  order: EventOrder,
  cursor: number,
  thread: number,
  processor: number,
  current: number,
  id: number,
  seq: number,
  isForced: boolean,
): number {
  let goroutine = order.tables.goroutines.indexOf(id)
  if (
    goroutine === NONE ||
    order.goroutineState[goroutine] !== G.runnable ||
    !order.isNextTurn(goroutine, seq)
  ) {
    if (!isForced) return Advance.waits
    goroutine = order.internGoroutine(id)
  }
  if (thread < 0 || processor < 0 || current >= 0) {
    if (order.isContradiction(cursor, 'needs a processor and no goroutine on its thread'))
      return Advance.fails
    if (thread < 0) return Advance.goes
  }
  const from = order.goroutineState[goroutine] as GoroutineState
  order.goroutineState[goroutine] = G.running
  order.goroutineSeq[goroutine] = seq
  order.threadGoroutine[thread] = goroutine
  order.stamp(cursor)
  order.sink.goroutineTransition(order.context, goroutine, from, G.running, 0, NONE)
  return Advance.goes
}

export function goStop(
  order: EventOrder,
  cursor: number,
  thread: number,
  processor: number,
  goroutine: number,
  to: GoroutineState,
  reasonId: number,
  stackId: number,
): number {
  if (goroutine < 0 || processor < 0 || order.goroutineState[goroutine] !== G.running) {
    if (order.isContradiction(cursor, 'needs a running goroutine and a processor')) return Advance.fails
    if (goroutine < 0) return Advance.goes
  }
  const from = order.goroutineState[goroutine] as GoroutineState
  order.goroutineState[goroutine] = to
  order.threadGoroutine[thread] = -1
  const stack = order.stackOf(cursor, stackId)
  const reason = order.textOf(cursor, reasonId)
  if (order.failure !== '') return Advance.fails
  order.context.stack = stack
  order.stamp(cursor)
  order.sink.goroutineTransition(order.context, goroutine, from, to, reason, stack)
  return Advance.goes
}

export function goUnblock(
  order: EventOrder,
  cursor: number,
  id: number,
  seq: number,
  stackId: number,
  isForced: boolean,
): number {
  let goroutine = order.tables.goroutines.indexOf(id)
  if (
    goroutine === NONE ||
    order.goroutineState[goroutine] !== G.waiting ||
    !order.isNextTurn(goroutine, seq)
  ) {
    if (!isForced) return Advance.waits
    goroutine = order.internGoroutine(id)
  }
  const from = order.goroutineState[goroutine] as GoroutineState
  order.goroutineState[goroutine] = G.runnable
  order.goroutineSeq[goroutine] = seq
  const stack = order.stackOf(cursor, stackId)
  if (order.failure !== '') return Advance.fails
  order.context.stack = stack
  order.stamp(cursor)
  order.sink.goroutineTransition(order.context, goroutine, from, G.runnable, 0, NONE)
  return Advance.goes
}

export function goCreate(
  order: EventOrder,
  cursor: number,
  processor: number,
  current: number,
  to: GoroutineState,
  id: number,
  newStackId: number,
  stackId: number,
): number {
  if (processor < 0 || (current >= 0 && order.goroutineState[current] !== G.running)) {
    if (order.isContradiction(cursor, 'needs a processor and, if any, a running goroutine'))
      return Advance.fails
  }
  const goroutine = order.internGoroutine(id)
  if (order.goroutineState[goroutine] !== G.undetermined) {
    if (order.isContradiction(cursor, 'creates a goroutine that exists already')) return Advance.fails
    order.forgetExtras(goroutine)
  }
  order.goroutineState[goroutine] = to
  order.goroutineSeq[goroutine] = 0
  const newStack = order.stackOf(cursor, newStackId)
  const stack = order.stackOf(cursor, stackId)
  if (order.failure !== '') return Advance.fails
  order.context.stack = stack
  order.stamp(cursor)
  order.sink.goroutineTransition(order.context, goroutine, G.notExist, to, 0, newStack)
  return Advance.goes
}

export function goDestroy(
  order: EventOrder,
  cursor: number,
  thread: number,
  processor: number,
  goroutine: number,
): number {
  if (goroutine < 0 || processor < 0 || order.goroutineState[goroutine] !== G.running) {
    if (order.isContradiction(cursor, 'needs a running goroutine and a processor')) return Advance.fails
    if (goroutine < 0) return Advance.goes
  }
  const from = order.goroutineState[goroutine] as GoroutineState
  order.goroutineState[goroutine] = G.undetermined
  order.forgetExtras(goroutine)
  order.threadGoroutine[thread] = -1
  order.stamp(cursor)
  order.sink.goroutineTransition(order.context, goroutine, from, G.notExist, 0, NONE)
  return Advance.goes
}

export function syscallBegin(
  order: EventOrder,
  cursor: number,
  processor: number,
  goroutine: number,
  seq: number,
  stackId: number,
): number {
  if (
    goroutine < 0 ||
    processor < 0 ||
    order.goroutineState[goroutine] !== G.running ||
    order.processorGeneration[processor] !== order.generation ||
    seq !== order.processorSeq[processor] + 1
  ) {
    if (order.isContradiction(cursor, 'needs a running goroutine and the next turn of its processor'))
      return Advance.fails
    if (goroutine < 0) return Advance.goes
  }
  const from = order.goroutineState[goroutine] as GoroutineState
  order.goroutineState[goroutine] = G.syscall
  if (processor >= 0) {
    order.processorStatus[processor] = WireProcessor.syscall
    order.processorSeq[processor] = seq
    order.processorGeneration[processor] = order.generation
  }
  const stack = order.stackOf(cursor, stackId)
  if (order.failure !== '') return Advance.fails
  order.context.stack = stack
  order.stamp(cursor)
  order.sink.goroutineTransition(order.context, goroutine, from, G.syscall, 0, stack)
  return Advance.goes
}

export function syscallEnd(order: EventOrder, cursor: number, processor: number, goroutine: number): number {
  if (
    goroutine < 0 ||
    processor < 0 ||
    order.goroutineState[goroutine] !== G.syscall ||
    order.processorStatus[processor] !== WireProcessor.syscall
  ) {
    if (order.isContradiction(cursor, 'needs a goroutine and a processor in a system call'))
      return Advance.fails
    if (goroutine < 0) return Advance.goes
  }
  const from = order.goroutineState[goroutine] as GoroutineState
  order.goroutineState[goroutine] = G.running
  if (processor >= 0) order.processorStatus[processor] = WireProcessor.running
  order.stamp(cursor)
  order.sink.goroutineTransition(order.context, goroutine, from, G.running, 0, NONE)
  return Advance.goes
}
