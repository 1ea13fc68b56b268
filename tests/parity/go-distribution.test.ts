/**
 * The traces in Go's own source tree, wherever a Go is installed: of Go 1.5 to 1.21 as files (1.19 to 1.27 carry
 * different ones), of later versions as text. Nothing of them is kept here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { neverCancelled } from '../../src/base/cancellation'
import { sourceOfBytes } from '../../src/base/byte-source'
import { summarizeTrace } from '../../src/cli/trace-summary'
import { openTrace } from '../../src/formats/go-trace/open-trace'
import { detect } from '../../src/formats/registry'
import { checkIntegrity } from '../../src/model/check-integrity'
import { readGoTestTrace } from './go-text-trace'

const inside = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
const roots = [
  process.env['GOROOT'] ?? '',
  '/usr/local/go',
  '/usr/lib/go',
  ...inside('/opt/go'),
  ...inside(join(homedir(), 'go/pkg/mod/golang.org')).filter((path) => /\/toolchain@/.test(path)),
].filter((root) => root !== '' && existsSync(join(root, 'src/internal/trace')))

/** By content: most files come with several versions of Go. */
function filesIn(folders: readonly string[], isWanted: (name: string) => boolean): Map<string, Uint8Array> {
  const byContent = new Map<string, string>()
  const files = new Map<string, Uint8Array>()
  for (const path of roots.flatMap((root) => folders.flatMap((folder) => inside(join(root, folder))))) {
    if (!isWanted(path.slice(path.lastIndexOf('/') + 1))) continue
    const bytes = new Uint8Array(readFileSync(path))
    const content = Buffer.from(bytes).toString('latin1')
    if (byContent.has(content)) continue
    byContent.set(content, path)
    files.set(path, bytes)
  }
  return files
}

const old = filesIn(['src/internal/trace/testdata', 'src/internal/trace/internal/tracev1/testdata'], (name) =>
  /_1_\d+_(good|unordered)$/.test(name),
)
const texts = filesIn(['src/internal/trace/testdata/tests', 'src/internal/trace/v2/testdata/tests'], (name) =>
  name.endsWith('.test'),
)

async function expectSound(bytes: Uint8Array, isWhole: boolean): Promise<void> {
  const strict = summarizeTrace(sourceOfBytes(bytes), { isParity: true, onProgress: () => undefined }, [])
  if (!strict.ok) throw new Error(strict.error.message)
  expect(strict.value.document['ok']).toBe(isWhole)
  const opened = await openTrace(sourceOfBytes(bytes), {
    budgetBytes: 2 ** 30,
    cancellation: neverCancelled,
    usesKernel: true,
  })
  if (!opened.ok) {
    // Two that are made by hand have no goroutine: a program always has one.
    expect(opened.error.message).toContain('before it names a goroutine')
    expect(strict.value.document['goroutineCount']).toBe(0)
    return
  }
  expect(checkIntegrity(opened.value, { isSound: false })).toEqual([])
  if (!isWhole) return
  expect(opened.value.isComplete).toBe(true)
  expect(opened.value.eventCount).toBe(strict.value.document['events'])
}

describe(`traces of Go's own tests (${old.size} files, ${texts.size} texts in ${roots.length} places on this machine)`, () => {
  test('those of Go 1.11 and later are read whole, those before are refused by their version', async () => {
    for (const [path, bytes] of old) {
      const minor = Number(/_1_(\d+)_/.exec(path)?.[1])
      if (minor >= 11) await expectSound(bytes, true)
      else {
        const found = detect(sourceOfBytes(bytes), { cancellation: neverCancelled })
        expect(found.ok, path).toBe(false)
        if (!found.ok)
          expect(found.error.message, path).toMatch(new RegExp(`"go 1\\.${minor} trace".*Go 1\\.11`))
      }
    }
  }, 300_000)

  test('those of later versions are read whole where Go reads them, and else as far as they go', async () => {
    for (const [path, bytes] of texts) {
      const { bytes: trace, isReadable } = readGoTestTrace(new TextDecoder().decode(bytes))
      await expectSound(trace, isReadable).catch((error: unknown) => {
        throw new Error(`${path}: ${String(error)}`)
      })
    }
  }, 300_000)

  test('the text form is understood', () => {
    const text = `-- expect --
FAILURE "no"
-- trace --
Trace Go1.23
EventBatch gen=1 m=18446744073709551615 time=300 size=2
Strings
String id=1
\tdata="é"
Stack id=2 nframes=1
\tpc=5 func=1 file=1 line=9
`
    const { bytes, isReadable } = readGoTestTrace(text)
    expect(isReadable).toBe(false)
    expect([...bytes.subarray(16)]).toEqual([
      ...[1, 1, ...new Array<number>(9).fill(255), 1, 172, 2, 2],
      ...[4, 5, 1, 2, 195, 169],
      ...[3, 2, 1, 5, 1, 1, 9],
    ])
  })
})
