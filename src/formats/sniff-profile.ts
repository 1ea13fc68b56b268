/**
 * Recognises a profile in pprof's protobuf form (github.com/google/pprof proto/profile.proto) by walking its
 * outermost fields: protobuf has no magic number.
 */
import type { Certainty, Format, SniffHead } from './sniff'

/** Wire type of each field of message Profile, by field number: 0 varint, 2 length-delimited. */
const wireTypeOfField = [-1, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 2, 0, 2, 0, 2]

/** How many fields must fit before a file with more behind it is believed. */
const convincingFields = 3

function sniffProfile(head: SniffHead): Certainty {
  const { bytes } = head
  let at = 0
  let fields = 0
  let lengthDelimited = 0
  while (at < bytes.length && fields < 64) {
    const tag = bytes[at++]
    const field = tag >> 3
    const wireType = tag & 7
    const isPackedVarint = field === 13 && wireType === 0
    // Field numbers above 15 need two bytes and do not exist in a profile.
    if (tag >= 0x80 || field === 0 || (wireTypeOfField[field] !== wireType && !isPackedVarint)) return 'no'
    let value = 0
    let scale = 1
    let size = 0
    for (;;) {
      if (at >= bytes.length) return verdict(head, fields, lengthDelimited, true)
      const byte = bytes[at++]
      value += (byte & 0x7f) * scale
      scale *= 128
      if (++size > 10) return 'no'
      if (byte < 0x80) break
    }
    if (wireType === 2) {
      // The first sample type has at most two small integers in it; text with a line break in front does not.
      if (fields === 0 && field === 1 && !isValueType(bytes, at, value)) return 'no'
      lengthDelimited++
      at += value
    }
    fields++
    if (at > bytes.length) return verdict(head, fields, lengthDelimited, true)
  }
  return verdict(head, fields, lengthDelimited, false)
}

function verdict(head: SniffHead, fields: number, lengthDelimited: number, isCut: boolean): Certainty {
  if (head.isText && fields < convincingFields) return 'no'
  if (lengthDelimited === 0) return 'no'
  if (fields >= convincingFields) return 'certain'
  return isCut && head.isWhole && fields < 2 ? 'no' : 'possible'
}

/** Message ValueType: two varints, fields 1 and 2. */
function isValueType(bytes: Uint8Array, at: number, length: number): boolean {
  if (length > 22) return false
  const end = Math.min(at + length, bytes.length)
  for (let i = at; i < end;) {
    if (bytes[i] !== 0x08 && bytes[i] !== 0x10) return false
    i++
    while (i < end && bytes[i] >= 0x80) i++
    i++
  }
  return true
}

export const profileFormat: Format = {
  id: 'pprof',
  label: 'pprof profile',
  kind: 'profile',
  sniff: sniffProfile,
}
