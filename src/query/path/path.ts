/** The critical path of a task, a region or a stretch of a goroutine: what is asked for, the walk, and its sums. */
import { fail, succeed } from '../../base/result'
import type { Result } from '../../base/result'
import type { Steps } from '../../base/steps'
import { pathKinds } from '../../contract/path-dto'
import type { PathChoice, PathDto, PathShareDto } from '../../contract/path-dto'
import { NONE } from '../../model/states'
import { Largest } from '../order-by'
import { goroutineRef } from '../goroutine/span-details'
import type { TraceIndex } from '../trace-index'
import type { PathColumns } from './columns'
import { pathSentences } from './sentences'
import { pathStepDtos } from './steps'
import { pathSubject } from './subject'
import { PathExit, walkPath } from './walk-path'

const mostShares = 100

/** Fails in words when there is no such stretch. */
export function* criticalPath(index: TraceIndex, choice: PathChoice): Steps<Result<PathDto, string>> {
  const subject = pathSubject(index, choice)
  if (!subject.ok) return fail(subject.error)
  const { goroutine, fromNs, toNs, text, task, note } = subject.value
  const { trace } = index
  const steps = yield* walkPath(index, goroutine, fromNs, toNs)
  const { goroutines, functions } = sharesOf(index, steps)
  const sums = sumsOf(steps)
  let hopTotal = 0
  for (let step = 0; step < steps.count; step++) if (steps.exit[step] !== PathExit.same) hopTotal++
  return succeed({
    subject: {
      text,
      goroutine: goroutineRef(trace, goroutine),
      ...(task === undefined ? {} : { task }),
      fromNs,
      toNs,
      note,
    },
    steps: pathStepDtos(index, steps),
    stepTotal: steps.count,
    hopTotal,
    kinds: pathKinds.flatMap((kind, at) =>
      sums.count[at] === 0 ? [] : [{ kind, count: sums.count[at], totalNs: sums.totalNs[at] }],
    ),
    goroutines: goroutines.shares.map((share) => ({ ...share, of: goroutineRef(trace, share.of) })),
    goroutineTotal: goroutines.total,
    functions: functions.shares.map((share) => ({ ...share, of: trace.tables.strings.get(share.of) })),
    functionTotal: functions.total,
    sentences: pathSentences(index, steps, goroutine),
  })
}

function sumsOf(steps: PathColumns): { readonly count: Float64Array; readonly totalNs: Float64Array } {
  const count = new Float64Array(pathKinds.length)
  const totalNs = new Float64Array(pathKinds.length)
  for (let step = 0; step < steps.count; step++) {
    count[steps.kind[step]]++
    totalNs[steps.kind[step]] += steps.toNs[step] - steps.fromNs[step]
  }
  return { count, totalNs }
}

interface Shares {
  readonly shares: readonly PathShareDto<number>[]
  readonly total: number
}

/** By goroutine index, and by string index of the start function. */
function sharesOf(
  { trace }: TraceIndex,
  steps: PathColumns,
): { readonly goroutines: Shares; readonly functions: Shares } {
  const { count, functionName } = trace.goroutines
  return {
    goroutines: shares(steps, count, (goroutine) => goroutine),
    functions: shares(steps, trace.tables.strings.count, (goroutine) => functionName[goroutine]),
  }
}

/** Sums first; only of those that will be told what they consist of. */
function shares(steps: PathColumns, keys: number, keyOf: (goroutine: number) => number): Shares {
  const totalNs = new Float64Array(keys)
  const seen: number[] = []
  for (let step = 0; step < steps.count; step++) {
    const key = keyOf(steps.goroutine[step])
    if (totalNs[key] === 0) seen.push(key)
    totalNs[key] += steps.toNs[step] - steps.fromNs[step]
  }
  const largest = new Largest<number>(mostShares)
  for (const key of seen) largest.offer(key, totalNs[key])
  const placeOf = new Uint32Array(keys).fill(NONE)
  const told = largest.items.map((key, place) => {
    placeOf[key] = place
    return { of: key, count: 0, totalNs: totalNs[key], kindNs: pathKinds.map(() => 0) }
  })
  for (let step = 0; step < steps.count; step++) {
    const place = placeOf[keyOf(steps.goroutine[step])]
    if (place === NONE) continue
    told[place].count++
    told[place].kindNs[steps.kind[step]] += steps.toNs[step] - steps.fromNs[step]
  }
  return { shares: told, total: seen.length }
}
