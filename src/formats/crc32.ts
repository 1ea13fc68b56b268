/** The CRC-32 of gzip (RFC 1952 section 8), eight bytes a step. */

const tables = makeTables()

function makeTables(): Uint32Array {
  const all = new Uint32Array(8 * 256)
  for (let byte = 0; byte < 256; byte++) {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
    all[byte] = value >>> 0
  }
  for (let slice = 1; slice < 8; slice++) {
    for (let byte = 0; byte < 256; byte++) {
      const previous = all[(slice - 1) * 256 + byte]
      all[slice * 256 + byte] = (previous >>> 8) ^ all[previous & 0xff]
    }
  }
  return all
}

export class Crc32 {
  #state = 0xffffffff | 0

  /** Of everything given so far. */
  get value(): number {
    return ~this.#state >>> 0
  }

  update(bytes: Uint8Array): void {
    let state = this.#state
    let at = 0
    for (const end = bytes.length - 7; at < end; at += 8) {
      const low = state ^ (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24))
      state =
        tables[0x700 + (low & 0xff)] ^
        tables[0x600 + ((low >>> 8) & 0xff)] ^
        tables[0x500 + ((low >>> 16) & 0xff)] ^
        tables[0x400 + (low >>> 24)] ^
        tables[0x300 + bytes[at + 4]] ^
        tables[0x200 + bytes[at + 5]] ^
        tables[0x100 + bytes[at + 6]] ^
        tables[bytes[at + 7]]
    }
    for (; at < bytes.length; at++) state = (state >>> 8) ^ tables[(state ^ bytes[at]) & 0xff]
    this.#state = state
  }
}
