/**
 * The small messages of profile.proto: each function reads the message that `proto` stands in, to its end. Fields that
 * are missing are 0, unknown ones are stepped over.
 */
import type { ProtoReader } from './proto-reader'
import { WireType } from './proto-reader'

/** Calls `take` for each varint field; it answers whether it has read it. */
function eachVarint(proto: ProtoReader, take: (field: number) => boolean): void {
  while (proto.nextField()) {
    if (proto.wireType !== WireType.varint || !take(proto.field)) proto.skip()
  }
}

/** String indices. */
export interface RawValueType {
  readonly type: number
  readonly unit: number
}

export function readValueTypeRecord(proto: ProtoReader): RawValueType {
  let type = 0
  let unit = 0
  eachVarint(proto, (field) => {
    if (field === 1) type = proto.unsigned()
    else if (field === 2) unit = proto.unsigned()
    else return false
    return true
  })
  return { type, unit }
}

export function readLabelRecord(proto: ProtoReader): {
  readonly key: number
  readonly text: number
  readonly number: number
} {
  let key = 0
  let text = 0
  let number = 0
  eachVarint(proto, (field) => {
    if (field === 1) key = proto.unsigned()
    else if (field === 2) text = proto.unsigned()
    else if (field === 3) number = proto.signed()
    else return false
    return true
  })
  return { key, text, number }
}

export function readLineRecord(proto: ProtoReader): { readonly functionId: number; readonly line: number } {
  let functionId = 0
  let line = 0
  eachVarint(proto, (field) => {
    if (field === 1) functionId = proto.unsigned()
    else if (field === 2) line = proto.signed()
    else return false
    return true
  })
  return { functionId, line: Math.max(0, line) }
}

export function readMappingRecord(proto: ProtoReader): {
  readonly id: number
  readonly start: number
  readonly limit: number
  readonly file: number
  readonly buildId: number
} {
  let id = 0
  let start = 0
  let limit = 0
  let file = 0
  let buildId = 0
  eachVarint(proto, (field) => {
    if (field === 1) id = proto.unsigned()
    else if (field === 2) start = proto.unsigned()
    else if (field === 3) limit = proto.unsigned()
    else if (field === 5) file = proto.unsigned()
    else if (field === 6) buildId = proto.unsigned()
    else return false
    return true
  })
  return { id, start, limit, file, buildId }
}

export function readFunctionRecord(proto: ProtoReader): {
  readonly id: number
  readonly name: number
  readonly systemName: number
  readonly file: number
  readonly startLine: number
} {
  let id = 0
  let name = 0
  let systemName = 0
  let file = 0
  let startLine = 0
  eachVarint(proto, (field) => {
    if (field === 1) id = proto.unsigned()
    else if (field === 2) name = proto.unsigned()
    else if (field === 3) systemName = proto.unsigned()
    else if (field === 4) file = proto.unsigned()
    else if (field === 5) startLine = proto.signed()
    else return false
    return true
  })
  return { id, name, systemName, file, startLine: Math.max(0, startLine) }
}
