/**
 * Reads profiles of runtime/pprof and of anything else that writes github.com/google/pprof proto/profile.proto, from
 * unpacked bytes into columns. A decoder of our own: pprof-format, which writes our profiles, makes an object of each
 * message and reads damaged numbers without a bound; a test keeps the two in agreement.
 */
import type { ByteSource } from '../../base/byte-source'
import type { Cancellation } from '../../base/cancellation'
import { neverCancelled, throwIfCancelled } from '../../base/cancellation'
import { formatBytes } from '../../base/format-units'
import type { ImportFailure, ImportWarning } from '../../base/import-warning'
import type { Result } from '../../base/result'
import { textOfUtf8 } from '../../base/utf8-text'
import { fail, succeed } from '../../base/result'
import type { Profile, ValueType } from '../../model/profile'
import { growableFloat64, growableUint32 } from './growable-numbers'
import { known, resolved, valueColumns } from './profile-columns'
import {
  readFunctionRecord,
  readLabelRecord,
  readLineRecord,
  readMappingRecord,
  readValueTypeRecord,
} from './profile-records'
import type { RawValueType } from './profile-records'
import { ProtoError, ProtoReader, WireType } from './proto-reader'

/** Unpacked. The profiles of the largest programs have some tens of MB. */
export const largestProfileBytes = 512 * 1024 ** 2

export interface ReadProfileOptions {
  readonly cancellation?: Cancellation
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void
}

const messagesBetweenChecks = 4096
const readStep = 4 * 1024 * 1024
/** Profiles have one to four. A damaged file must not ask for columns without end. */
const mostSampleTypes = 64
/** How many values may be missing over all samples. */
const spareValues = 1_000_000
/** Of texts, functions, locations, mappings. A Map holds no more than 2^24 entries. */
const mostRecords = 8_000_000

/**
 * Reads as much of a profile as is there. Fails with `damaged` when there is nothing in it, `over-budget` above 512 MiB.
 * @param source unpacked bytes. @throws SourceReadError, CancelledError
 */
export function readProfile(
  source: ByteSource,
  options: ReadProfileOptions = {},
): Result<Profile, ImportFailure> {
  if (source.byteLength > largestProfileBytes) {
    return fail({
      code: 'over-budget',
      message: `The profile is ${formatBytes(source.byteLength)} unpacked; profiles up to ${formatBytes(largestProfileBytes)} are read.`,
    })
  }
  if (source.byteLength === 0) return fail({ code: 'empty', message: 'The file is empty.', byteOffset: 0 })
  const bytes = new Uint8Array(source.byteLength)
  for (let at = 0; at < bytes.length; at += readStep) bytes.set(source.read(at, readStep), at)
  const reader = new ProfileReader(bytes, options)
  reader.readAll()
  return reader.finish()
}

class ProfileReader {
  private readonly proto: ProtoReader
  private readonly warnings: ImportWarning[] = []
  private readonly recordCounts = [0, 0, 0, 0, 0, 0, 0]
  private damagedMessages = 0
  private firstDamage: ProtoError | null = null
  /** What ended the reading before the end of the file, and at which field. */
  private stoppedBy: ProtoError | null = null
  private stoppedAt = 0

  private readonly sampleTypes: RawValueType[] = []
  private periodType: RawValueType = { type: 0, unit: 0 }
  private period = 0
  private timeUnixNs = 0n
  private durationNs = 0
  private defaultSampleType = 0
  private readonly commentIndices: number[] = []
  private readonly strings: string[] = []

  private readonly functionIndex = new Map<number, number>()
  private readonly functionName = growableUint32()
  private readonly functionFile = growableUint32()
  private readonly functionLine = growableUint32()

  private readonly mappingIndex = new Map<number, number>()
  private readonly mappingStart = growableFloat64()
  private readonly mappingLimit = growableFloat64()
  private readonly mappingFile = growableUint32()
  private readonly mappingBuildId = growableUint32()

  private readonly locationIndex = new Map<number, number>()
  private readonly locationAddress = growableFloat64()
  /** Ids until the end, since what they name may come later in the file. */
  private readonly locationMapping = growableFloat64()
  private readonly lineOffset = growableUint32()
  private readonly lineFunction = growableFloat64()
  private readonly line = growableUint32()

  /** All values of all samples; how many each has is in valueOffset. */
  private readonly values = growableFloat64()
  private readonly valueOffset = growableUint32()
  private readonly sampleLocation = growableFloat64()
  private readonly locationOffset = growableUint32()
  private readonly labelOffset = growableUint32()
  private readonly labelKey = growableUint32()
  private readonly labelText = growableUint32()
  private readonly labelNumber = growableFloat64()

  constructor(
    private readonly bytes: Uint8Array,
    private readonly options: ReadProfileOptions,
  ) {
    this.proto = new ProtoReader(bytes)
    for (const offsets of [this.lineOffset, this.valueOffset, this.locationOffset, this.labelOffset])
      offsets.push(0)
  }

  readAll(): void {
    const { proto, bytes } = this
    const cancellation = this.options.cancellation ?? neverCancelled
    for (let messages = 0; ; messages++) {
      if (messages % messagesBetweenChecks === 0) {
        throwIfCancelled(cancellation)
        this.options.onProgress?.(proto.position, bytes.length)
      }
      const at = proto.position
      try {
        if (!proto.nextField()) return
        this.readField()
      } catch (error) {
        if (!(error instanceof ProtoError)) throw error
        this.stoppedBy = error
        this.stoppedAt = at
        return
      }
    }
  }

  private readField(): void {
    const { proto } = this
    const { field } = proto
    const isMessage = proto.wireType === WireType.lengthDelimited
    if (isMessage && field >= 1 && field <= 6) {
      const length = proto.length()
      const end = proto.position + length
      if (field !== 2 && ++this.recordCounts[field] > mostRecords)
        throw new ProtoError('it has more records than any real profile', proto.position)
      if (field === 6) this.strings.push(textOfUtf8(this.bytes.subarray(proto.position, end)))
      else this.readMessage(field, end)
      proto.position = end
      return
    }
    if (isMessage && field === 11) {
      const length = proto.length()
      const end = proto.position + length
      this.within(end, () => (this.periodType = readValueTypeRecord(proto)))
      return
    }
    if (field === 13) {
      this.eachNumber((reader) => this.commentIndices.push(reader.unsigned()))
      return
    }
    if (proto.wireType !== WireType.varint) return proto.skip()
    switch (field) {
      case 9:
        this.timeUnixNs = proto.signedExact()
        return
      case 10:
        this.durationNs = proto.signed()
        return
      case 12:
        this.period = proto.signed()
        return
      case 14:
        this.defaultSampleType = proto.unsigned()
        return
      default:
        proto.skip()
    }
  }

  /** Runs `read` over a message that ends at `end`; a damaged one is counted and left out. */
  private within(end: number, read: () => void): boolean {
    const { proto } = this
    const outer = proto.end
    proto.end = end
    let isSound = true
    try {
      read()
    } catch (error) {
      if (!(error instanceof ProtoError)) throw error
      this.damagedMessages++
      this.firstDamage ??= error
      isSound = false
    }
    proto.end = outer
    proto.position = end
    return isSound
  }

  private readMessage(field: number, end: number): void {
    switch (field) {
      case 1:
        this.within(end, () => {
          const type = readValueTypeRecord(this.proto)
          if (this.sampleTypes.length < mostSampleTypes) this.sampleTypes.push(type)
        })
        return
      case 2:
        this.readSample(end)
        return
      case 3:
        this.within(end, () => this.takeMapping())
        return
      case 4:
        this.readLocation(end)
        return
      default:
        this.within(end, () => this.takeFunction())
    }
  }

  private readSample(end: number): void {
    const { proto } = this
    const marks = [this.values, this.sampleLocation, this.labelKey, this.labelText, this.labelNumber] as const
    const before = marks.map((column) => column.length)
    const isSound = this.within(end, () => {
      while (proto.nextField()) {
        if (proto.field === 1) this.eachNumber((reader) => this.sampleLocation.push(reader.unsigned()))
        else if (proto.field === 2) this.eachNumber((reader) => this.values.push(reader.signed()))
        else if (proto.field === 3 && proto.wireType === WireType.lengthDelimited) this.takeLabel()
        else proto.skip()
      }
    })
    if (!isSound) {
      marks.forEach((column, index) => (column.length = before[index]))
      return
    }
    this.valueOffset.push(this.values.length)
    this.locationOffset.push(this.sampleLocation.length)
    this.labelOffset.push(this.labelKey.length)
  }

  /** A repeated number, packed or not. */
  private eachNumber(take: (reader: ProtoReader) => void): void {
    const { proto } = this
    if (proto.wireType === WireType.varint) return take(proto)
    if (proto.wireType !== WireType.lengthDelimited) return proto.skip()
    const length = proto.length()
    const end = proto.position + length
    const outer = proto.end
    proto.end = end
    try {
      while (proto.position < end) take(proto)
    } finally {
      proto.end = outer
    }
  }

  /** Reads a message within the one being read. */
  private inner<Value>(read: (proto: ProtoReader) => Value): Value {
    const { proto } = this
    const length = proto.length()
    const outer = proto.end
    proto.end = proto.position + length
    try {
      return read(proto)
    } finally {
      proto.end = outer
    }
  }

  private takeLabel(): void {
    const { key, text, number } = this.inner(readLabelRecord)
    this.labelKey.push(key)
    this.labelText.push(text)
    this.labelNumber.push(text === 0 ? number : NaN)
  }

  private takeLine(): void {
    const { functionId, line } = this.inner(readLineRecord)
    this.lineFunction.push(functionId)
    this.line.push(line)
  }

  private takeMapping(): void {
    const mapping = readMappingRecord(this.proto)
    this.mappingIndex.set(mapping.id, this.mappingStart.length)
    this.mappingStart.push(mapping.start)
    this.mappingLimit.push(mapping.limit)
    this.mappingFile.push(mapping.file)
    this.mappingBuildId.push(mapping.buildId)
  }

  private takeFunction(): void {
    const each = readFunctionRecord(this.proto)
    this.functionIndex.set(each.id, this.functionName.length)
    this.functionName.push(each.name === 0 ? each.systemName : each.name)
    this.functionFile.push(each.file)
    this.functionLine.push(each.startLine)
  }

  private readLocation(end: number): void {
    const { proto } = this
    let id = 0
    let mapping = 0
    let address = 0
    const before = this.line.length
    const isSound = this.within(end, () => {
      while (proto.nextField()) {
        if (proto.wireType === WireType.lengthDelimited && proto.field === 4) this.takeLine()
        else if (proto.wireType !== WireType.varint) proto.skip()
        else if (proto.field === 1) id = proto.unsigned()
        else if (proto.field === 2) mapping = proto.unsigned()
        else if (proto.field === 3) address = proto.unsigned()
        else proto.skip()
      }
    })
    if (!isSound) {
      this.line.length = before
      this.lineFunction.length = before
      return
    }
    this.locationIndex.set(id, this.locationAddress.length)
    this.locationAddress.push(address)
    this.locationMapping.push(mapping)
    this.lineOffset.push(this.line.length)
  }

  finish(): Result<Profile, ImportFailure> {
    const sampleCount = this.valueOffset.length - 1
    if (this.sampleTypes.length === 0 && sampleCount === 0) {
      const why = this.stoppedBy ?? this.firstDamage
      const at = this.stoppedBy === null ? (why?.byteOffset ?? 0) : this.stoppedAt
      return fail({
        code: 'damaged',
        message: `There is no sample and no type of sample in the profile${why === null ? '' : `: at byte ${at}, ${why.message}`}.`,
        byteOffset: at,
      })
    }
    // Columns have room for each type in each sample, so samples without values must not be many.
    if (sampleCount * this.sampleTypes.length > this.values.length + spareValues) {
      return fail({
        code: 'damaged',
        message: `The profile names ${this.sampleTypes.length} types of samples, but most of its samples lack their values.`,
      })
    }
    if (this.stoppedBy !== null) this.warnings.push(stopWarning(this.stoppedBy, this.stoppedAt))
    const damage = this.damageWarning()
    if (damage !== null) this.warnings.push(damage)
    const strings = this.strings.length === 0 ? [''] : this.strings
    const isLost = (index: number): boolean => index >= strings.length
    if (this.sampleTypes.some(({ type }) => isLost(type)) || this.countLostNames(strings.length) > 0) {
      this.warnings.push({
        code: 'names-lost',
        message: 'Some names are missing from the profile; what they belong to is shown without a name.',
        isLoss: true,
      })
    }
    const text = (index: number): string => strings[index] ?? ''
    const valueType = ({ type, unit }: RawValueType): ValueType => ({ type: text(type), unit: text(unit) })
    return succeed({
      kind: 'profile',
      byteLength: this.bytes.length,
      sampleTypes: this.sampleTypes.map(valueType),
      defaultSampleType: text(this.defaultSampleType),
      periodType: valueType(this.periodType),
      period: this.period,
      timeUnixNs: this.timeUnixNs,
      durationNs: this.durationNs,
      comments: this.commentIndices.map(text),
      strings,
      functions: {
        count: this.functionName.length,
        name: known(this.functionName, strings.length),
        file: known(this.functionFile, strings.length),
        startLine: this.functionLine.toColumn(),
      },
      mappings: {
        count: this.mappingStart.length,
        start: this.mappingStart.toColumn(),
        limit: this.mappingLimit.toColumn(),
        file: known(this.mappingFile, strings.length),
        buildId: known(this.mappingBuildId, strings.length),
      },
      locations: {
        count: this.locationAddress.length,
        address: this.locationAddress.toColumn(),
        mapping: resolved(this.locationMapping, this.mappingIndex),
        lineOffset: this.lineOffset.toColumn(),
        lineFunction: resolved(this.lineFunction, this.functionIndex),
        line: this.line.toColumn(),
      },
      samples: {
        count: sampleCount,
        values: valueColumns(this.values, this.valueOffset, this.sampleTypes.length),
        locationOffset: this.locationOffset.toColumn(),
        location: resolved(this.sampleLocation, this.locationIndex),
        labelOffset: this.labelOffset.toColumn(),
        labelKey: known(this.labelKey, strings.length),
        labelText: known(this.labelText, strings.length),
        labelNumber: this.labelNumber.toColumn(),
      },
      warnings: this.warnings,
      isComplete: !this.warnings.some((warning) => warning.isLoss === true),
    })
  }

  private countLostNames(stringCount: number): number {
    let lost = 0
    for (const index of this.functionName.toColumn()) if (index >= stringCount) lost++
    return lost
  }

  private damageWarning(): ImportWarning | null {
    if (this.firstDamage === null) return null
    return {
      code: 'damaged-record',
      message: `A record of the profile is damaged (${this.firstDamage.message}) and was left out.`,
      byteOffset: this.firstDamage.byteOffset,
      count: this.damagedMessages,
      isLoss: true,
    }
  }
}

function stopWarning(error: ProtoError, at: number): ImportWarning {
  const isCut = error.message.startsWith('it ends')
  return {
    code: isCut ? 'cut-short' : 'damaged',
    message: isCut
      ? `The profile is cut short: ${error.message} at byte ${at}. What stands before it is shown.`
      : `From byte ${at} on the profile is damaged (${error.message}). What stands before it is shown.`,
    byteOffset: at,
    isLoss: true,
  }
}
