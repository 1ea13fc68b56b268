/**
 * The state machine that decides which event may come next, and says what it means
 * (Go 1.27 src/internal/trace/order.go; docs/formats/go-trace.md, "Ordering").
 *
 * This file sends the events that make up nearly all of a trace to their handlers; the rare ones are told apart in
 * order-rare.ts, so that a first visit to one of them does not throw the compiled hot loop away.
 */
import { GoroutineState as G, NONE } from '../../model/states'
import type { EventOrder } from './event-order'
import { goCreate, goDestroy, goStart, goStop, goUnblock, syscallBegin, syscallEnd } from './order-goroutines'
import { procStart, procStop } from './order-processors'
import { advanceRare } from './order-rare'
import { WireEvent as W } from './wire-events'

/**
 * Tries to let the present event of `cursor` happen.
 * @param isForced take it although it would have to wait (tolerant reading, when nothing else can go).
 */
export function advance(order: EventOrder, cursor: number, isForced: boolean): number {
  const { cursors, context } = order
  cursors.readArguments(cursor)
  const thread = cursors.thread[cursor]
  const base = cursor * 4
  const args = cursors.arguments
  let processor = -1
  let goroutine = -1
  if (thread >= 0) {
    processor = order.threadProcessor[thread]
    goroutine = order.threadGoroutine[thread]
    order.threadKnown[thread] = 1
    context.thread = thread
  } else context.thread = NONE
  context.processor = processor < 0 ? NONE : order.processors.ids[processor]
  context.goroutine = goroutine < 0 ? NONE : goroutine
  context.stack = NONE
  switch (cursors.type[cursor]) {
    case W.goStart:
      return goStart(order, cursor, thread, processor, goroutine, args[base], args[base + 1], isForced)
    case W.goBlock:
      return goStop(order, cursor, thread, processor, goroutine, G.waiting, args[base], args[base + 1])
    case W.goStop:
      return goStop(order, cursor, thread, processor, goroutine, G.runnable, args[base], args[base + 1])
    case W.goUnblock:
      return goUnblock(order, cursor, args[base], args[base + 1], args[base + 2], isForced)
    case W.goCreate:
      return goCreate(
        order,
        cursor,
        processor,
        goroutine,
        G.runnable,
        args[base],
        args[base + 1],
        args[base + 2],
      )
    case W.goDestroy:
      return goDestroy(order, cursor, thread, processor, goroutine)
    case W.goSyscallBegin:
      return syscallBegin(order, cursor, processor, goroutine, args[base], args[base + 1])
    case W.goSyscallEnd:
      return syscallEnd(order, cursor, processor, goroutine)
    case W.procStart:
      return procStart(order, cursor, thread, processor, args[base], args[base + 1], isForced)
    case W.procStop:
      return procStop(order, cursor, thread, processor)
    default:
      return advanceRare(order, cursor, thread, processor, goroutine, isForced)
  }
}
