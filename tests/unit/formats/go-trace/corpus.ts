import { readFileSync, readdirSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { readHeader } from '../../../../src/formats/go-trace/header'

/** What Go 1.27's own reader found in a trace of the corpus. */
export interface Oracle {
  readonly header: string
  readonly ok: boolean
  readonly error?: string
  readonly events: number
  readonly eventsByKind: Readonly<Record<string, number>>
  readonly goroutineTransitions: Readonly<Record<string, number>>
  readonly procTransitions: Readonly<Record<string, number>>
  readonly firstTime: number
  readonly lastTime: number
  readonly durationNs: number
  readonly syncTimes: readonly number[]
  readonly goroutineCount: number
  readonly experimentalEvents?: Readonly<Record<string, number>>
  readonly uniqueStacks: number
  readonly uniqueFrames: number
  readonly threadCount: number
}

const root = 'tests/fixtures'

export interface CorpusTrace {
  readonly folder: 'traces' | 'malformed'
  readonly name: string
}

/** Every trace with an oracle beside it. */
export function corpusTraces(folder: CorpusTrace['folder']): CorpusTrace[] {
  return readdirSync(`${root}/${folder}`)
    .filter((file) => file.endsWith('.oracle.json') && file.includes('.trace'))
    .sort()
    .map((file) => ({ folder, name: file.slice(0, -'.oracle.json'.length) }))
}

export function readCorpusBytes(trace: CorpusTrace): Uint8Array {
  const bytes = readFileSync(`${root}/${trace.folder}/${trace.name}`)
  return new Uint8Array(trace.folder === 'traces' && trace.name.endsWith('.gz') ? gunzipSync(bytes) : bytes)
}

export function readOracle(trace: CorpusTrace): Oracle {
  return JSON.parse(readFileSync(`${root}/${trace.folder}/${trace.name}.oracle.json`, 'utf8')) as Oracle
}

/** Those with a header 1.22 to 1.26. */
export function format2Traces(traces: readonly CorpusTrace[]): CorpusTrace[] {
  return traces.filter((trace) => {
    const header = readHeader(sourceOfBytes(readCorpusBytes(trace)))
    return header.ok && header.value.format === 2 && !header.value.isNewerThanKnown
  })
}
