/**
 * The two lines of a frame (Go 1.26 src/runtime/traceback.go: traceback2, printOneCgoTraceback):
 *
 *     main.(*queue[...]).put(0xc000012345?, {0x1, 0x2})
 *     	/home/gopher/app/queue.go:29 +0x72 fp=0xc000a1718 sp=0xc000a16f8 pc=0x4718ee
 *
 * Working on bytes, without making strings: a dump has millions of such lines.
 */
import type { ByteInterner } from './byte-interner'
import type { Site } from './stack-tables'

const space = 0x20
const tab = 0x09
const colon = 0x3a
const zero = 0x30
const nine = 0x39
const plus = 0x2b
const openParenthesis = 0x28
const closeParenthesis = 0x29

/** First byte of [start, end) that is no blank. */
export function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && (bytes[at] === space || bytes[at] === tab)) at++
  return at
}

/**
 * Where a site line's own text ends: before ` +0x…`, ` fp=…`, ` pc=…`.
 * The path may hold blanks, so the end is searched from the first `:digits` that is followed by the end or a blank.
 * @returns the end of `path:line`, or -1 when the line is no site.
 */
export function siteEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 1
  while (at < end) {
    at = indexOfByte(bytes, colon, at, end)
    if (at < 0) return -1
    let digit = at + 1
    while (digit < end && bytes[digit] >= zero && bytes[digit] <= nine) digit++
    if (digit > at + 1) {
      if (digit === end) return digit
      if (bytes[digit] === space && isTail(bytes, digit + 1, end)) return digit
    }
    at++
  }
  return -1
}

/** What may follow a line number: `+0x`, `fp=`, `sp=`, `pc=`. */
function isTail(bytes: Uint8Array, start: number, end: number): boolean {
  if (start >= end) return true
  if (bytes[start] === plus) return true
  return start + 2 < end && bytes[start + 2] === 0x3d
}

function indexOfByte(bytes: Uint8Array, byte: number, start: number, end: number): number {
  for (let i = start; i < end; i++) if (bytes[i] === byte) return i
  return -1
}

/** Splits `path:line` in [start, end) as found by siteEnd. */
export function parseSite(bytes: Uint8Array, start: number, end: number, strings: ByteInterner): Site {
  let digit = end
  let line = 0
  let scale = 1
  while (bytes[digit - 1] >= zero && bytes[digit - 1] <= nine) {
    digit--
    if (scale < 1e7) line += (bytes[digit] - zero) * scale
    scale *= 10
  }
  return { file: strings.intern(start, digit - 1), line }
}

/**
 * Where the arguments of a call line begin (at the parenthesis), or -1 when it does not end with `)`.
 * Arguments never hold parentheses; names do: `main.(*T).f(0x1)`.
 */
export function argumentsStart(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 3 || bytes[end - 1] !== closeParenthesis) return -1
  for (let i = end - 2; i > start; i--) {
    if (bytes[i] === openParenthesis) return i
    if (bytes[i] === closeParenthesis) return -1
  }
  return -1
}

/** Whether [start, end) could name a function: no blanks or control characters, not endless. */
export function isFunctionName(bytes: Uint8Array, start: number, end: number): boolean {
  if (end <= start || end - start > 4096) return false
  for (let i = start; i < end; i++) if (bytes[i] <= space) return false
  return true
}

/** A bare name as error libraries print it (`net/http.HandlerFunc.ServeHTTP`): a name with a dot inside. */
export function isBareFunctionName(bytes: Uint8Array, start: number, end: number): boolean {
  if (!isFunctionName(bytes, start, end)) return false
  const dot = bytes.subarray(start + 1, end - 1).indexOf(0x2e)
  if (dot < 0) return false
  const first = bytes[start]
  return isLetter(first) || first === 0x5f
}

function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte >= 0x80
}

/** Whether the arguments in [start, end) are `(...)`. */
export function isElidedArguments(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    end - start === 5 && bytes[start + 1] === 0x2e && bytes[start + 2] === 0x2e && bytes[start + 3] === 0x2e
  )
}
