import type { WireEvent } from './wire'

/** The events of one processor, or the CPU samples, one at a time. */
export interface Stream {
  readonly index: number
  readonly event: WireEvent
  /** Moves `event` on; false at the end. */
  advance(): boolean
}

/** Streams by the time of their heads; the same steps as Go's heap, so that equal heads come out as there. */
export class StreamHeap {
  /** Whether the last stream handed out came from here, not by force. */
  lastWasTaken = false
  private readonly items: Stream[] = []

  constructor(private readonly isEarlier: (left: Stream, right: Stream) => boolean) {}

  push(stream: Stream): void {
    const { items } = this
    let at = items.length
    items.push(stream)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.isEarlier(stream, items[parent])) break
      items[at] = items[parent]
      at = parent
    }
    items[at] = stream
  }

  pop(): Stream | null {
    const { items } = this
    const top = items[0]
    const last = items.pop()
    this.lastWasTaken = last !== undefined
    if (last === undefined) return null
    if (items.length > 0) {
      let at = 0
      for (;;) {
        let child = 2 * at + 1
        if (child >= items.length) break
        if (child + 1 < items.length && this.isEarlier(items[child + 1], items[child])) child++
        if (!this.isEarlier(items[child], last)) break
        items[at] = items[child]
        at = child
      }
      items[at] = last
    }
    return top
  }
}

export function isEarlier(left: Stream, right: Stream): boolean {
  return left.event.ticks !== right.event.ticks
    ? left.event.ticks < right.event.ticks
    : left.index < right.index
}

/** Go compares ticks only: among equal ones its heap decides (order.go, orderEventList). */
export function isEarlierInGo(left: Stream, right: Stream): boolean {
  return left.event.ticks < right.event.ticks
}
