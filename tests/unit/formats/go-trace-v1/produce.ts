import { sourceOfBytes } from '../../../../src/base/byte-source'
import type { ProducedEvents } from '../../../../src/formats/go-trace/produce-events'
import { produceEventsV1 } from '../../../../src/formats/go-trace/v1/produce-events'
import { readTraceHeader } from '../../../../src/formats/sniff-trace'
import { TallySink } from './tally-sink'

/** Runs a whole trace into a counting sink. */
export function produce(
  bytes: Uint8Array,
  clock: 'go' | 'raw',
  mode: 'strict' | 'tolerant',
): { readonly sink: TallySink; readonly produced: ProducedEvents } {
  const header = readTraceHeader(bytes)
  if (header.type !== 'version') throw new Error('no header')
  const sink = new TallySink()
  const produced = produceEventsV1(sourceOfBytes(bytes), header.version, sink, { clock, mode })
  return { sink, produced }
}
