/** Answers `trace/shape`: the goroutines asked for as ordered lines, with what joins them. */
import { limits } from '../../contract/limits'
import { succeed } from '../../base/result'
import type { Result } from '../../base/result'
import { partOf } from '../../base/steps'
import type { Steps } from '../../base/steps'
import type { ShapeChoice, ShapeDto, ShapeLineDto } from '../../contract/shape-dto'
import type { FilterError } from '../../filter/tokens'
import { NONE, GoroutineFlag } from '../../model/states'
import { goroutineRef } from '../goroutine/span-details'
import { placeOf } from '../stack-dto'
import type { TraceIndex } from '../trace-index'
import { chooseGoroutines } from './choose-goroutines'
import { buildLines } from './lines'
import type { Lines } from './lines'
import { shapeSentences } from './sentences'
import { wakeBundles } from './wake-bundles'

export interface ShapeRequest {
  readonly choice: ShapeChoice
  readonly hasNeighbours: boolean
  readonly fromNs: number
  readonly toNs: number
  readonly slices: number
}

type WithoutWakes = Omit<ShapeDto, 'wakes'>

/** Keeps what the last choice has found: while one zooms only the wake-ups are read anew. */
export class ShapeQuery {
  private last: { readonly key: string; readonly lines: Lines; readonly dto: WithoutWakes } | undefined

  constructor(private readonly index: TraceIndex) {}

  /** Undefined when the trace has no goroutine of that choice. */
  *answer(request: ShapeRequest): Steps<Result<ShapeDto | undefined, FilterError>> {
    const { choice, hasNeighbours, fromNs, toNs, slices } = request
    const key = JSON.stringify([choice, hasNeighbours])
    let last = this.last
    if (last?.key !== key) {
      const chosen = yield* partOf(chooseGoroutines(this.index, choice, hasNeighbours), 0, 0.5)
      if (!chosen.ok) return chosen
      if (chosen.value === undefined) return succeed(undefined)
      const lines = yield* partOf(buildLines(this.index.trace, chosen.value), 0.5, 0.8)
      this.last = last = { key, lines, dto: withoutWakes(lines) }
    }
    const { lines, dto } = last
    const bundles = wakeBundles(lines, fromNs, toNs, slices, limits.shapeWakes)
    return succeed({ ...dto, wakes: yield* partOf(bundles, 0.8, 1) })
  }
}

function withoutWakes(lines: Lines): WithoutWakes {
  return {
    lines: lines.goroutines.map((_, line) => lineDto(lines, line)),
    chosenTotal: lines.chosen.chosenTotal,
    neighbourTotal: lines.chosen.neighbourTotal,
    creations: lines.creations,
    pairs: lines.pairs.slice(0, limits.shapePairs).map(({ waker, woken, delays, firstNs }) => ({
      waker,
      woken,
      firstNs,
      ...delays.dto(),
    })),
    pairTotal: lines.pairs.length,
    sentences: shapeSentences(lines),
  }
}

function lineDto({ trace, goroutines: list, isChosen, outside, lineOf }: Lines, line: number): ShapeLineDto {
  const goroutine = list[line]
  const { goroutines } = trace
  const place = placeOf(trace, goroutines.creationStack[goroutine])
  const creator = goroutines.createdBy[goroutine]
  return {
    ...goroutineRef(trace, goroutine),
    createdNs: goroutines.createdNs.at(goroutine),
    toNs: goroutines.rowEndNs.at(goroutine),
    startsBeforeTrace: (goroutines.flags[goroutine] & GoroutineFlag.createdInTrace) === 0,
    hasEnded: (goroutines.flags[goroutine] & GoroutineFlag.endedInTrace) !== 0,
    isChosen: isChosen[line],
    ...(place === undefined ? {} : { creationPlace: place }),
    ...(creator === NONE || (lineOf[creator] ?? -1) >= 0
      ? {}
      : { creatorOutside: goroutineRef(trace, creator) }),
    wokenFromOutside: outside[line],
  }
}
