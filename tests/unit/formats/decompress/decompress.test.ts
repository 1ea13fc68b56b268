import { readFileSync } from 'node:fs'
import { deflateRawSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { CancelledError } from '../../../../src/base/cancellation'
import type { Unpacked, UnpackLimits } from '../../../../src/formats/decompress'
import { defaultUnpackLimits, unpack, unpackHead } from '../../../../src/formats/decompress'
import { zstdOf } from './zstd-writer'

function opened(bytes: Uint8Array, limits?: UnpackLimits): Unpacked {
  const unpacked = unpack(sourceOfBytes(bytes), limits === undefined ? {} : { limits })
  if (!unpacked.ok) throw new Error(unpacked.error.message)
  return unpacked.value
}

const bytesOf = (unpacked: Unpacked): Buffer =>
  Buffer.from(unpacked.source.read(0, unpacked.source.byteLength))
const text = Buffer.from('goroutine 1 [running]:\nmain.main()\n'.repeat(2000))
const noisy = Buffer.from(Array.from({ length: 9_000_000 }, (_, i) => (i * 2654435761) >>> 24))

describe('gzip', () => {
  test('gives the bytes back', () => {
    const unpacked = opened(gzipSync(text))
    expect(bytesOf(unpacked).equals(text)).toBe(true)
    expect(unpacked.layers).toEqual(['gzip'])
    expect(unpacked.warnings).toEqual([])
  })

  test('spans pages', () => {
    const unpacked = opened(gzipSync(noisy))
    expect(unpacked.source.byteLength).toBe(noisy.length)
    expect(bytesOf(unpacked).equals(noisy)).toBe(true)
    const seam = 4 * 1024 * 1024
    expect(Buffer.from(unpacked.source.read(seam - 5, 10)).equals(noisy.subarray(seam - 5, seam + 5))).toBe(
      true,
    )
    expect(unpacked.source.read(noisy.length - 3, 10).length).toBe(3)
    expect(unpacked.source.read(noisy.length + 3, 10).length).toBe(0)
  })

  test('reads several members as one', () => {
    const unpacked = opened(Buffer.concat([gzipSync(text), gzipSync('more'), gzipSync('')]))
    expect(bytesOf(unpacked).toString()).toBe(`${text.toString()}more`)
    expect(unpacked.warnings).toEqual([])
  })

  test('keeps what comes out of a file that was cut', () => {
    const packed = gzipSync(noisy)
    const unpacked = opened(packed.subarray(0, packed.length >> 1))
    const kept = bytesOf(unpacked)
    expect(kept.length).toBeGreaterThan(1000)
    expect(kept.equals(noisy.subarray(0, kept.length))).toBe(true)
    expect(unpacked.warnings).toMatchObject([
      { code: 'compressed-cut', isLoss: true, byteOffset: kept.length },
    ])
  })

  test('says when the checksum is wrong or cut off', () => {
    const packed = gzipSync(text)
    packed[packed.length - 6] ^= 1
    expect(opened(packed).warnings).toMatchObject([{ code: 'compressed-checksum', isLoss: true }])
    const cut = gzipSync(text).subarray(0, -5)
    const unpacked = opened(cut)
    expect(bytesOf(unpacked).equals(text)).toBe(true)
    expect(unpacked.warnings).toHaveLength(1)
  })

  test('leaves out what stands behind it', () => {
    const unpacked = opened(Buffer.concat([gzipSync(text), Buffer.from('and then some garbage')]))
    expect(bytesOf(unpacked).equals(text)).toBe(true)
    expect(unpacked.warnings).toMatchObject([{ code: 'compressed-trailing', isLoss: false }])
    const padded = opened(Buffer.concat([gzipSync(text), Buffer.alloc(512)]))
    expect(bytesOf(padded).equals(text)).toBe(true)
    expect(padded.warnings.some((warning) => warning.isLoss === true)).toBe(false)
  })

  test('keeps what comes before damage', () => {
    const packed = gzipSync(noisy)
    packed.fill(0xff, packed.length >> 1, (packed.length >> 1) + 4000)
    const unpacked = opened(packed)
    expect(unpacked.source.byteLength).toBeGreaterThan(1000)
    expect(unpacked.warnings[0]).toMatchObject({ isLoss: true })
  })

  test('a header alone is damaged, an empty file inside is empty', () => {
    expect(unpack(sourceOfBytes(gzipSync(text).subarray(0, 8)))).toMatchObject({
      ok: false,
      error: { code: 'damaged' },
    })
    expect(unpack(sourceOfBytes(gzipSync('')))).toMatchObject({ ok: false, error: { code: 'empty' } })
  })

  test('the corpus: a packed trace is the trace', () => {
    const folder = 'tests/fixtures/malformed'
    for (const name of ['gzipped.trace.gz', 'gzipped-but-named-trace.trace']) {
      const unpacked = opened(readFileSync(`${folder}/${name}`))
      expect(bytesOf(unpacked).subarray(0, 13).toString()).toBe('go 1.26 trace')
      expect(unpacked.warnings).toEqual([])
    }
    const cut = opened(readFileSync(`${folder}/gzipped-truncated.trace.gz`))
    expect(cut.warnings).toMatchObject([{ code: 'compressed-cut' }])
    expect(bytesOf(cut).subarray(0, 13).toString()).toBe('go 1.26 trace')
  })
})

describe('zstd', () => {
  test('gives the bytes back, over frames, blocks and skippable frames', () => {
    const packed = Buffer.concat([
      zstdOf([{ raw: text }, { repeat: 0x41, times: 1000 }]),
      zstdOf([], { skippable: Buffer.from('anything') }),
      zstdOf([{ raw: Buffer.from('the end') }], { checksum: true }),
    ])
    const unpacked = opened(packed)
    expect(bytesOf(unpacked).toString()).toBe(`${text.toString()}${'A'.repeat(1000)}the end`)
    expect(unpacked.layers).toEqual(['zstd'])
    expect(unpacked.warnings).toEqual([])
  })

  test('reads what the zstd program writes', () => {
    // Made by `zstd -19` from the text below: literals, matches and both kinds of entropy coding.
    const packed = readFileSync('tests/unit/formats/decompress/goroutines.txt.zst')
    let expected = ''
    for (let i = 0; i < 200; i++)
      expected += `goroutine ${i} [chan receive, ${i % 7} minutes]:\nmain.worker(0x${(i * 7919).toString(16)})\n`
    const unpacked = opened(packed)
    expect(bytesOf(unpacked).toString()).toBe(expected)
    expect(unpacked.warnings).toEqual([])
  })

  test('keeps the whole blocks of a file that was cut', () => {
    const packed = zstdOf([{ raw: text }, { raw: Buffer.from('second') }])
    const unpacked = opened(packed.subarray(0, -3))
    expect(bytesOf(unpacked).equals(text)).toBe(true)
    expect(unpacked.warnings).toMatchObject([{ code: 'compressed-cut', isLoss: true }])
  })

  test('refuses a window above 128 MiB before it takes memory', () => {
    expect(unpack(sourceOfBytes(zstdOf([{ raw: text }], { windowLog: 30 })))).toMatchObject({
      ok: false,
      error: { code: 'damaged' },
    })
  })
})

describe('layers', () => {
  test('one in the other', () => {
    const unpacked = opened(gzipSync(zstdOf([{ raw: text }])))
    expect(unpacked.layers).toEqual(['gzip', 'zstd'])
    expect(bytesOf(unpacked).equals(text)).toBe(true)
  })

  test('three are refused', () => {
    expect(unpack(sourceOfBytes(gzipSync(gzipSync(gzipSync(text)))))).toMatchObject({
      ok: false,
      error: { code: 'unsupported-kind' },
    })
  })

  test('a file that is not packed is passed on as it is', () => {
    const source = sourceOfBytes(text)
    const unpacked = unpack(source)
    expect(unpacked.ok && unpacked.value.source === source && unpacked.value.layers.length === 0).toBe(true)
  })
})

describe('bounds', () => {
  test('a bomb is stopped at the limit of its ratio, soon', () => {
    const zeros = deflateRawSync(Buffer.alloc(300 * 1024 * 1024))
    const bomb = Buffer.concat([Buffer.from('1f8b0800000000000003', 'hex'), zeros, Buffer.alloc(8)])
    expect(bomb.length).toBeLessThan(400_000)
    const began = performance.now()
    expect(unpack(sourceOfBytes(bomb))).toMatchObject({ ok: false, error: { code: 'over-budget' } })
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  test('a zstd bomb of repeated bytes is stopped at the limit of its size', () => {
    const blocks = Array.from({ length: 2000 }, () => ({ repeat: 0, times: 128 * 1024 }))
    const limits = { ...defaultUnpackLimits, maxBytes: 8 * 1024 * 1024, maxRatio: Infinity }
    expect(unpack(sourceOfBytes(zstdOf(blocks)), { limits })).toMatchObject({
      ok: false,
      error: { code: 'over-budget' },
    })
  })

  test('the head of a bomb is to be had', () => {
    const head = unpackHead(sourceOfBytes(gzipSync(Buffer.alloc(50 * 1024 * 1024))), 1000)
    expect(head.ok && head.value.bytes.length === 1000 && !head.value.isWhole).toBe(true)
  })

  test('can be cancelled', () => {
    const cancellation = { isCancelled: () => true }
    expect(() => unpack(sourceOfBytes(gzipSync(text)), { cancellation })).toThrow(CancelledError)
  })

  test('whatever the bytes, it ends with a value', () => {
    const seeds = [
      gzipSync(text),
      gzipSync(noisy.subarray(0, 3000)),
      zstdOf([{ raw: text }, { repeat: 7, times: 9 }]),
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.nat(),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
        (seed, cut, flips) => {
          const bytes = Uint8Array.from(seed.subarray(0, (cut % seed.length) + 1))
          for (const [at, value] of flips) bytes[at % bytes.length] = value
          const unpacked = unpack(sourceOfBytes(bytes))
          expect(
            unpacked.ok ? unpacked.value.source.byteLength : unpacked.error.message.length,
          ).toBeGreaterThan(0)
        },
      ),
      { numRuns: 300 },
    )
  })
})
