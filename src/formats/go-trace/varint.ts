/**
 * LEB128 numbers of up to 64 bits as exact integers up to 2^53; above that the nearest double. All ones (-1) reads
 * as 2^64. Over-long codes are accepted: Go's writer pads sizes (runtime/tracebuf.go, varintAt).
 */
export class VarintReader {
  /** Set when the last number ran past `end` or past 64 bits. Stays set until cleared. */
  failed = false
  constructor(
    public bytes: Uint8Array,
    public position: number,
    public end: number,
  ) {}

  read(): number {
    const { bytes, end } = this
    let position = this.position
    let value = 0
    let scale = 1
    for (let count = 0; count < 10; count++) {
      if (position >= end) break
      const byte = bytes[position++]
      // The tenth byte holds the 64th bit only (Go 1.27 encoding/binary, Uvarint).
      if (count === 9 && byte > 1) break
      if (byte < 0x80) {
        this.position = position
        return value + byte * scale
      }
      value += (byte & 0x7f) * scale
      scale *= 128
    }
    this.failed = true
    this.position = position
    return 0
  }
}
