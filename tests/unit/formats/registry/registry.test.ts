import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sourceFromReads } from '../../../../src/base/byte-source'
import type { Detected } from '../../../../src/formats/registry'
import { detect, detectBytes, formats } from '../../../../src/formats/registry'
import { maxFileBytes } from '../../../../src/formats/sniff'
import { sniffHeadOf } from '../../../../src/formats/sniff'

const fixtures = 'tests/fixtures'

function filesOf(folder: string): string[] {
  return readdirSync(join(fixtures, folder)).filter((name) => !name.endsWith('.json'))
}

function detected(bytes: Uint8Array): Detected {
  const result = detectBytes(bytes)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

/** Words at the begin of a dump's name for what died rather than was asked. */
const crashes =
  /^(?:abort|closed|custom|deadlock|divide|error|goexit|index|map|maps|nil|overflow|panic|unlock)-/

describe('the corpus is recognised by content', () => {
  test.each(filesOf('traces').filter((name) => !name.endsWith('.pb.gz')))('traces/%s', (name) => {
    const { format, certainty, version } = detected(readFileSync(join(fixtures, 'traces', name)))
    expect(format.kind).toBe('trace')
    expect(certainty).toBe('certain')
    const release = Number(/go1\.(\d+)/.exec(name)?.[1])
    expect(version?.format).toBe(release < 22 ? 1 : 2)
    expect(version?.writtenBy).toContain(`1.${release}`)
  })

  test.each(filesOf('dumps'))('dumps/%s', (name) => {
    const { format, certainty } = detected(readFileSync(join(fixtures, 'dumps', name)))
    expect(format.kind).toBe(crashes.test(name) ? 'crash' : 'goroutine-dump')
    expect(certainty).toBe('certain')
  })

  test.each(filesOf('race'))('race/%s', (name) => {
    expect(detected(readFileSync(join(fixtures, 'race', name))).format.kind).toBe('race')
  })

  test.each(filesOf('godebug'))('godebug/%s', (name) => {
    expect(detected(readFileSync(join(fixtures, 'godebug', name))).format.kind).toBe('godebug')
  })

  test.each(filesOf('profiles'))('profiles/%s', (name) => {
    const { format, certainty, layers } = detected(readFileSync(join(fixtures, 'profiles', name)))
    expect(format.kind).toBe('profile')
    expect(certainty).toBe('certain')
    expect(layers).toEqual(['gzip'])
  })
})

describe('what cannot be opened is named, with its place', () => {
  const expected: Readonly<
    Record<string, readonly [code: string, byteOffset: number | undefined, words: RegExp]>
  > = {
    'empty.trace': ['empty', 0, /empty/],
    'one-byte.trace': ['too-short', 1, /1 byte long/],
    'short-header.trace': ['too-short', 9, /16-byte header/],
    'header-not-padded.trace': ['damaged', 13, /byte 13 is 0x0a/],
    'future-major.trace': ['unsupported-version', 3, /go 2\.1 trace/],
    'in-between-version-1.24.trace': ['unsupported-version', 3, /no Go release writes/],
    'too-old-version-1.5.trace': ['unsupported-version', 3, /Go 1\.5 or 1\.6.*from Go 1\.11 on/],
    'v1-header-v2-body.trace': ['damaged', 16, /format of Go 1\.22 and later/],
    'v2-header-v1-body.trace': ['damaged', 16, /format of Go 1\.21 and earlier/],
    'wrong-header.trace': ['damaged', 0, /nearly the header/],
    'json-file.trace': ['unsupported-kind', 0, /JSON/],
    'text-file.trace': ['unknown-kind', 0, /plain text/],
    'profile-empty-file.pb.gz': ['empty', 0, /empty/],
    'profile-empty.pb.gz': ['empty', 0, /nothing in it/],
    'dump-empty.txt': ['empty', 0, /empty/],
  }

  test.each(Object.entries(expected))('%s', (name, [code, byteOffset, words]) => {
    const result = detectBytes(readFileSync(join(fixtures, 'malformed', name)))
    expect(result).toMatchObject({ ok: false, error: { code, byteOffset } })
    if (!result.ok) expect(result.error.message).toMatch(words)
  })

  test.each(filesOf('malformed').filter((name) => expected[name] === undefined))('%s has a kind', (name) => {
    const { format } = detected(readFileSync(join(fixtures, 'malformed', name)))
    const kind = name.startsWith('profile')
      ? 'profile'
      : /^dump-(?:no-goroutines|with-noise)/.test(name)
        ? 'crash'
        : name.startsWith('dump')
          ? 'goroutine-dump'
          : 'trace'
    expect(format.kind).toBe(kind)
  })

  test.each([5, 7, 8, 9, 10])('go 1.%i is too old', (minor) => {
    expect(detectBytes(header(`go 1.${minor} trace`))).toMatchObject({
      ok: false,
      error: { code: 'unsupported-version' },
    })
  })

  test.each([0, 4, 6, 12, 18, 20, 24])('go 1.%i was never written', (minor) => {
    const result = detectBytes(header(`go 1.${minor} trace`))
    if (result.ok) throw new Error('recognised')
    expect(result.error.message).toContain('no Go release writes')
  })

  test('a version from after our time is tried', () => {
    const { version } = detected(header('go 1.99 trace'))
    expect(version).toMatchObject({ minor: 99, format: 2, isNewerThanKnown: true })
  })

  test('an HTML error page in front of a trace: says where the trace begins', () => {
    const page = Buffer.from('<html><body>502 Bad Gateway, retrying</body></html>\n')
    const trace = readFileSync(join(fixtures, 'traces/tiny-go1.27.trace'))
    const result = detectBytes(Buffer.concat([page, trace]))
    expect(result).toMatchObject({ ok: false, error: { code: 'unknown-kind', byteOffset: page.length } })
    if (!result.ok) {
      expect(result.error.message).toContain('an HTML page')
      expect(result.error.message).toContain(`begins at byte ${page.length}`)
    }
  })

  test('the header of an HTTP answer in front of a trace', () => {
    const head = Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n')
    const result = detectBytes(
      Buffer.concat([head, readFileSync(join(fixtures, 'traces/tiny-go1.21.trace'))]),
    )
    expect(result).toMatchObject({ ok: false, error: { byteOffset: head.length } })
    if (!result.ok) expect(result.error.message).toContain('HTTP answer (status 200)')
  })

  const others: readonly (readonly [string, Buffer, RegExp])[] = [
    ['PNG', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /PNG picture/],
    ['ELF', Buffer.concat([Buffer.from('7f454c46', 'hex'), Buffer.alloc(60)]), /Linux program/],
    ['ZIP', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(60, 7)]), /ZIP archive/],
    ['xz', Buffer.concat([Buffer.from('fd377a585a00', 'hex'), Buffer.alloc(60, 7)]), /xz; unpack it first/],
    [
      'a heap profile as text',
      Buffer.from('heap profile: 1: 2 [3: 4] @ heap/1048576\n'),
      /text form .debug=1. of a heap profile/,
    ],
    [
      'a mutex profile as text',
      Buffer.from('--- mutex:\ncycles/second=2500000000\nsampling period=5\n'),
      /mutex profile/,
    ],
    ['binary data', Buffer.from(Array.from({ length: 64 }, (_, i) => (i * 37 + 200) & 0xff)), /binary data/],
    ['HTML', Buffer.from('<!DOCTYPE html><html>Not found</html>'), /an HTML page/],
  ]
  test.each(others)('%s', (_, bytes, words) => {
    const result = detectBytes(bytes)
    if (result.ok) throw new Error(`recognised as ${result.value.format.id}`)
    expect(result.error.message).toMatch(words)
  })

  test('a file of 4 GiB is refused without reading it', () => {
    const source = sourceFromReads(maxFileBytes, () => {
      throw new Error('was read')
    })
    expect(detect(source)).toMatchObject({ ok: false, error: { code: 'over-budget' } })
  })
})

function header(text: string): Uint8Array {
  const bytes = Buffer.alloc(64)
  bytes.write(text)
  return bytes
}

describe('texts', () => {
  const panic = 'panic: bell \u0007 nul \0\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:1 +0x1\n'

  test('a panic prints what it was given, NULs too', () => {
    const result = detectBytes(Buffer.from(panic))
    expect(result.ok && result.value.format.id).toBe('crash')
  })

  test('a log that was truncated while it was written begins with NULs', () => {
    const result = detectBytes(
      Buffer.concat([Buffer.alloc(20_001), Buffer.from(`${'x\n'.repeat(20)}${panic}`)]),
    )
    expect(result.ok && result.value.format.id).toBe('crash')
  })

  const dump = 'goroutine 7 [chan receive, 3 minutes]:\nmain.main()\n\t/app/main.go:12 +0x1d\n'

  test('a dump far inside a long log is found', () => {
    const line = '2026-11-21T01:02:03Z INFO request served path=/checkout status=200\n'
    const log = line.repeat(30_000)
    expect(log.length).toBeGreaterThan(1024 * 1024)
    expect(detected(Buffer.from(log + dump)).format.kind).toBe('goroutine-dump')
    expect(detected(gzipSync(log + dump)).format.kind).toBe('goroutine-dump')
    expect(detectBytes(Buffer.from(log))).toMatchObject({ ok: false, error: { code: 'unknown-kind' } })
  })

  test('in log lines of containers, as JSON', () => {
    const json = dump
      .split('\n')
      .map((line) => `{"log":${JSON.stringify(`${line}\n`)},"stream":"stderr"}`)
      .join('\n')
    expect(detected(Buffer.from(json)).format.kind).toBe('goroutine-dump')
  })

  test('UTF-16 with and without a mark', () => {
    const text = `panic: oh\n\n${dump}`
    expect(detected(Buffer.from(`\ufeff${text}`, 'utf16le')).format.kind).toBe('crash')
    expect(detected(Buffer.from(text, 'utf16le')).format.kind).toBe('crash')
  })

  test('a panic in a log line behind the goroutines does not make a dump a crash', () => {
    expect(detected(Buffer.from(`${dump}\npanic: later\n`)).format.kind).toBe('goroutine-dump')
    expect(detected(Buffer.from(`SIGQUIT: quit\nPC=0x1 m=0 sigcode=0\n\n${dump}`)).format.kind).toBe(
      'goroutine-dump',
    )
    expect(detected(Buffer.from(`SIGSEGV: segmentation violation\n\n${dump}`)).format.kind).toBe('crash')
  })

  test('stacks of error libraries, without a goroutine line, are only possible', () => {
    const text = 'something failed\nmain.load\n\t/app/load.go:33\nmain.main\n\t/app/main.go:12\n'
    const { format, certainty, warnings } = detected(Buffer.from(text))
    expect([format.kind, certainty]).toEqual(['goroutine-dump', 'possible'])
    expect(warnings).toMatchObject([{ code: 'uncertain-kind' }])
  })
})

test('sniffers are pure and quick on anything', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.string({ maxLength: 300 }).map((text) => new Uint8Array(Buffer.from(text))),
        fc
          .tuple(fc.constantFrom(0x0a, 0x12, 0x1f, 0x67, 0x28), fc.uint8Array({ maxLength: 100 }))
          .map(([first, rest]) => Uint8Array.from([first, ...rest])),
      ),
      (bytes) => {
        const before = Buffer.from(bytes).toString('hex')
        const head = sniffHeadOf(bytes, true)
        for (const format of formats) expect(format.sniff(head)).toBe(format.sniff(head))
        const result = detectBytes(bytes)
        if (!result.ok) expect(result.error.message.length).toBeGreaterThan(10)
        expect(Buffer.from(bytes).toString('hex')).toBe(before)
      },
    ),
    { numRuns: 500 },
  )
})

test('no sniffer takes more than its share of time on long lines', () => {
  const lines = ['[', 'goroutine 1 ', ' (', '\t', 'a.b(', 'panic', '"', 'gc 1 @0.'].map((part) =>
    Buffer.from(part.repeat(Math.floor(256_000 / part.length))),
  )
  for (const bytes of lines) {
    const began = performance.now()
    detectBytes(bytes)
    expect(performance.now() - began).toBeLessThan(2000)
  }
})
