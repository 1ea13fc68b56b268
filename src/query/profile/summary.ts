/**
 * What is in a profile, in figures: the fields of the command line's `summary` for profiles. Functions are named as
 * in the profile and counted by name, as `go tool pprof` does: flat is what was spent in the function itself, cum
 * in it and all it called (a function that calls itself counts once a sample).
 */
import type { Profile } from '../../model/profile'
import { NONE } from '../../model/states'

export interface FunctionWeight {
  readonly func: string
  readonly flat: number
  readonly cum: number
}

export interface ProfileSummary {
  /** "alloc_space/bytes". */
  readonly sampleTypes: readonly string[]
  readonly defaultSampleType: string
  /** "10000000 cpu/nanoseconds". */
  readonly period: string
  readonly timeNanos: bigint
  readonly durationNs: number
  readonly samples: number
  readonly locations: number
  readonly functions: number
  readonly mappings: number
  readonly locationsWithInlinedFrames: number
  /** Samples per "key=value" of text labels; absent when there are none. */
  readonly labels?: Readonly<Record<string, number>>
  /** By sample type. */
  readonly totals: Readonly<Record<string, number>>
  /** By sample type: functions with any weight by |flat|, then |cum|, then name. */
  readonly top: Readonly<Record<string, readonly FunctionWeight[]>>
}

export const topFunctions = 20

export function summarizeProfile(profile: Profile): ProfileSummary {
  const types = profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`)
  const totals: Record<string, number> = {}
  const top: Record<string, readonly FunctionWeight[]> = {}
  types.forEach((name, type) => {
    totals[name] = profile.samples.values[type].reduce((sum, value) => sum + value, 0)
    top[name] = heaviest(functionWeights(profile, type))
  })
  const labels = countLabels(profile)
  const { periodType, locations } = profile
  let inlined = 0
  for (let i = 0; i < locations.count; i++)
    if (locations.lineOffset[i + 1] - locations.lineOffset[i] > 1) inlined++
  return {
    sampleTypes: types,
    defaultSampleType: profile.defaultSampleType,
    period: `${profile.period} ${periodType.type}/${periodType.unit}`,
    timeNanos: profile.timeUnixNs,
    durationNs: profile.durationNs,
    samples: profile.samples.count,
    locations: locations.count,
    functions: profile.functions.count,
    mappings: profile.mappings.count,
    locationsWithInlinedFrames: inlined,
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    totals,
    top,
  }
}

/** What changed from `before` to `after`, for the sample types that both have. */
export function summarizeDifference(
  before: Profile,
  after: Profile,
): Pick<ProfileSummary, 'sampleTypes' | 'totals' | 'top'> {
  const totals: Record<string, number> = {}
  const top: Record<string, readonly FunctionWeight[]> = {}
  const types: string[] = []
  after.sampleTypes.forEach(({ type, unit }, afterType) => {
    const beforeType = before.sampleTypes.findIndex((other) => other.type === type && other.unit === unit)
    if (beforeType < 0) return
    const name = `${type}/${unit}`
    types.push(name)
    const weights = functionWeights(after, afterType)
    for (const [func, { flat, cum }] of functionWeights(before, beforeType)) {
      const known = weights.get(func)
      weights.set(func, { flat: (known?.flat ?? 0) - flat, cum: (known?.cum ?? 0) - cum })
    }
    const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)
    totals[name] = sum(after.samples.values[afterType]) - sum(before.samples.values[beforeType])
    top[name] = heaviest(weights)
  })
  return { sampleTypes: types, totals, top }
}

interface Weight {
  flat: number
  cum: number
}

/** By function name. Lines without a function are left out. */
function functionWeights(profile: Profile, type: number): Map<string, Weight> {
  const { samples, locations, functions, strings } = profile
  const weights = new Map<string, Weight>()
  const values = samples.values[type]
  // By name: several functions of a file may share one (closures of generic functions).
  const lastSample = new Map<Weight, number>()
  for (let sample = 0; sample < samples.count; sample++) {
    const value = values[sample]
    let isLeaf = true
    for (let i = samples.locationOffset[sample]; i < samples.locationOffset[sample + 1]; i++) {
      const location = samples.location[i]
      if (location === NONE) continue
      for (let line = locations.lineOffset[location]; line < locations.lineOffset[location + 1]; line++) {
        const wasLeaf = isLeaf
        isLeaf = false
        const index = locations.lineFunction[line]
        if (index === NONE) continue
        const name = strings[functions.name[index]]
        let weight = weights.get(name)
        if (weight === undefined) {
          weight = { flat: 0, cum: 0 }
          weights.set(name, weight)
        }
        if (wasLeaf) weight.flat += value
        if (lastSample.get(weight) !== sample) {
          weight.cum += value
          lastSample.set(weight, sample)
        }
      }
    }
  }
  return weights
}

function heaviest(weights: ReadonlyMap<string, Weight>): FunctionWeight[] {
  return [...weights]
    .map(([func, { flat, cum }]) => ({ func, flat, cum }))
    .filter(({ flat, cum }) => flat !== 0 || cum !== 0)
    .sort(
      (left, right) =>
        Math.abs(right.flat) - Math.abs(left.flat) ||
        Math.abs(right.cum) - Math.abs(left.cum) ||
        (left.func < right.func ? -1 : left.func > right.func ? 1 : 0),
    )
    .slice(0, topFunctions)
}

function countLabels(profile: Profile): Record<string, number> {
  const { samples, strings } = profile
  const counts: Record<string, number> = {}
  for (let sample = 0; sample < samples.count; sample++) {
    const seen = new Set<string>()
    for (let i = samples.labelOffset[sample]; i < samples.labelOffset[sample + 1]; i++) {
      if (samples.labelText[i] === 0) continue
      seen.add(`${strings[samples.labelKey[i]]}=${strings[samples.labelText[i]]}`)
    }
    for (const label of seen) counts[label] = (counts[label] ?? 0) + 1
  }
  return counts
}
