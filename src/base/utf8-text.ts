/**
 * Texts as Go writes them: UTF-8 most of the time, but any bytes may stand in a string, and the runtime cuts long ones at
 * a byte count, which may be inside a character.
 */

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const replacement = '\ufffd'

/**
 * UTF-8 as Go reads it (Go 1.27 src/unicode/utf8, DecodeRune): each byte that is no part of a character becomes one
 * U+FFFD, where browsers take several of them together. A byte order mark stays.
 */
export function textOfUtf8(bytes: Uint8Array): string {
  const text = decoder.decode(bytes)
  return text.includes(replacement) ? textOfBrokenUtf8(bytes) : text
}

function textOfBrokenUtf8(bytes: Uint8Array): string {
  const pieces: string[] = []
  let from = 0
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes, at)
    if (length === 0) {
      if (from < at) pieces.push(decoder.decode(bytes.subarray(from, at)))
      pieces.push(replacement)
      from = ++at
    } else at += length
  }
  if (from < bytes.length) pieces.push(decoder.decode(bytes.subarray(from)))
  return pieces.join('')
}

/** Bytes of the character that begins at `at`; 0: there is none. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]
  if (first < 0x80) return 1
  if (first < 0xc2 || first > 0xf4) return 0
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  if (at + length > bytes.length) return 0
  // Overlong forms, surrogates and what lies above U+10FFFF show in the second byte.
  const second = bytes[at + 1]
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
  if (second < least || second > most) return 0
  for (let i = 2; i < length; i++) if ((bytes[at + i] & 0xc0) !== 0x80) return 0
  return length
}
