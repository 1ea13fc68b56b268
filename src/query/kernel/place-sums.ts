/** Spans by kind and stack through places.as. Whoever asks knows which places there are, and is asked once for each stack. */
import type { Durations } from '../durations'
import type { SpanPortion } from '../span-portions'
import type { TraceIndex } from '../trace-index'
import { turn } from './index-kernel'
import { keyCount, SpanKernel } from './span-kernel'

/** Kinds times stacks of larger traces are left to TypeScript. */
const mostPlaces = 2 ** 24

/** Where durations go. */
export interface PlaceOfSpans {
  readonly durations: Durations
  noteLongest(goroutine: number, span: number): void
}

export interface PlaceQuestion {
  /** 1 for kinds (`state << 8 | reason`) that are wanted. */
  readonly isWanted: Uint8Array
  /** Leaves out stretches that are still open at the end, and those of no length. */
  readonly skipsOpen: boolean
  readonly skipsSystem: boolean
  /** The place of a span: the same for all of its kind and stack. */
  readonly placeOf: (goroutine: number, span: number) => PlaceOfSpans
}

export class PlaceSums {
  private readonly slotOf = new Map<PlaceOfSpans, number>()
  private readonly startNsOf: (span: number) => number

  private constructor(
    private readonly found: SpanKernel,
    private readonly question: PlaceQuestion,
    private readonly slotOfPlace: Uint32Array,
    { trace }: TraceIndex,
  ) {
    this.startNsOf = (span) => trace.spans.startNs.at(span)
  }

  /** Null: it has to be done otherwise. Who has one must `finish` it. */
  static begin(index: TraceIndex, question: PlaceQuestion): PlaceSums | null {
    const found = SpanKernel.of(index)
    if (found === null || found.slots.areTaken) return null
    const { kernel, memory, kindNumber } = found
    let kinds = 0
    for (let key = 0; key < keyCount; key++) kindNumber[key] = question.isWanted[key] === 1 ? ++kinds : 0
    const places = kinds * (index.trace.tables.stacks.count + 1)
    const address = kinds > 0 && kinds < 256 && places <= mostPlaces ? memory.take(4 * places) : -1
    if (address < 0) return null
    const slotOfPlace = new Uint32Array(memory.memory.buffer, address, places)
    const { reasons } = index.trace.spans
    const checksWakes = reasons.includes('unblocked') && reasons.includes('unblocked by network')
    kernel.set({
      slotOfPlace: address,
      skipsOpen: question.skipsOpen ? 1 : 0,
      skipsSystem: question.skipsSystem ? 1 : 0,
      checksWakes: checksWakes ? 1 : 0,
    })
    return new PlaceSums(found, question, slotOfPlace, index)
  }

  /** False: there are too many places. */
  add({ firstGoroutine, endGoroutine, firstSpan, endSpan }: SpanPortion): boolean {
    const { kernel, slots } = this.found
    kernel.set({ nextGoroutine: firstGoroutine, nextSpan: firstSpan })
    for (;;) {
      const stopped = kernel.call('addPlaces', endGoroutine, endSpan, turn)
      slots.drain(this.startNsOf)
      if (stopped === 0) return true
      if (stopped === 1 && !this.learn(kernel.get('nextGoroutine') >>> 0, kernel.get('nextSpan') >>> 0))
        return false
    }
  }

  /** Gives all that was counted to the places. */
  finish(): void {
    const { slots, memory } = this.found
    slots.finish(this.startNsOf)
    memory.giveBack({ address: this.slotOfPlace.byteOffset, bytes: this.slotOfPlace.byteLength })
  }

  private learn(goroutine: number, span: number): boolean {
    const { kernel, slots } = this.found
    const place = this.question.placeOf(goroutine, span)
    let slot = this.slotOf.get(place)
    if (slot === undefined) {
      if (slots.areFull) return false
      slot = slots.add(place.durations, (owner, longest) => place.noteLongest(owner, longest))
      this.slotOf.set(place, slot)
    }
    this.slotOfPlace[kernel.call('placeIndexOf', goroutine, span) >>> 0] = slot + 1
    return true
  }
}
