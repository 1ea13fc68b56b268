/**
 * Weighted stacks as a profile: samples merged by their program counters, sums by function, and the pprof message
 * that `go tool pprof` reads (Go 1.27 src/internal/trace/traceviewer/pprof.go, BuildProfile).
 */
import {
  Function as ProfileFunction,
  Line,
  Location,
  Profile,
  Sample,
  StringTable,
  ValueType,
} from 'pprof-format'
import type { TraceTables } from '../../model/tables'
import { NONE } from '../../model/states'
import type { StackWeights } from './blocking-profiles'

/** Deeper frames neither tell samples apart nor appear (Go 1.27 src/cmd/trace/pprof.go, pprofMaxStack). */
const maxFrames = 128

/** Frame indices, innermost first, and how often and how long (ns) it waited there. */
export interface ProfileSample {
  readonly frames: readonly number[]
  count: number
  ns: bigint
}

export interface WaitProfile {
  readonly samples: readonly ProfileSample[]
}

/**
 * Stacks with equal program counters are one sample, which keeps the frames of the newest. Missing frames count as 0,
 * so a stack of one unknown frame is the same as none (Go 1.27 src/cmd/trace/pprof.go, stackMap).
 */
export function buildWaitProfile(weights: StackWeights, tables: TraceTables): WaitProfile {
  const byCounters = new Map<string, ProfileSample>()
  const newestFirst = [...weights.entries()].sort((a, b) => b.newest - a.newest)
  for (const { stack, count, ns } of newestFirst) {
    const frames = framesOf(tables, stack)
    const key = frames
      .map((frame) => tables.frames.pc[frame])
      .join(' ')
      .replace(/(?: ?\b0)+$/, '')
    const sample = byCounters.get(key)
    if (sample === undefined) {
      byCounters.set(key, { frames, count, ns })
    } else {
      sample.count += count
      sample.ns += ns
    }
  }
  return { samples: [...byCounters.values()] }
}

function framesOf(tables: TraceTables, stack: number): number[] {
  if (stack === NONE) return []
  const { offset, frame } = tables.stacks
  const end = Math.min(offset[stack + 1], offset[stack] + maxFrames)
  return Array.from(frame.subarray(offset[stack], end))
}

export interface FunctionWeight {
  readonly func: string
  flat: bigint
  cum: bigint
}

/** Sums over samples; per function the delay (ns) when innermost (`flat`) and when anywhere (`cum`), most first. */
export function profileFigures(
  profile: WaitProfile,
  tables: TraceTables,
): { readonly totals: readonly [number, bigint]; readonly functions: readonly FunctionWeight[] } {
  let count = 0
  let ns = 0n
  const byName = new Map<number, FunctionWeight>()
  for (const sample of profile.samples) {
    count += sample.count
    ns += sample.ns
    const seen = new Set<number>()
    sample.frames.forEach((frame, depth) => {
      const name = tables.frames.functionName[frame]
      let weight = byName.get(name)
      if (weight === undefined) {
        weight = { func: tables.strings.get(name), flat: 0n, cum: 0n }
        byName.set(name, weight)
      }
      if (depth === 0) weight.flat += sample.ns
      if (!seen.has(name)) weight.cum += sample.ns
      seen.add(name)
    })
  }
  const functions = [...byName.values()].sort(
    (a, b) => descending(a.flat, b.flat) || descending(a.cum, b.cum) || (a.func < b.func ? -1 : 1),
  )
  return { totals: [count, ns], functions }
}

const descending = (a: bigint, b: bigint): number => (a === b ? 0 : a > b ? -1 : 1)

/** The profile as an uncompressed pprof message. */
export function encodeWaitProfile(profile: WaitProfile, tables: TraceTables): Uint8Array {
  const strings = new StringTable()
  const functions: ProfileFunction[] = []
  const locations: Location[] = []
  const functionIds = new Map<string, number>()
  const locationIds = new Map<number, number>()

  const functionId = (frame: number): number => {
    const name = tables.strings.get(tables.frames.functionName[frame])
    const file = tables.strings.get(tables.frames.file[frame])
    const key = `${file}\0${name}`
    let id = functionIds.get(key)
    if (id === undefined) {
      id = functions.length + 1
      functionIds.set(key, id)
      const nameIndex = strings.dedup(name)
      functions.push(
        new ProfileFunction({ id, name: nameIndex, systemName: nameIndex, filename: strings.dedup(file) }),
      )
    }
    return id
  }
  const locationId = (frame: number): number => {
    let id = locationIds.get(frame)
    if (id === undefined) {
      id = locations.length + 1
      locationIds.set(frame, id)
      const line = new Line({ functionId: functionId(frame), line: tables.frames.line[frame] })
      locations.push(new Location({ id, address: tables.frames.pc[frame], line: [line] }))
    }
    return id
  }

  const sampleTypes = [
    new ValueType({ type: strings.dedup('contentions'), unit: strings.dedup('count') }),
    new ValueType({ type: strings.dedup('delay'), unit: strings.dedup('nanoseconds') }),
  ]
  const samples = profile.samples.map(
    (sample) => new Sample({ locationId: sample.frames.map(locationId), value: [sample.count, sample.ns] }),
  )
  const message = new Profile({
    sampleType: sampleTypes,
    sample: samples,
    location: locations,
    function: functions,
    stringTable: strings,
    periodType: new ValueType({ type: strings.dedup('trace'), unit: strings.dedup('count') }),
    period: 1,
  })
  return message.encode()
}
