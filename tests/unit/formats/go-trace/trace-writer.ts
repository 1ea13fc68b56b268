/** Writes small format-2 traces by hand, event by event. Ticks are 64 ns, unless there are others a second. */
import { timedEvents, WireEvent } from '../../../../src/formats/go-trace/wire-events'

const numberOf = new Map(timedEvents.map((event) => [event.name, event]))

export class TraceWriter {
  private readonly bytes: number[]
  private readonly strings: string[] = ['']
  private readonly stacks: (readonly string[])[] = [[]]
  private generation = 1

  constructor(
    private readonly minor = 26,
    private readonly ticksPerSecond = 15_625_000,
  ) {
    const text = `go 1.${minor} trace`
    this.bytes = [...text].map((letter) => letter.charCodeAt(0))
    while (this.bytes.length < 16) this.bytes.push(0)
  }

  /** The number of a text in the present generation. */
  text(text: string): number {
    const known = this.strings.indexOf(text)
    return known >= 0 ? known : this.strings.push(text) - 1
  }

  /** The number of a stack, functions from the innermost outwards. */
  stack(...functions: string[]): number {
    functions.forEach((name) => this.text(name))
    this.text('main.go')
    return this.stacks.push(functions) - 1
  }

  /** A batch of events of one thread: [name, ticks since the one before, ...arguments]. */
  batch(thread: number, baseTicks: number, ...events: (readonly [string, ...number[]])[]): this {
    const payload: number[] = []
    for (const [name, ticks, ...args] of events) {
      const event = numberOf.get(name)
      if (event === undefined || event.args.length !== args.length)
        throw new Error(`${name}: ${args.length} arguments`)
      payload.push(event.number, ...varint(ticks), ...args.flatMap(varint))
    }
    return this.frame(thread, baseTicks, payload)
  }

  private frame(thread: number, baseTicks: number, payload: readonly number[]): this {
    this.bytes.push(WireEvent.eventBatch, ...varint(this.generation), ...varint(thread), ...varint(baseTicks))
    this.bytes.push(...varint(payload.length), ...payload)
    return this
  }

  /** Writes the tables of the generation and closes it. */
  endGeneration(baseTicks: number, hasFrequency = true): this {
    const frequency = hasFrequency ? [WireEvent.frequency, ...varint(this.ticksPerSecond)] : []
    if (this.minor < 25) this.frame(1, baseTicks, frequency)
    else
      this.frame(1, baseTicks, [
        WireEvent.sync,
        ...frequency,
        ...[WireEvent.clockSnapshot, 1, ...varint(baseTicks * 64), ...varint(1_700_000_000), ...varint(5)],
      ])
    const stackRows = this.stacks
      .slice(1)
      .flatMap((functions, i) => [
        WireEvent.stack,
        ...varint(i + 1),
        ...varint(functions.length),
        ...functions.flatMap((name, depth) => [
          ...varint(4096 + 16 * i + depth),
          ...varint(this.text(name)),
          ...varint(this.text('main.go')),
          ...varint(10 + depth),
        ]),
      ])
    this.frame(1, baseTicks, [WireEvent.stacks, ...stackRows])
    const stringRows = this.strings.slice(1).flatMap((text, i) => {
      const encoded = [...new TextEncoder().encode(text)]
      return [WireEvent.string, ...varint(i + 1), ...varint(encoded.length), ...encoded]
    })
    this.frame(1, baseTicks, [WireEvent.strings, ...stringRows])
    if (this.minor >= 26) this.bytes.push(WireEvent.endOfGeneration)
    this.strings.splice(1)
    this.stacks.splice(1)
    this.generation++
    return this
  }

  /** Leaves out a generation. */
  skipGeneration(): this {
    this.generation++
    return this
  }

  toBytes(): Uint8Array {
    return Uint8Array.from(this.bytes)
  }
}

function varint(value: number): number[] {
  const bytes: number[] = []
  while (value >= 128) {
    bytes.push((value % 128) + 128)
    value = Math.floor(value / 128)
  }
  bytes.push(value)
  return bytes
}
