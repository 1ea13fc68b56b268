/**
 * What a loaded profile (pprof's profile.proto) *is*: columns in typed arrays, built once and then only read.
 * Ids of the file are gone: everything refers to everything by index.
 */
import type { ImportWarning } from '../base/import-warning'

export interface Profile {
  readonly kind: 'profile'
  readonly byteLength: number
  /** What each value of a sample counts, in the order of `samples.values`. */
  readonly sampleTypes: readonly ValueType[]
  /** Name of the type to show first, '' when the file does not say. */
  readonly defaultSampleType: string
  readonly periodType: ValueType
  /** One sample stands for so many of `periodType`. */
  readonly period: number
  /** Unix time of the collection, 0n when unknown. */
  readonly timeUnixNs: bigint
  /** 0 when it has none. */
  readonly durationNs: number
  readonly comments: readonly string[]
  /** Texts by index; 0 is ''. */
  readonly strings: readonly string[]
  readonly functions: ProfileFunctionTable
  readonly mappings: ProfileMappingTable
  readonly locations: ProfileLocationTable
  readonly samples: ProfileSampleTable
  readonly warnings: readonly ImportWarning[]
  /** False when a part of the file is lost. */
  readonly isComplete: boolean
}

export interface ValueType {
  readonly type: string
  /** 'count', 'bytes', 'nanoseconds', ... */
  readonly unit: string
}

/** String indices, except for lines. */
export interface ProfileFunctionTable {
  readonly count: number
  readonly name: Uint32Array
  readonly file: Uint32Array
  readonly startLine: Uint32Array
}

export interface ProfileMappingTable {
  readonly count: number
  /** Addresses; exact up to 2^53. */
  readonly start: Float64Array
  readonly limit: Float64Array
  /** String indices. */
  readonly file: Uint32Array
  readonly buildId: Uint32Array
}

/** A location is an address; inlined calls give it several lines, innermost first. */
export interface ProfileLocationTable {
  readonly count: number
  /** Exact up to 2^53. */
  readonly address: Float64Array
  /** Index, or NONE. */
  readonly mapping: Uint32Array
  /** count + 1 offsets into `lineFunction` and `line`. */
  readonly lineOffset: Uint32Array
  /** Function index, or NONE. */
  readonly lineFunction: Uint32Array
  readonly line: Uint32Array
}

export interface ProfileSampleTable {
  readonly count: number
  /** One column per sample type. */
  readonly values: readonly Float64Array[]
  /** count + 1 offsets into `location`: the stack, innermost first. */
  readonly locationOffset: Uint32Array
  /** Location index, or NONE where the file names one that it does not have. */
  readonly location: Uint32Array
  /** count + 1 offsets into the label columns. */
  readonly labelOffset: Uint32Array
  /** String indices. */
  readonly labelKey: Uint32Array
  /** String index of a text label; 0 for a numeric one. */
  readonly labelText: Uint32Array
  /** NaN for a text label. */
  readonly labelNumber: Float64Array
}
