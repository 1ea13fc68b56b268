/**
 * Protobuf's wire form over bytes that may be damaged: nothing is read beyond `end`, no number is longer than ten
 * bytes, and whatever is wrong throws ProtoError with its place.
 */
export class ProtoError extends Error {
  override readonly name = 'ProtoError'
  constructor(
    message: string,
    readonly byteOffset: number,
  ) {
    super(message)
  }
}

export const WireType = { varint: 0, fixed64: 1, lengthDelimited: 2, fixed32: 5 } as const

export class ProtoReader {
  /** Of the field last read. */
  field = 0
  wireType = 0
  /** End of the message being read. */
  end: number
  position: number
  private low = 0
  private middle = 0
  private high = 0

  constructor(
    readonly bytes: Uint8Array,
    from = 0,
    to = bytes.length,
  ) {
    this.position = from
    this.end = to
  }

  /** Reads the tag of the next field; false at the end of the message. */
  nextField(): boolean {
    if (this.position >= this.end) return false
    const at = this.position
    const tag = this.unsigned()
    this.field = Math.floor(tag / 8)
    this.wireType = tag % 8
    if (this.field === 0) throw new ProtoError('a field has the number 0', at)
    return true
  }

  /** An unsigned number, exact up to 2^53. */
  unsigned(): number {
    this.readVarint()
    return this.low + this.middle * 2 ** 28 + this.high * 2 ** 56
  }

  /** An int64: two's complement in 64 bits. Exact up to 2^53 in either direction. */
  signed(): number {
    this.readVarint()
    if ((this.high & 0x80) === 0) return this.low + this.middle * 2 ** 28 + this.high * 2 ** 56
    const low = ~this.low & 0xfffffff
    const middle = ~this.middle & 0xfffffff
    const high = ~this.high & 0xff
    return -(low + 1 + middle * 2 ** 28 + high * 2 ** 56)
  }

  /** An int64 in all its digits. */
  signedExact(): bigint {
    this.readVarint()
    const value = BigInt(this.low) | (BigInt(this.middle) << 28n) | (BigInt(this.high) << 56n)
    return BigInt.asIntN(64, value)
  }

  private readVarint(): void {
    const { bytes, end } = this
    const from = this.position
    let at = from
    let low = 0
    let middle = 0
    let high = 0
    for (let index = 0; ; index++) {
      if (at >= end) throw new ProtoError('it ends inside a number', from)
      if (index === 10) throw new ProtoError('a number is longer than 64 bits', from)
      const byte = bytes[at++]
      const bits = byte & 0x7f
      if (index < 4) low |= bits << (7 * index)
      else if (index < 8) middle |= bits << (7 * (index - 4))
      else if (index === 8) high |= bits
      else high |= (bits & 1) << 7
      if (byte < 0x80) break
    }
    this.low = low
    this.middle = middle
    this.high = high
    this.position = at
  }

  /** The length of a length-delimited field; its bytes follow at `position`. */
  length(): number {
    const at = this.position
    const length = this.unsigned()
    if (length > this.end - this.position) throw new ProtoError('it ends inside a field', at)
    return length
  }

  /** Steps over the value of the field last read. */
  skip(): void {
    const at = this.position
    switch (this.wireType) {
      case WireType.varint:
        this.readVarint()
        return
      case WireType.fixed64:
        this.position += 8
        break
      case WireType.lengthDelimited: {
        const length = this.length()
        this.position += length
        return
      }
      case WireType.fixed32:
        this.position += 4
        break
      default:
        throw new ProtoError(`a field has the unknown wire type ${this.wireType}`, at)
    }
    if (this.position > this.end) throw new ProtoError('it ends inside a field', at)
  }
}
