import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { sourceOfBytes } from '../../src/base/byte-source'
import { exactJson } from '../../src/cli/exact-json'
import { ExitCode } from '../../src/cli/exit-codes'
import { summarizeFile } from '../../src/cli/summarize-file'
import { compareWithOracle } from './oracle-fields'

const folder = join(import.meta.dirname, '..', 'fixtures', 'malformed')
const names = readdirSync(folder)
  .filter((name) => /\.trace(\.gz)?\.oracle\.json$/.test(name))
  .map((name) => name.replace('.oracle.json', ''))
  .sort()

/** Go's reader does not unpack, so its verdict is about the packed bytes; ours is about the trace inside. */
const packed = new Set(['gzipped-but-named-trace.trace'])

let figures = 0
let equal = 0

describe('what Go read of a damaged trace before its error, Marey reads too', () => {
  it.each(names.filter((name) => !packed.has(name)))('%s', (name) => {
    const oracle = JSON.parse(readFileSync(join(folder, `${name}.oracle.json`), 'utf8')) as Record<
      string,
      never
    >
    const bytes = readFileSync(join(folder, name))
    const input = { label: name, source: sourceOfBytes(bytes), close: () => undefined }
    const summary = summarizeFile(input, { isParity: true, onProgress: () => undefined })
    const found = JSON.parse(exactJson(summary.document)) as Record<string, never>
    const comparison = compareWithOracle(found, oracle)
    figures += comparison.figures
    equal += comparison.equal
    expect(comparison.differences).toEqual([])
    expect(summary.exitCode === ExitCode.whole).toBe(oracle['ok'])
    // Without parity more is read, and the verdict of Go's reader stands beside it all the same.
    const tolerant = summarizeFile(input, { isParity: false, onProgress: () => undefined })
    if (tolerant.kind === 'trace') expect(tolerant.document['ok']).toBe(oracle['ok'])
    if (oracle['ok'] === false) expect(tolerant.document['error']).toBeTypeOf('string')
  })

  afterAll(() => {
    process.stdout.write(
      `malformed: ${equal} of ${figures} figures equal in ${names.length - packed.size} files\n`,
    )
  })
})
