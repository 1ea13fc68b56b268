import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { sourceOfBytes } from '../../src/base/byte-source'
import { exactJson } from '../../src/cli/exact-json'
import { summarizeTrace } from '../../src/cli/trace-summary'
import { unpack } from '../../src/formats/decompress'
import { compareWithOracle } from './oracle-fields'

const traces = join(import.meta.dirname, '..', 'fixtures', 'traces')
const names = readdirSync(traces)
  .filter((name) => /\.trace(\.gz)?$/.test(name))
  .sort()

interface Share {
  figures: number
  equal: number
  files: number
}

const shares = new Map<string, Share>()

describe('every figure of a summary equals that of Go', () => {
  it.each(names)('%s', (name) => {
    const oracle = JSON.parse(readFileSync(join(traces, `${name}.oracle.json`), 'utf8')) as Record<
      string,
      never
    >
    const version = /go1\.\d+/.exec(name)?.[0] ?? 'other'
    const unpacked = unpack(sourceOfBytes(readFileSync(join(traces, name))))
    if (!unpacked.ok) throw new Error(unpacked.error.message)
    const summary = summarizeTrace(
      unpacked.value.source,
      { isParity: true, onProgress: () => undefined },
      unpacked.value.warnings,
    )
    const found = summary.ok
      ? (JSON.parse(exactJson(summary.value.document)) as Record<string, never>)
      : ({} as Record<string, never>)
    const comparison = compareWithOracle(found, oracle)
    const share = shares.get(version) ?? { figures: 0, equal: 0, files: 0 }
    share.files++
    share.figures += comparison.figures
    share.equal += comparison.equal
    shares.set(version, share)
    expect(comparison.differences).toEqual([])
  })

  afterAll(() => {
    for (const [version, { figures, equal, files }] of [...shares].sort()) {
      process.stdout.write(`${version}: ${equal} of ${figures} figures equal in ${files} traces\n`)
    }
  })
})
