/**
 * All events of a format-1 trace in one order, as columns. 45 bytes an event.
 */
import type { WireEvent } from './wire'

export interface EventColumns {
  readonly count: number
  readonly type: Uint8Array
  /** Ticks; nanoseconds since the first event once they are scaled. */
  readonly time: Float64Array
  /** Index into `goroutineIds`; 0 is Go's "no goroutine". */
  readonly goroutine: Uint32Array
  readonly processor: Int32Array
  readonly stack: Float64Array
  readonly a: Float64Array
  readonly b: Float64Array
  readonly c: Float64Array
}

/** Columns for exactly `capacity` events. */
export class EventColumnsBuilder implements EventColumns {
  count = 0
  readonly type: Uint8Array
  readonly time: Float64Array
  readonly goroutine: Uint32Array
  readonly processor: Int32Array
  readonly stack: Float64Array
  readonly a: Float64Array
  readonly b: Float64Array
  readonly c: Float64Array

  constructor(capacity: number) {
    this.type = new Uint8Array(capacity)
    this.time = new Float64Array(capacity)
    this.goroutine = new Uint32Array(capacity)
    this.processor = new Int32Array(capacity)
    this.stack = new Float64Array(capacity)
    this.a = new Float64Array(capacity)
    this.b = new Float64Array(capacity)
    this.c = new Float64Array(capacity)
  }

  /** Appends `event` with its goroutine already made an index. */
  append(event: WireEvent, type: number, goroutine: number): void {
    const at = this.count++
    this.type[at] = type
    this.time[at] = event.ticks
    this.goroutine[at] = goroutine
    this.processor[at] = event.processor
    this.stack[at] = event.stack
    this.a[at] = event.a
    this.b[at] = event.b
    this.c[at] = event.c
  }
}
