import { lstatSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeWhole } from '../../../src/cli/write-whole'

const folder = mkdtempSync(join(tmpdir(), 'marey-write-'))
const bytes = new Uint8Array([1, 2, 3])

describe('writeWhole', () => {
  it('replaces a file once the new one is whole, and leaves nothing beside it', () => {
    const name = join(folder, 'whole')
    writeFileSync(name, 'old')
    const problem = writeWhole(name, (write) => {
      write(bytes)
      expect(readFileSync(name, 'utf8')).toBe('old')
      write(bytes)
    })
    expect(problem).toBeUndefined()
    expect([...readFileSync(name)]).toEqual([1, 2, 3, 1, 2, 3])
    expect(readdirSync(folder)).toEqual(['whole'])
  })

  it('keeps the old file when making the new one fails', () => {
    const name = join(folder, 'whole')
    const before = readFileSync(name)
    expect(() =>
      writeWhole(name, (write) => {
        write(bytes)
        throw new RangeError('the trace ended')
      }),
    ).toThrow('the trace ended')
    expect(readFileSync(name)).toEqual(before)
    expect(readdirSync(folder)).toEqual(['whole'])
  })

  it('writes through a link, and to a device as it is', () => {
    const link = join(folder, 'link')
    symlinkSync(join(folder, 'whole'), link)
    expect(writeWhole(link, (write) => write(bytes))).toBeUndefined()
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect([...readFileSync(join(folder, 'whole'))]).toEqual([1, 2, 3])
    if (process.platform === 'win32') return
    expect(writeWhole('/dev/null', (write) => write(bytes))).toBeUndefined()
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
  })

  it('says in words what is wrong', () => {
    expect(writeWhole(join(folder, 'no', 'file'), (write) => write(bytes))).toMatch(
      /cannot be written \(the system refused it \(ENOENT\)\)\. Name a place/,
    )
  })
})
