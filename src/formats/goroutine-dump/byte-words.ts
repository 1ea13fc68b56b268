/** Fixed words, looked for in bytes without making strings. */
import { decodeText } from './byte-interner'

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function startsWith(bytes: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
  if (end - start < word.length) return false
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word[i]) return false
  return true
}

/** So much of a line is looked at to tell what it is. */
export const judgedLineBytes = 4096

/** The beginning of the line [start, end) as text. */
export function judgedText(bytes: Uint8Array, start: number, end: number): string {
  return decodeText(bytes, start, Math.min(end, start + judgedLineBytes))
}
