/** Time in some visual states of many goroutines: what rows and tables are sorted by. */
import { visualStateIndex } from '../../contract/visual-states'
import { piecesOf } from '../assist-pieces'
import { WantedTimes } from '../kernel/row-sums'
import { rawRowStretches } from '../lod/pyramid'
import type { TraceIndex } from '../trace-index'
import { visualStateCount } from '../visual-state'

/** Time in the wanted visual states: one figure of millions. */
export class TimesIn {
  private readonly isWanted: Uint8Array
  /** By `state << 8 | reason`. */
  private readonly usual: Uint8Array
  private readonly ofWorkers: Uint8Array
  /** Whether assists change the sums: they are taken out of running. */
  private readonly movesAssists: boolean
  private readonly byKernel: WantedTimes | undefined

  /** @param usesKernel false: TypeScript alone, to compare with */
  constructor(
    private readonly index: TraceIndex,
    wanted: (visualState: number) => boolean,
    usesKernel = true,
  ) {
    const isWanted = Uint8Array.from({ length: 256 }, (_, code) =>
      code < visualStateCount && wanted(code) ? 1 : 0,
    )
    this.isWanted = isWanted
    this.usual = index.codes.map((code) => isWanted[code])
    this.ofWorkers = index.workerCodes.map((code) => isWanted[code])
    const { running, 'gc-assist': assisting } = visualStateIndex
    this.movesAssists = isWanted[running] !== isWanted[assisting] && index.assists.count > 0
    this.byKernel = usesKernel ? WantedTimes.of(index, this.usual, this.ofWorkers) : undefined
  }

  /** Of the goroutines at [from, to) of `goroutines`, or those of these numbers, each to its place. */
  add(from: number, to: number, sums: Float64Array, goroutines?: Uint32Array): void {
    if (goroutines === undefined && this.byKernel !== undefined)
      this.addByKernel(this.byKernel, from, to, sums)
    else this.addOneByOne(from, to, sums, goroutines)
  }

  private addByKernel(byKernel: WantedTimes, from: number, to: number, sums: Float64Array): void {
    byKernel.add(from, to, sums, rawRowStretches, (goroutine) =>
      this.addOneByOne(goroutine, goroutine + 1, sums),
    )
    if (!this.movesAssists) return
    const hasRun = this.index.assists.hasRun.subarray(from, to)
    for (let at = hasRun.indexOf(1); at >= 0; at = hasRun.indexOf(1, at + 1))
      this.addOneByOne(from + at, from + at + 1, sums)
  }

  private addOneByOne(from: number, to: number, sums: Float64Array, goroutines?: Uint32Array): void {
    const { isWanted, usual, ofWorkers, movesAssists } = this
    const { trace, assists, isGcWorker, heavyFigures } = this.index
    const { startNs, state, reason } = trace.spans
    const { spanOffset, rowEndNs } = trace.goroutines
    const running = isWanted[visualStateIndex.running]
    const assisting = isWanted[visualStateIndex['gc-assist']]
    for (let at = from; at < to; at++) {
      const goroutine = goroutines === undefined ? at : goroutines[at]
      const first = spanOffset[goroutine]
      const end = spanOffset[goroutine + 1]
      let sumNs = 0
      const heavy = end - first > rawRowStretches ? heavyFigures.get(goroutine) : undefined
      if (heavy !== undefined) {
        for (let code = 0; code < visualStateCount; code++)
          if (isWanted[code] === 1) sumNs += heavy.times[code]
      } else if (first < end) {
        const table = isGcWorker[goroutine] === 1 ? ofWorkers : usual
        let endNs = startNs.at(first)
        for (let span = first; span < end; span++) {
          const beginNs = endNs
          endNs = span + 1 < end ? startNs.at(span + 1) : rowEndNs.at(goroutine)
          if (table[(state[span] << 8) | reason[span]] === 1) sumNs += endNs - beginNs
        }
        if (movesAssists) {
          const pieces = piecesOf(assists, goroutine)
          for (let piece = pieces.first; piece < pieces.end; piece++)
            sumNs += (assisting - running) * (assists.endNs[piece] - assists.startNs[piece])
        }
      }
      sums[at] = sumNs
    }
  }
}

/** The same, by place in `goroutines`, at once. */
export function timesIn(
  index: TraceIndex,
  goroutines: Uint32Array,
  wanted: (visualState: number) => boolean,
): Float64Array {
  const sums = new Float64Array(goroutines.length)
  new TimesIn(index, wanted).add(0, goroutines.length, sums, goroutines)
  return sums
}
