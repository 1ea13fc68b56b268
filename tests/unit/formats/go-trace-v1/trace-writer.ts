/** Writes small format-1 traces event by event, for odd cases that no real program writes. */
import { WireType } from '../../../../src/formats/go-trace/v1/wire'

const noDelta: ReadonlySet<number> = new Set([WireType.frequency, WireType.timerGoroutine, WireType.stack])

export class TraceWriter {
  private readonly bytes: number[] = []
  private lastTicks = 0

  constructor(minor = 21) {
    const header = Buffer.alloc(16)
    header.write(`go 1.${minor} trace`)
    this.bytes.push(...header)
  }

  get length(): number {
    return this.bytes.length
  }

  private varint(value: number | bigint): void {
    let rest = BigInt.asUintN(64, BigInt(value))
    for (; rest >= 0x80n; rest >>= 7n) this.bytes.push(Number(rest & 0x7fn) | 0x80)
    this.bytes.push(Number(rest))
  }

  raw(...bytes: readonly number[]): this {
    this.bytes.push(...bytes)
    return this
  }

  batch(processor: number, ticks: number): this {
    this.bytes.push(WireType.batch | (1 << 6))
    this.varint(processor)
    this.varint(ticks)
    this.lastTicks = ticks
    return this
  }

  /** An event at an absolute time in ticks; stack and arguments in the order of the wire. */
  event(type: number, ticks: number, ...args: readonly number[]): this {
    const numbers = noDelta.has(type) ? args : [ticks - this.lastTicks, ...args]
    if (!noDelta.has(type)) this.lastTicks = ticks
    this.numbers(type, numbers)
    return this
  }

  private numbers(type: number, numbers: readonly number[]): void {
    if (numbers.length <= 3) {
      this.bytes.push(type | ((numbers.length - 1) << 6))
      for (const number of numbers) this.varint(number)
      return
    }
    const inner = new TraceWriter()
    inner.bytes.length = 0
    for (const number of numbers) inner.varint(number)
    this.bytes.push(type | (3 << 6))
    this.varint(inner.bytes.length)
    for (const byte of inner.bytes) this.bytes.push(byte)
  }

  text(id: number, text: string): this {
    const bytes = Buffer.from(text)
    this.bytes.push(WireType.string)
    this.varint(id)
    this.varint(bytes.length)
    this.bytes.push(...bytes)
    return this
  }

  log(ticks: number, task: number, category: number, stack: number, message: string): this {
    this.event(WireType.userLog, ticks, task, category, stack)
    const bytes = Buffer.from(message)
    this.varint(bytes.length)
    this.bytes.push(...bytes)
    return this
  }

  frequency(ticksPerSecond: number): this {
    return this.event(WireType.frequency, 0, ticksPerSecond)
  }

  /** Frames as [pc, function id, file id, line], innermost first. */
  stack(id: number, frames: readonly (readonly [number, number, number, number])[]): this {
    return this.event(WireType.stack, 0, id, frames.length, ...frames.flat())
  }

  toBytes(): Uint8Array {
    return Uint8Array.from(this.bytes)
  }
}
