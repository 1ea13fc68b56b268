/** Brings text in UTF-16, or with a byte order mark, into plain UTF-8 bytes. */

export interface PlainBytes {
  readonly bytes: Uint8Array
  /** 'UTF-16' when it was that, else ''. */
  readonly encoding: '' | 'UTF-16'
  /** Maps an offset of `bytes` to one of the file: exact for UTF-8, about for UTF-16. */
  readonly fileOffset: (offset: number) => number
}

export function toPlainBytes(bytes: Uint8Array): PlainBytes {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return { bytes: bytes.subarray(3), encoding: '', fileOffset: (offset) => offset + 3 }
  }
  const label = utf16Label(bytes)
  if (label === undefined) return { bytes, encoding: '', fileOffset: (offset) => offset }
  const text = new TextDecoder(label).decode(bytes)
  // Dumps are ASCII but for a few names, so twice the offset is right or nearly so.
  return { bytes: new TextEncoder().encode(text), encoding: 'UTF-16', fileOffset: (offset) => 2 + offset * 2 }
}

function utf16Label(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes.length < 2) return undefined
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const probe = Math.min(bytes.length, 512)
  if (probe < 16) return undefined
  let even = 0
  let odd = 0
  for (let i = 0; i < probe; i++) {
    if (bytes[i] !== 0) continue
    if (i % 2 === 0) even++
    else odd++
  }
  if (even === 0 && odd > probe * 0.4) return 'utf-16le'
  if (odd === 0 && even > probe * 0.4) return 'utf-16be'
  return undefined
}
