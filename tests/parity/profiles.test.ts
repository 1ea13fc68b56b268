import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Profile } from 'pprof-format'
import { afterAll, describe, expect, it } from 'vitest'
import { ExitCode } from '../../src/cli/exit-codes'
import { profileCommand } from '../../src/cli/commands/profile'
import { profileKinds } from '../../src/query/analyses/blocking-profiles'

const traces = join(import.meta.dirname, '..', 'fixtures', 'traces')
const names = readdirSync(traces)
  .filter((name) => /\.trace(\.gz)?$/.test(name))
  .sort()

interface ReadableProfile {
  readonly sampleTypes: readonly string[]
  readonly period: string
  /** One line a sample: frames with address, function, file and line, innermost first, and the values. */
  readonly samples: readonly string[]
}

function readProfile(packed: Uint8Array): ReadableProfile {
  const profile = Profile.decode(gunzipSync(packed))
  const text = (index: number | bigint): string => profile.stringTable.strings[Number(index)] ?? '?'
  const functions = new Map(profile.function.map((entry) => [Number(entry.id), entry]))
  const frames = new Map(
    profile.location.map((location) => {
      const lines = location.line.map((line) => {
        const entry = functions.get(Number(line.functionId))
        return `${text(entry?.name ?? 0)} ${text(entry?.systemName ?? 0)} ${text(entry?.filename ?? 0)}:${line.line}`
      })
      return [Number(location.id), `0x${BigInt(location.address).toString(16)} ${lines.join(' + ')}`]
    }),
  )
  return {
    sampleTypes: profile.sampleType.map(({ type, unit }) => `${text(type)}/${text(unit)}`),
    period: `${profile.period} ${text(profile.periodType?.type ?? 0)}/${text(profile.periodType?.unit ?? 0)}`,
    samples: profile.sample
      .map((sample) => {
        const stack = sample.locationId.map((id) => frames.get(Number(id)) ?? '?')
        return `${sample.value.join(' ')} | ${stack.join(' < ')}`
      })
      .sort(),
  }
}

let compared = 0
let samples = 0

describe('marey profile --parity writes the profile of go tool trace, sample by sample', () => {
  it.each(names)('%s', async (name) => {
    for (const kind of profileKinds) {
      const written: Uint8Array[] = []
      const code = await profileCommand.run(['--type', kind, '--parity', join(traces, name)], {
        out: () => undefined,
        outBytes: (bytes) => written.push(bytes),
        notice: () => undefined,
        progress: () => undefined,
        hasColor: false,
      })
      const go = join(traces, `${name}.${kind}.pb.gz`)
      const oracle = JSON.parse(readFileSync(join(traces, `${name}.oracle.json`), 'utf8')) as { ok: boolean }
      expect(code === ExitCode.whole).toBe(oracle.ok)
      const [bytes] = written
      if (bytes === undefined) {
        expect(oracle.ok).toBe(false)
        continue
      }
      const ours = readProfile(bytes)
      if (existsSync(go)) {
        expect(ours).toEqual(readProfile(readFileSync(go)))
        compared++
        samples += ours.samples.length
      } else {
        expect(ours.samples).toEqual([])
      }
    }
  })

  afterAll(() => {
    process.stdout.write(`profiles: ${compared} equal, ${samples} samples\n`)
  })
})
