/**
 * The text form in which Go keeps its own test traces (Go 1.27 src/internal/trace/raw, testdata/tests/*.test), turned
 * into the bytes of a trace.
 */
import { timedEvents, WireEvent } from '../../src/formats/go-trace/wire-events'

const structural: Readonly<Record<string, number>> = {
  EventBatch: WireEvent.eventBatch,
  Stacks: WireEvent.stacks,
  Stack: WireEvent.stack,
  Strings: WireEvent.strings,
  String: WireEvent.string,
  CPUSamples: WireEvent.cpuSamples,
  CPUSample: WireEvent.cpuSample,
  Frequency: WireEvent.frequency,
  ExperimentalBatch: WireEvent.experimentalBatch,
  Sync: WireEvent.sync,
  ClockSnapshot: WireEvent.clockSnapshot,
  EndOfGeneration: WireEvent.endOfGeneration,
}
const numberOf = new Map([
  ...Object.entries(structural),
  ...timedEvents.map(({ name, number }) => [name, number] as const),
])

export interface GoTestTrace {
  /** What Go's reader must do: come to the end, or not. */
  readonly isReadable: boolean
  readonly bytes: Uint8Array
}

/** @throws Error on what the text form does not have. */
export function readGoTestTrace(text: string): GoTestTrace {
  const [, expected, trace] = /^-- expect --\n(\w+)[^]*?\n-- trace --\n([^]*)$/.exec(text) ?? []
  const lines = trace.split('\n')
  const version = /^Trace Go(1\.\d+)$/.exec(lines[0])?.[1] ?? ''
  const bytes: number[] = [...new TextEncoder().encode(`go ${version} trace`.padEnd(16, '\0'))]
  for (const line of lines.slice(1)) {
    if (line === '') continue
    if (line.startsWith('\tdata=')) {
      const data = new TextEncoder().encode(JSON.parse(line.slice('\tdata='.length)) as string)
      bytes.push(...varint(BigInt(data.length)), ...data)
      continue
    }
    const [name, ...fields] = line.trim().split(' ')
    if (!line.startsWith('\t')) {
      const number = numberOf.get(name)
      if (number === undefined) throw new Error(`no event ${name}`)
      bytes.push(number)
    }
    // The frames of a stack follow its line, each with four fields and no name.
    for (const field of line.startsWith('\t') ? [name, ...fields] : fields)
      bytes.push(...varint(BigInt(field.slice(field.indexOf('=') + 1))))
  }
  return { isReadable: expected === 'SUCCESS', bytes: Uint8Array.from(bytes) }
}

function varint(value: bigint): number[] {
  const bytes: number[] = []
  for (; value >= 128n; value >>= 7n) bytes.push(Number(value & 127n) + 128)
  bytes.push(Number(value))
  return bytes
}
