import { VarintReader } from '../varint'
import type { Batch } from './parser'
import type { WireEvent } from './wire'
import { WireType, shapes } from './wire'

/**
 * Decodes the events of one processor, one after the other, over its batches. Only for bytes that parseTrace has
 * accepted.
 */
export class EventCursor implements WireEvent {
  type = 0
  ticks = 0
  goroutine = 0
  stack = 0
  a = 0
  b = 0
  c = 0
  /** For logs: where the message begins; its length is `messageLength`. */
  messageAt = 0
  messageLength = 0
  private batchIndex = -1
  private readonly reader: VarintReader
  private current = 0
  private readonly args: number[] = []

  constructor(
    bytes: Uint8Array,
    readonly processor: number,
    private readonly batches: readonly Batch[],
  ) {
    this.reader = new VarintReader(bytes, 0, 0)
  }

  /** Moves to the next event; false at the end. The fields then hold it. */
  next(): boolean {
    const { reader, args } = this
    for (;;) {
      if (reader.position >= reader.end) {
        const batch = this.batches[++this.batchIndex]
        if (batch === undefined) {
          this.batchIndex = this.batches.length
          return false
        }
        reader.position = batch.from
        reader.end = batch.to
        this.ticks = batch.ticks
        continue
      }
      const first = reader.bytes[reader.position++]
      const type = first & 0x3f
      if (type === WireType.string) {
        reader.read()
        const length = reader.read()
        reader.position += length
        continue
      }
      args.length = 0
      const count = (first >> 6) + 1
      if (count <= 3) {
        for (let i = 0; i < count; i++) args.push(reader.read())
      } else {
        const length = reader.read()
        const end = reader.position + length
        while (reader.position < end) args.push(reader.read())
        if (type === WireType.userLog) {
          this.messageLength = reader.read()
          this.messageAt = reader.position
          reader.position += this.messageLength
        }
      }
      const known = shapes[type]
      if (
        known === undefined ||
        type === WireType.stack ||
        type === WireType.frequency ||
        type === WireType.timerGoroutine ||
        type === WireType.cpuSample
      )
        continue
      this.type = type
      this.ticks += args[0]
      const { argumentCount } = known
      this.a = argumentCount > 0 ? args[1] : 0
      this.b = argumentCount > 1 ? args[2] : 0
      this.c = argumentCount > 2 ? args[3] : 0
      this.stack = known.hasStack ? args[argumentCount + 1] : 0
      this.follow(type)
      return true
    }
  }

  /** Which goroutine the event happened on is not written: it is the one that the processor started last. */
  private follow(type: number): void {
    switch (type) {
      case WireType.goStart:
      case WireType.goStartLocal:
      case WireType.goStartLabel:
        this.current = this.a
        this.goroutine = this.a
        return
      case WireType.goEnd:
      case WireType.goStop:
      case WireType.goSched:
      case WireType.goPreempt:
      case WireType.goSleep:
      case WireType.goBlock:
      case WireType.goBlockSend:
      case WireType.goBlockRecv:
      case WireType.goBlockSelect:
      case WireType.goBlockSync:
      case WireType.goBlockCond:
      case WireType.goBlockNet:
      case WireType.goSysBlock:
      case WireType.goBlockGc:
        this.goroutine = this.current
        this.current = 0
        return
      case WireType.goSysExitLocal:
        this.goroutine = this.a
        // Its true time stands where goSysExit has its sequence number.
        this.c = this.b
        return
      case WireType.goSysExit:
      case WireType.goWaiting:
      case WireType.goInSyscall:
        this.goroutine = this.a
        return
      default:
        this.goroutine = this.current
    }
  }
}
