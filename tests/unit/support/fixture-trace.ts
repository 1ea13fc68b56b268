/** Corpus traces as models. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { sourceOfBytes } from '../../../src/base/byte-source'
import { openTrace } from '../../../src/formats/go-trace/open-trace'
import type { Trace } from '../../../src/model/trace'

export const traceFolder = join(import.meta.dirname, '../../fixtures/traces')

/** Names of the corpus traces, without those that Go packed into no trace of its own. */
export function fixtureNames(pattern: RegExp): string[] {
  return readdirSync(traceFolder)
    .filter((name) => /\.trace(\.gz)?$/.test(name) && pattern.test(name))
    .sort()
}

export function fixtureBytes(name: string): Uint8Array {
  const bytes = readFileSync(join(traceFolder, name))
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

export async function fixtureTrace(name: string): Promise<Trace> {
  const read = await openTrace(sourceOfBytes(fixtureBytes(name)))
  if (!read.ok) throw new Error(`${name}: ${read.error.message}`)
  return read.value
}

export interface OracleGoroutine {
  readonly id: number
  readonly name: string
  readonly execNs: number
  readonly schedWaitNs: number
  readonly blockNs?: Readonly<Record<string, number>>
  readonly syscallNs?: number
  readonly syscallBlockNs?: number
  readonly rangeNs?: Readonly<Record<string, number>>
  readonly totalNs: number
  readonly system?: boolean
}

export interface TraceOracle {
  readonly ok: boolean
  readonly error?: string
  readonly durationNs: number
  readonly goroutineCount: number
  readonly goroutineMaxSimultaneous: number
  readonly goroutines: readonly OracleGoroutine[]
  readonly gc: { readonly count: number; readonly ns: number }
  readonly stw: { readonly count: number; readonly ns: number }
  readonly taskCount: number
  readonly regionCount: number
  readonly logCount: number
  readonly cpuSamples: number
  /** At most 300 (20 of malformed traces); 0 is the background task. */
  readonly tasks: readonly {
    readonly id: number
    readonly name: string
    readonly complete: boolean
    readonly durationNs?: number
    readonly regions: number
    readonly logs: number
    readonly goroutines: number
    readonly children: number
  }[]
  readonly procs: readonly { readonly id: number; readonly runningNs: number }[]
}

export function fixtureOracle(name: string): TraceOracle {
  const plain = name.replace(/\.gz$/, '')
  const text = (() => {
    try {
      return readFileSync(join(traceFolder, `${plain}.oracle.json`), 'utf8')
    } catch {
      return readFileSync(join(traceFolder, `${name}.oracle.json`), 'utf8')
    }
  })()
  return JSON.parse(text) as TraceOracle
}
