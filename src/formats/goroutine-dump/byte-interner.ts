/**
 * Distinct stretches of one byte buffer, numbered. A stretch is hashed where it lies and kept as offset and length of
 * its first occurrence, so that a text seen a hundred thousand times costs one entry and no string.
 */
import type { DumpStrings } from '../../model/goroutine-dump'

const initialSlots = 1 << 12

/** FNV-1a over bytes [start, end). */
function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193)
  return hash ^ (hash >>> 15)
}

/**
 * The bytes as text. UTF-8, or Latin-1 where they are no UTF-8: logs come in both, and a name with one odd byte
 * should still be readable.
 */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start
  if (length <= 96) {
    let isAscii = true
    let text = ''
    for (let i = start; i < end; i++) {
      const byte = bytes[i]
      if (byte >= 0x80) {
        isAscii = false
        break
      }
      text += String.fromCharCode(byte)
    }
    if (isAscii) return text
  }
  const view = bytes.subarray(start, end)
  try {
    return strictUtf8.decode(view)
  } catch {
    return latin1.decode(view)
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const latin1 = new TextDecoder('latin1')

export class ByteInterner implements DumpStrings {
  /** Slot -> entry + 1, or 0. */
  private slots = new Int32Array(initialSlots)
  private hashes = new Int32Array(initialSlots)
  private offsets = new Uint32Array(initialSlots)
  private lengths = new Uint32Array(initialSlots)
  private readonly decoded: (string | undefined)[] = ['']
  private entryCount = 1

  constructor(private readonly bytes: Uint8Array) {}

  get count(): number {
    return this.entryCount
  }

  /** The number of bytes [start, end); 0 when the stretch is empty. */
  intern(start: number, end: number): number {
    const length = end - start
    if (length <= 0) return 0
    const { bytes } = this
    const hash = hashBytes(bytes, start, end)
    let mask = this.slots.length - 1
    let slot = hash & mask
    for (;;) {
      const entry = this.slots[slot] - 1
      if (entry < 0) break
      if (this.hashes[entry] === hash && this.lengths[entry] === length) {
        const offset = this.offsets[entry]
        let i = 0
        while (i < length && bytes[offset + i] === bytes[start + i]) i++
        if (i === length) return entry
      }
      slot = (slot + 1) & mask
    }
    if (this.entryCount * 2 >= this.slots.length) {
      this.grow()
      mask = this.slots.length - 1
      slot = hash & mask
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask
    }
    const entry = this.entryCount++
    this.slots[slot] = entry + 1
    this.hashes[entry] = hash
    this.offsets[entry] = start
    this.lengths[entry] = length
    return entry
  }

  get(index: number): string {
    const known = this.decoded[index]
    if (known !== undefined) return known
    const offset = this.offsets[index]
    const text = decodeText(this.bytes, offset, offset + this.lengths[index])
    this.decoded[index] = text
    return text
  }

  private grow(): void {
    const size = this.slots.length * 2
    const slots = new Int32Array(size)
    this.hashes = enlarged(this.hashes, new Int32Array(size))
    this.offsets = enlarged(this.offsets, new Uint32Array(size))
    this.lengths = enlarged(this.lengths, new Uint32Array(size))
    const mask = size - 1
    for (let entry = 1; entry < this.entryCount; entry++) {
      let slot = this.hashes[entry] & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = entry + 1
    }
    this.slots = slots
  }
}

function enlarged<T extends Int32Array | Uint32Array>(from: T, to: T): T {
  to.set(from)
  return to
}
