import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SourceReadError } from '../../../src/base/byte-source'
import { FileChangedError, openFileSource } from '../../../src/host/file-source'
import type { FileSource } from '../../../src/host/file-source'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'marey-file-source-'))
  path = join(folder, 'a.trace')
  writeFileSync(
    path,
    Uint8Array.from({ length: 1000 }, (_, index) => index % 251),
  )
})
afterEach(() => rmSync(folder, { recursive: true }))

function open(): FileSource {
  const opened = openFileSource(path)
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}

describe('openFileSource', () => {
  it('reads any stretch, and fewer bytes at the end', () => {
    const source = open()
    expect(source.byteLength).toBe(1000)
    expect([...source.read(249, 4)]).toEqual([249, 250, 0, 1])
    expect(source.read(990, 100).byteLength).toBe(10)
    expect(source.read(1000, 1).byteLength).toBe(0)
    expect(source.read(5000, 1).byteLength).toBe(0)
    source.close()
    source.close()
  })

  it.each([
    ['memory of this thread', () => new Uint8Array(20)],
    ['memory that threads share', () => new Uint8Array(new SharedArrayBuffer(100), 60, 20)],
    [
      'the memory of a kernel',
      () => new Uint8Array(new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true }).buffer, 4096, 20),
    ],
  ])('reads straight into %s, fewer bytes at the end', (_, make) => {
    const source = open()
    const target = make()
    expect(source.readInto(249, target)).toBe(20)
    expect([...target.slice(0, 4)]).toEqual([249, 250, 0, 1])
    expect(source.readInto(990, target)).toBe(10)
    expect([...target]).toEqual(Array.from({ length: 20 }, (_, i) => (i < 10 ? 990 + i : 249 + i) % 251))
    expect(source.readInto(5000, target)).toBe(0)
    source.close()
  })

  it('refuses to read on when the file has become shorter', () => {
    const source = open()
    truncateSync(path, 400)
    expect(() => source.readInto(300, new Uint8Array(200))).toThrow(FileChangedError)
    expect(() => source.read(300, 200)).toThrow(FileChangedError)
    expect(() => source.read(300, 200)).toThrow(/a\.trace became shorter/)
    source.close()
  })

  it('refuses to read on when the file has been written to', () => {
    const source = open()
    appendFileSync(path, 'more')
    expect(() => source.read(0, 10)).toThrow(/was written to/)
    source.close()
  })

  it('refuses to read on when the content was replaced by as many bytes', () => {
    const source = open()
    writeFileSync(path, new Uint8Array(1000))
    utimesSync(path, new Date(), new Date(Date.now() + 5000))
    expect(() => source.read(0, 10)).toThrow(SourceReadError)
    source.close()
  })

  it('names the byte at which reading failed', () => {
    const source = open()
    truncateSync(path, 400)
    try {
      source.read(300, 200)
      expect.unreachable()
    } catch (error) {
      expect((error as SourceReadError).byteOffset).toBe(300)
    }
    source.close()
  })

  it('says whether a file is missing, a folder, or no file at all', () => {
    const codeOf = (name: string): string | undefined => {
      const opened = openFileSource(name)
      return opened.ok ? undefined : opened.error.code
    }
    expect(codeOf(join(folder, 'none'))).toBe('file-missing')
    expect(codeOf(join(path, 'below-a-file'))).toBe('file-missing')
    expect(codeOf(folder)).toBe('file-is-folder')
  })

  it.runIf(process.platform !== 'win32')('does not hang on a named pipe', () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const opened = openFileSource(pipe)
    expect(opened).toMatchObject({ ok: false, error: { code: 'file-unreadable' } })
  })

  it('refuses another file under the expected name', () => {
    const source = open()
    source.close()
    rmSync(path)
    writeFileSync(path, 'another')
    expect(openFileSource(path, source.identity)).toMatchObject({
      ok: false,
      error: { code: 'file-changed' },
    })
  })
})
