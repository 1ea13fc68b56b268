/**
 * Of what an analysis tells: a stretch of time, the goroutines of one start function, the stretches inside user regions
 * of one name. Times are cut to it; what lies wholly outside does not count.
 */
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import type { AnalysisScope, ScopeNamesDto } from '../contract/analysis-dto'
import type { TraceIndex } from './trace-index'

interface Interval {
  readonly fromNs: number
  readonly toNs: number
}

export interface Scope {
  readonly fromNs: number
  readonly toNs: number
  /** False when none of the goroutine's time belongs to it. */
  readonly hasGoroutine: (goroutine: number) => boolean
  /** Disjoint stretches in order of time; undefined: all of its time. */
  readonly intervalsOf: ((goroutine: number) => readonly Interval[]) | undefined
  /** Nothing is left out: nothing needs to be cut. */
  readonly isWhole: boolean
}

export const wholeTrace: Scope = {
  fromNs: -Infinity,
  toNs: Infinity,
  hasGoroutine: () => true,
  intervalsOf: undefined,
  isWhole: true,
}

/** Fails in words for a function or region that the trace does not have. */
export function scopeOf(index: TraceIndex, wanted: AnalysisScope): Result<Scope, string> {
  const { functionName, region } = wanted
  // The clock counts whole nanoseconds; what a page shows may begin between two.
  const fromNs = Math.round(wanted.fromNs ?? -Infinity)
  const toNs = Math.round(wanted.toNs ?? Infinity)
  if (fromNs > toNs) return fail(`the stretch ends (${toNs}) before it begins (${fromNs})`)
  const { goroutines } = index.trace
  let hasGoroutine: Scope['hasGoroutine'] = wholeTrace.hasGoroutine
  if (functionName !== undefined) {
    const string = stringIndexOf(index, functionName)
    if (string === undefined || !goroutines.functionName.subarray(0, goroutines.count).includes(string))
      return fail(`this trace has no goroutine that starts in "${functionName}"`)
    hasGoroutine = (goroutine) => goroutines.functionName[goroutine] === string
  }
  let intervalsOf: Scope['intervalsOf']
  if (region !== undefined) {
    const byGoroutine = outermostRegions(index, region)
    if (byGoroutine.size === 0) return fail(`this trace has no user region "${region}"`)
    const isOfFunction = hasGoroutine
    hasGoroutine = (goroutine) => byGoroutine.has(goroutine) && isOfFunction(goroutine)
    intervalsOf = (goroutine) => byGoroutine.get(goroutine) ?? []
  }
  const isWhole =
    fromNs === -Infinity && toNs === Infinity && functionName === undefined && region === undefined
  return succeed(isWhole ? wholeTrace : { fromNs, toNs, hasGoroutine, intervalsOf, isWhole })
}

function stringIndexOf({ trace }: TraceIndex, text: string): number | undefined {
  const { strings } = trace.tables
  for (let string = 0; string < strings.count; string++) if (strings.get(string) === text) return string
  return undefined
}

/** Go 1.27 src/cmd/trace/pprof.go, pprofMatchingRegions: of nested or overlapping ones the first to begin. */
function outermostRegions({ trace, regionsOf }: TraceIndex, name: string): Map<number, readonly Interval[]> {
  const { regions, tables } = trace
  const byGoroutine = new Map<number, readonly Interval[]>()
  for (const [goroutine, list] of regionsOf) {
    const found: Interval[] = []
    let reachedNs = -Infinity
    for (const region of list) {
      if (tables.strings.get(regions.name[region]) !== name || regions.startNs[region] < reachedNs) continue
      found.push({ fromNs: regions.startNs[region], toNs: regions.endNs[region] })
      reachedNs = regions.endNs[region]
    }
    if (found.length > 0) byGoroutine.set(goroutine, found)
  }
  return byGoroutine
}

/** A stretch of a goroutine as far as the scope has it: its first moment inside, and how much of it lies inside. */
export interface Inside {
  readonly startNs: number
  readonly durationNs: number
}

/** Undefined when nothing of it lies inside. The goroutine must be one that the scope has. */
export function insideOf(
  scope: Scope,
  goroutine: number,
  startNs: number,
  endNs: number,
): Inside | undefined {
  const fromNs = Math.max(startNs, scope.fromNs)
  const toNs = Math.min(endNs, scope.toNs)
  if (toNs <= fromNs) return undefined
  if (scope.intervalsOf === undefined) return { startNs: fromNs, durationNs: toNs - fromNs }
  let firstNs = -1
  let durationNs = 0
  for (const interval of scope.intervalsOf(goroutine)) {
    const left = Math.max(fromNs, interval.fromNs)
    const right = Math.min(toNs, interval.toNs)
    if (right <= left) continue
    if (firstNs < 0) firstNs = left
    durationNs += right - left
  }
  return firstNs < 0 ? undefined : { startNs: firstNs, durationNs }
}

const mostNames = 1_000

/** What a scope may name. */
export function scopeNames({ trace, groups }: TraceIndex): ScopeNamesDto {
  const { regions, tables } = trace
  const functions = new Map<string, number>()
  for (const group of groups)
    if (!group.isRuntime && group.functionName !== '')
      functions.set(group.functionName, group.goroutines.length)
  const names = new Map<number, number>()
  for (let region = 0; region < regions.count; region++)
    names.set(regions.name[region], (names.get(regions.name[region]) ?? 0) + 1)
  return {
    functionNames: mostFrequent([...functions]),
    regions: mostFrequent([...names].map(([name, count]) => [tables.strings.get(name), count] as const)),
  }
}

function mostFrequent(counts: readonly (readonly [name: string, count: number])[]): readonly string[] {
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, mostNames)
    .map(([name]) => name)
    .sort()
}
