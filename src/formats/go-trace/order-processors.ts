/**
 * Processors: who holds them, who takes them away, and what a generation tells of them
 * (Go 1.27 src/internal/trace/order.go).
 */
import { NONE, ProcessorState as P } from '../../model/states'
import type { EventOrder } from './event-order'
import { Advance, shownProcessorState, WireProcessor } from './order-states'

export function procStart(
  order: EventOrder,
  cursor: number,
  thread: number,
  held: number,
  id: number,
  seq: number,
  isForced: boolean,
): number {
  let processor = order.processors.indexOf(id)
  if (
    processor === NONE ||
    order.processorStatus[processor] !== WireProcessor.idle ||
    order.processorGeneration[processor] !== order.generation ||
    seq !== order.processorSeq[processor] + 1 ||
    held >= 0
  ) {
    if (!isForced) return Advance.waits
    processor = order.internProcessor(id)
  }
  if (thread < 0) {
    if (order.isContradiction(cursor, 'needs a thread')) return Advance.fails
    return Advance.goes
  }
  const from = shownProcessorState(order.processorStatus[processor])
  order.processorStatus[processor] = WireProcessor.running
  order.processorSeq[processor] = seq
  order.processorGeneration[processor] = order.generation
  order.threadProcessor[thread] = processor
  order.stamp(cursor)
  order.sink.processorTransition(order.context, id, from, P.running)
  return Advance.goes
}

export function procStop(order: EventOrder, cursor: number, thread: number, processor: number): number {
  const status = processor < 0 ? WireProcessor.unknown : order.processorStatus[processor]
  if (status !== WireProcessor.running && status !== WireProcessor.syscall) {
    if (order.isContradiction(cursor, 'needs a processor that runs')) return Advance.fails
    if (processor < 0) return Advance.goes
  }
  order.processorStatus[processor] = WireProcessor.idle
  order.threadProcessor[thread] = -1
  order.stamp(cursor)
  order.sink.processorTransition(
    order.context,
    order.processors.ids[processor],
    shownProcessorState(status),
    P.idle,
  )
  return Advance.goes
}

export function procSteal(
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

export function procStatus(
  order: EventOrder,
  cursor: number,
  thread: number,
  id: number,
  status: number,
): number {
  const { context } = order
  if (status < 1 || status > 4)
    return order.isContradiction(cursor, 'needs a status between 1 and 4') ? Advance.fails : Advance.goes
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
