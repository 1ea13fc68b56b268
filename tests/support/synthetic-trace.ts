/**
 * Writes a Go 1.22 execution trace of any size without Go: one generation, a few threads, each with its own P and its own
 * goroutines, which are woken, run and block again in turn. By trace-format of Go's runtime (src/runtime/trace2.go,
 * src/internal/trace/internal/tracev2 of later versions): framing, status events first, sequence numbers by goroutine.
 */
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'

const EventBatch = 1
const Strings = 4
const String = 5
const Frequency = 8
const ProcStatus = 13
const GoStart = 16
const GoBlock = 20
const GoUnblock = 21
const GoStatus = 25

const processorRunning = 1
const goroutineWaiting = 4
const noThread = 0xffff_ffff_ffff_ffffn
/** Payloads stay below the runtime's limit of 64 KiB. */
const payloadLimitBytes = 60_000
const reasons = ['chan receive', 'sync', 'select', 'sleep', 'network'] as const

class Bytes {
  private readonly buffer = new Uint8Array(65_536)
  length = 0

  byte(value: number): void {
    this.buffer[this.length++] = value
  }

  /** Unsigned LEB128. */
  uv(value: number | bigint): void {
    if (typeof value === 'bigint') {
      let rest = value
      while (rest > 127n) {
        this.byte(Number(rest & 127n) | 128)
        rest >>= 7n
      }
      this.byte(Number(rest))
      return
    }
    let rest = value
    while (rest > 127) {
      this.byte((rest % 128) | 128)
      rest = Math.floor(rest / 128)
    }
    this.byte(rest)
  }

  text(value: string): void {
    const bytes = new TextEncoder().encode(value)
    this.uv(bytes.length)
    this.buffer.set(bytes, this.length)
    this.length += bytes.length
  }

  copy(): Uint8Array {
    return this.buffer.slice(0, this.length)
  }
}

function batch(thread: number | bigint, timeNs: number, payload: Bytes): readonly Uint8Array[] {
  const head = new Bytes()
  head.byte(EventBatch)
  head.uv(1)
  head.uv(thread)
  head.uv(timeNs)
  head.uv(payload.length)
  return [head.copy(), payload.copy()]
}

/** Pseudo-random and the same on every machine. */
function newRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff
    return state / 0x7fff_ffff
  }
}

/** One thread: what it wrote so far and where its clock stands. */
class ThreadWriter {
  private timeNs = 1_000
  private readonly sequences: number[]
  private next = 0
  private isFirst = true
  private readonly random: () => number

  constructor(
    private readonly thread: number,
    private readonly goroutines: readonly number[],
  ) {
    this.sequences = goroutines.map(() => 0)
    this.random = newRandom(thread + 1)
  }

  /** The next batch of this thread, full. */
  write(): readonly Uint8Array[] {
    const payload = new Bytes()
    const baseNs = this.timeNs
    if (this.isFirst) this.writeStatus(payload)
    while (payload.length < payloadLimitBytes) this.writeTurn(payload)
    return batch(this.thread, baseNs, payload)
  }

  private event(payload: Bytes, type: number, afterNs: number, ...values: (number | bigint)[]): void {
    payload.byte(type)
    payload.uv(afterNs)
    for (const value of values) payload.uv(value)
    this.timeNs += afterNs
  }

  private writeStatus(payload: Bytes): void {
    this.isFirst = false
    this.event(payload, ProcStatus, 1, this.thread, processorRunning)
    for (const goroutine of this.goroutines)
      this.event(payload, GoStatus, 1, goroutine, noThread, goroutineWaiting)
  }

  private writeTurn(payload: Bytes): void {
    const index = this.next++ % this.goroutines.length
    const goroutine = this.goroutines[index] ?? 0
    const wait = (): number => 1 + Math.floor(this.random() ** 4 * 40_000)
    this.event(payload, GoUnblock, wait(), goroutine, this.bump(index), 0)
    this.event(payload, GoStart, wait(), goroutine, this.bump(index))
    this.event(payload, GoBlock, wait(), 1 + (this.next % reasons.length), 0)
  }

  private bump(index: number): number {
    const sequence = (this.sequences[index] ?? 0) + 1
    this.sequences[index] = sequence
    return sequence
  }
}

export interface SyntheticTraceOptions {
  /** The file is at least this long. */
  readonly byteLength: number
  readonly threads?: number
  readonly goroutinesPerThread?: number
}

/** Writes the file; resolves when it is on disk. */
export async function writeSyntheticTrace(path: string, options: SyntheticTraceOptions): Promise<void> {
  const threadCount = options.threads ?? 4
  const perThread = options.goroutinesPerThread ?? 16
  const file = createWriteStream(path)
  let written = 0
  const put = async (parts: readonly Uint8Array[]): Promise<void> => {
    for (const part of parts) {
      written += part.byteLength
      if (!file.write(part)) await once(file, 'drain')
    }
  }
  await put([new TextEncoder().encode('go 1.22 trace\0\0\0')])
  const frequency = new Bytes()
  frequency.byte(Frequency)
  frequency.uv(1_000_000_000)
  await put(batch(noThread, 1, frequency))
  const strings = new Bytes()
  strings.byte(Strings)
  reasons.forEach((reason, index) => {
    strings.byte(String)
    strings.uv(index + 1)
    strings.text(reason)
  })
  await put(batch(noThread, 1, strings))
  const threads = Array.from(
    { length: threadCount },
    (_, thread) =>
      new ThreadWriter(
        thread,
        Array.from({ length: perThread }, (_unused, index) => 1 + thread * perThread + index),
      ),
  )
  while (written < options.byteLength) for (const thread of threads) await put(thread.write())
  file.end()
  await once(file, 'finish')
}
