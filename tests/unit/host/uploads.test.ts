import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { uploadName, Uploads } from '../../../src/host/uploads'

async function* chunks(...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (const size of sizes) {
    await Promise.resolve()
    yield new Uint8Array(size).fill(7)
  }
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(10)
  await Promise.reject(new Error('connection reset'))
}

describe('Uploads', () => {
  it('writes what arrives to a file of its own, readable by this user only', async () => {
    const uploads = new Uploads(1000)
    const received = await uploads.receive(chunks(400, 600), 1000)
    if (!received.ok) throw new Error(received.error.message)
    expect(readFileSync(received.value)).toEqual(Buffer.alloc(1000, 7))
    if (process.platform !== 'win32') {
      expect(statSync(received.value).mode & 0o077).toBe(0)
      expect(statSync(dirname(received.value)).mode & 0o077).toBe(0)
    }
    await uploads.remove(received.value)
    expect(existsSync(received.value)).toBe(false)
    await uploads.dispose()
    expect(existsSync(dirname(received.value))).toBe(false)
  })

  it('stops at the cap, announced or not, and leaves nothing', async () => {
    const uploads = new Uploads(1000)
    const kept = await uploads.receive(chunks(1), undefined)
    expect(kept.ok).toBe(true)
    let pulled = 0
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        pulled++
        await Promise.resolve()
        yield new Uint8Array(300)
      }
    }
    expect(await uploads.receive(endless(), undefined)).toMatchObject({
      ok: false,
      error: { code: 'over-budget' },
    })
    expect(pulled).toBe(4)
    expect(await uploads.receive(chunks(1), 1001)).toMatchObject({
      ok: false,
      error: { code: 'over-budget' },
    })
    expect(readdirSync(dirname(kept.ok ? kept.value : ''))).toHaveLength(1)
    await uploads.dispose()
  })

  it('keeps nothing of an upload that broke off', async () => {
    const uploads = new Uploads(1000)
    expect(await uploads.receive(broken(), undefined)).toMatchObject({
      ok: false,
      error: { code: 'file-unreadable', message: 'the upload broke off after 10 bytes: connection reset' },
    })
    expect(await uploads.receive(chunks(5), 10)).toMatchObject({
      ok: false,
      error: { code: 'file-unreadable' },
    })
    await uploads.dispose()
  })
})

describe('uploadName', () => {
  it.each([
    ['trace.out', 'trace.out'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\traces\\a.trace', 'a.trace'],
    ['a\u0000b\u001b[31m\u202e.trace', 'ab[31m.trace'],
    ['..', 'upload'],
    ['', 'upload'],
    [null, 'upload'],
  ])('shows %j as %j', (name, shown) => {
    expect(uploadName(name)).toBe(shown)
  })

  it('cuts what is long', () => {
    expect(uploadName('x'.repeat(5000))).toHaveLength(200)
  })
})
