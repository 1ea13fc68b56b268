/**
 * Files that Marey does not open but knows by sight, so that the message can say what they are.
 */
import type { ImportFailure } from '../base/import-warning'
import { findTraceHeader, readTraceHeader } from './sniff-trace'
import type { SniffHead } from './sniff'

interface Signature {
  readonly magic: readonly number[]
  readonly at?: number
  /** With its article, as in "This is …". */
  readonly what: string
}

const text = (value: string): readonly number[] => [...value].map((letter) => letter.charCodeAt(0))

const signatures: readonly Signature[] = [
  { magic: [0x89, ...text('PNG\r\n')], what: 'a PNG picture' },
  { magic: [0xff, 0xd8, 0xff], what: 'a JPEG picture' },
  { magic: text('GIF8'), what: 'a GIF picture' },
  { magic: text('%PDF-'), what: 'a PDF document' },
  { magic: [0x7f, ...text('ELF')], what: 'a Linux program (ELF)' },
  { magic: text('MZ'), what: 'a Windows program' },
  { magic: [0xcf, 0xfa, 0xed, 0xfe], what: 'a macOS program (Mach-O)' },
  { magic: [0xca, 0xfe, 0xba, 0xbe], what: 'a macOS program (Mach-O)' },
  { magic: text('PK\x03\x04'), what: 'a ZIP archive; unpack it and open the files in it' },
  { magic: text('BZh'), what: 'compressed with bzip2; unpack it first' },
  { magic: [0xfd, ...text('7zXZ\0')], what: 'compressed with xz; unpack it first' },
  { magic: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], what: 'a 7z archive; unpack it and open the files in it' },
  { magic: text('ustar'), at: 257, what: 'a tar archive; unpack it and open the files in it' },
  { magic: text('SQLite format 3\0'), what: 'an SQLite database' },
  { magic: text('PERFILE2'), what: 'a recording of Linux perf' },
  { magic: text('go object '), what: 'a Go object file' },
  { magic: text('!<arch>\n'), what: 'a library archive' },
]

function hasMagic(bytes: Uint8Array, signature: Signature): boolean {
  const at = signature.at ?? 0
  return signature.magic.every((byte, index) => bytes[at + index] === byte)
}

/**
 * Why a file that no format claims cannot be opened, in words.
 */
export function describeUnknown(head: SniffHead): ImportFailure {
  const { bytes } = head
  const traceAt = findTraceHeader(bytes, 1)
  const known = signatures.find((signature) => hasMagic(bytes, signature))
  if (known !== undefined && traceAt < 0) {
    return { code: 'unsupported-kind', message: `This is ${known.what}.`, byteOffset: 0 }
  }
  if (traceAt >= 0) {
    const reading = readTraceHeader(bytes.subarray(traceAt))
    const version = reading.type === 'version' ? ` of ${reading.version.writtenBy}` : ''
    return {
      code: 'unknown-kind',
      message:
        `The file begins with ${describeText(head, traceAt)}; an execution trace${version} begins at byte ${traceAt}. ` +
        `Remove the first ${traceAt} bytes.`,
      byteOffset: traceAt,
    }
  }
  const nearMiss = nearMissOfHeader(bytes)
  if (nearMiss !== null) return nearMiss
  const profile = textProfile(head)
  if (profile !== null) return profile
  if (!head.isText) {
    return {
      code: 'unknown-kind',
      message: `The file is binary data that begins with ${hexOf(bytes)}: no Go trace, profile or dump.`,
      byteOffset: 0,
    }
  }
  return {
    code: isJson(head) ? 'unsupported-kind' : 'unknown-kind',
    message: `The file is ${describeText(head, bytes.length)}, without a Go goroutine dump, crash, race report or GODEBUG line in it.`,
    byteOffset: 0,
  }
}

/** "no 1.26 trace": a header with a few wrong bytes. */
function nearMissOfHeader(bytes: Uint8Array): ImportFailure | null {
  if (bytes.length < 16) return null
  const model = text('go 1.')
  const tail = String.fromCharCode(...bytes.subarray(5, 16))
  if (!/^\d{1,2} trace\0+$/.test(tail)) return null
  const wrong = model.findIndex((byte, index) => bytes[index] !== byte)
  if (wrong < 0) return null
  return {
    code: 'damaged',
    message: `The first 16 bytes are nearly the header of an execution trace, but byte ${wrong} is 0x${bytes[wrong].toString(16).padStart(2, '0')} instead of 0x${model[wrong].toString(16)}.`,
    byteOffset: wrong,
  }
}

/** Text forms (debug=1) of profiles other than the goroutine profile. */
function textProfile(head: SniffHead): ImportFailure | null {
  const found = /^(?:(heap|threadcreate|allocs) profile: |--- (contention|mutex):)/.exec(head.text())
  if (found === null) return null
  const name = found[1] ?? (found[2] === 'mutex' ? 'mutex' : 'block')
  return {
    code: 'unsupported-kind',
    message: `This is the text form (debug=1) of a ${name} profile, which is made for reading. Fetch it without debug=1 and open that.`,
    byteOffset: 0,
  }
}

function isJson(head: SniffHead): boolean {
  return /^\s*[[{]\s*["\]}{[\d]/.test(head.text().slice(0, 4096))
}

/** What the first `length` bytes are, with an article. */
function describeText(head: SniffHead, length: number): string {
  const beginning = String.fromCharCode(...head.bytes.subarray(0, Math.min(length, 512)))
  if (/^\s*(?:<!doctype html|<html|<head|<body)/i.test(beginning)) return 'an HTML page'
  if (/^\s*<\?xml/i.test(beginning)) return 'XML'
  const status = /^HTTP\/\d(?:\.\d)? (\d{3})/.exec(beginning)
  if (status !== null) return `the header of an HTTP answer (status ${status[1]})`
  if (/^\s*[[{]\s*["\]}{[\d]/.test(beginning)) return 'JSON'
  if (!head.isText && head.bytes.length === length) return 'binary data'
  if (/^[\s\x20-\x7e]*$/.test(beginning)) return 'plain text'
  return head.isText ? 'plain text' : 'other data'
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
}
