/**
 * The rectangles of a window: for every row kind its layers, cut together below the ceiling of one answer.
 *
 * Regions, tasks, logs and samples are not states; their rectangles carry the state number of 'idle', which no
 * goroutine row uses, and are drawn in neutral tones.
 */
import { assertUnreachable } from '../../base/assert'
import { visualStateIndex } from '../../contract/trace-dto'
import type { TileHead, TileRequest } from '../../contract/trace-dto'
import type { Frame } from '../../contract/wire'
import { GoroutineState } from '../../model/states'
import { buildGroupDensity, levelledDensity } from '../group-density'
import type { GroupDensity } from '../group-density'
import { piecesOf } from '../assist-pieces'
import { sparseListOf } from '../list-by-key'
import type { CutRow } from '../lod/cut'
import { writeRows } from '../lod/level'
import type { LevelledRow } from '../lod/level'
import { levelledMarks } from '../lod/marks'
import { NO_POSITION } from '../lod/pyramid'
import { Rectangles } from '../lod/rectangles'
import { shortFunctionName } from '../rows/row-labels'
import { subjectOfRow } from '../rows/row-key'
import type { RowSubject } from '../rows/row-key'
import { goroutineCut } from '../trace-index'
import type { TraceIndex } from '../trace-index'
import { assistCut, eventRowsOf, sortedInstants, sweepRowsOf } from './event-rows'
import type { EventRows, RangeRow } from './event-rows'
import { intervalCut } from './interval-row'
import { filledBand, Labels, layer, layered, stretchLayer } from './layers'
import type { Band, Meaning } from './layers'
import { threadRowsOf } from './thread-rows'
import type { ThreadRows } from './thread-rows'

/** Rectangles narrower than this get no text. */
const narrowestLabelPx = 24
const neutral = visualStateIndex.idle
/** Sweeping on a P's row: a strip over whoever runs there, for it is done by the way. */
const sweepBand: Band = { y0: 212, y1: 255, isFilled: true }
/** Deeper regions share the topmost band. */
const mostBands = 8

export class TraceTiles {
  readonly events: EventRows
  private readonly densities: readonly GroupDensity[]
  private readonly rectangles: Rectangles
  private threads: ThreadRows | undefined
  private sweeps: ReadonlyMap<number, RangeRow> | undefined

  constructor(
    readonly index: TraceIndex,
    ceiling: number,
  ) {
    this.events = eventRowsOf(index.trace)
    this.densities = index.groups.map((group) => buildGroupDensity(index, group))
    this.rectangles = new Rectangles(ceiling)
  }

  /** Sweeping by processor id; made when first asked for. */
  sweepRows(): ReadonlyMap<number, RangeRow> {
    this.sweeps ??= sweepRowsOf(this.index.trace)
    return this.sweeps
  }

  /** What is on threads; made when first asked for. */
  threadRows(): ThreadRows {
    this.threads ??= threadRowsOf(this.index)
    return this.threads
  }

  tile(request: TileRequest): Frame<TileHead> {
    const { fromNs, toNs, widthPx, rows } = request
    const labels = new Labels()
    const narrowestLabelNs = ((toNs - fromNs) / Math.max(1, widthPx)) * narrowestLabelPx
    const written = rows.map((key) => {
      const subject = subjectOfRow(this.index, key)
      return subject === undefined ? undefined : this.rowOf(subject, labels, narrowestLabelNs)
    })
    const out = this.rectangles
    writeRows(written, fromNs, toNs, widthPx, out)
    return {
      head: { fromNs, toNs, widthPx, rows, labels: labels.texts, isFinal: true },
      columns: this.columns(fromNs),
    }
  }

  private columns(fromNs: number): Frame<TileHead>['columns'] {
    const out = this.rectangles
    const { count } = out
    const { id } = this.index.trace.goroutines
    const startNs = new Float64Array(count)
    const endNs = new Float64Array(count)
    const goroutine = new Float64Array(count)
    for (let index = 0; index < count; index++) {
      startNs[index] = out.startNs[index] - fromNs
      endNs[index] = out.endNs[index] - fromNs
      goroutine[index] = out.owner[index] === NO_POSITION ? -1 : id[out.owner[index]]
    }
    return {
      row: out.row.slice(0, count),
      startNs,
      endNs,
      state: out.state.slice(0, count),
      y0: out.y0.slice(0, count),
      y1: out.y1.slice(0, count),
      flags: out.flags.slice(0, count),
      count: out.stretchCount.slice(0, count),
      span: out.position.slice(0, count),
      goroutine,
      label: out.label.slice(0, count),
    }
  }

  private rowOf(subject: RowSubject, labels: Labels, narrowestLabelNs: number): LevelledRow | undefined {
    switch (subject.kind) {
      case 'heap':
      case 'goroutine-counts':
      case 'section':
        return undefined
      case 'gc':
        return layered([
          this.rangeLayer(this.events.gcMark, labels, narrowestLabelNs),
          this.rangeLayer(this.events.stopTheWorld, labels, narrowestLabelNs, filledBand),
        ])
      case 'network':
        return this.networkLayer(labels)
      case 'processor': {
        const { processorRows, executions, trace } = this.index
        const cut = processorRows[subject.processor]
        const ran = this.executionLayer(cut, executions.spanGoroutine, labels, narrowestLabelNs)
        const sweeps = this.sweepRows().get(trace.processors.id[subject.processor])
        if (sweeps === undefined) return ran
        return layered([ran, this.rangeLayer(sweeps, labels, Infinity, sweepBand)])
      }
      case 'thread': {
        const threads = this.threadRows()
        return this.executionLayer(
          threads.cuts[subject.thread],
          threads.spanGoroutine,
          labels,
          narrowestLabelNs,
        )
      }
      case 'group':
        return levelledDensity(this.index, this.index.groups[subject.group], this.densities[subject.group])
      case 'goroutine':
        return this.goroutineLayers(subject.goroutine, labels, narrowestLabelNs)
      case 'regions':
        return this.regionLayers(subject.goroutine, labels, narrowestLabelNs)
      case 'samples':
        return this.sampleLayer(subject.goroutine, labels)
      case 'task':
        return this.taskLayer(subject.task, labels, narrowestLabelNs)
      default:
        return assertUnreachable(subject)
    }
  }

  private rangeLayer(row: RangeRow, labels: Labels, narrowestLabelNs: number, band?: Band): LevelledRow {
    const { ranges, tables } = this.index.trace
    const meaning: Meaning = {
      spanOf: () => NO_POSITION,
      goroutineOf: (position) => ranges.goroutine[row.range[position]],
      labelOf: (position) => tables.strings.get(ranges.name[row.range[position]]),
    }
    return stretchLayer(row.cut, meaning, labels, narrowestLabelNs, band)
  }

  private networkLayer(labels: Labels): LevelledRow {
    const { item, atNs } = this.events.networkWakeups
    const { goroutines } = this.index.trace
    const goroutineOf = (position: number): number => goroutineOfSpan(goroutines.spanOffset, item[position])
    const meaning: Meaning = {
      spanOf: (position) => item[position],
      goroutineOf,
      labelOf: (position) => this.goroutineLabel(goroutineOf(position)),
    }
    return layer(levelledMarks(atNs, visualStateIndex.network, false), meaning, labels, 0)
  }

  private executionLayer(
    cut: CutRow,
    owner: Uint32Array,
    labels: Labels,
    narrowestLabelNs: number,
  ): LevelledRow {
    const meaning: Meaning = {
      spanOf: (position) => cut.row.elementAt(position),
      goroutineOf: (position) => owner[position],
      labelOf: (position) => this.goroutineLabel(owner[position]),
    }
    return stretchLayer(cut, meaning, labels, narrowestLabelNs)
  }

  goroutineLabel(goroutine: number): string {
    const { goroutines, tables } = this.index.trace
    const name = tables.strings.get(goroutines.functionName[goroutine])
    const id = `g${goroutines.id[goroutine]}`
    return name === '' ? id : `${id} ${shortFunctionName(name)}`
  }

  private goroutineLayers(
    goroutine: number,
    labels: Labels,
    narrowestLabelNs: number,
  ): LevelledRow | undefined {
    const { trace, assists } = this.index
    const { spans } = trace
    const layers = [
      stretchLayer(
        goroutineCut(this.index, goroutine),
        {
          spanOf: (position) => position,
          goroutineOf: () => goroutine,
          labelOf: (position) =>
            spans.state[position] === GoroutineState.waiting ? spans.reasons[spans.reason[position]] : '',
        },
        labels,
        narrowestLabelNs,
      ),
    ]
    const assist = assistCut(assists, goroutine)
    if (assist !== undefined) {
      const { first } = piecesOf(assists, goroutine)
      const meaning: Meaning = {
        spanOf: (position) => assists.span[first + position],
        goroutineOf: () => goroutine,
        labelOf: () => 'mark assist',
      }
      layers.push(stretchLayer(assist, meaning, labels, narrowestLabelNs))
    }
    const marks = this.markLayers(goroutine, labels)
    return layered(marks === undefined ? layers : [...layers, marks])
  }

  /** Logs and samples on the goroutine's own row, so that they are seen while it is folded. */
  private markLayers(goroutine: number, labels: Labels): LevelledRow | undefined {
    const { logs, cpuSamples, tables } = this.index.trace
    const logged = sparseListOf(this.index.logsOf, goroutine)
    const sampled = sparseListOf(this.index.samplesOf, goroutine)
    if (logged.length === 0 && sampled.length === 0) return undefined
    const items = [
      ...Array.from(logged, (log) => log * 2),
      ...Array.from(sampled, (sample) => sample * 2 + 1),
    ]
    const { item, atNs } = sortedInstants(items, (one) =>
      one % 2 === 0 ? logs.atNs[one / 2] : cpuSamples.atNs[(one - 1) / 2],
    )
    const meaning: Meaning = {
      spanOf: () => NO_POSITION,
      goroutineOf: () => goroutine,
      labelOf: (position) =>
        item[position] % 2 === 0
          ? shortText(tables.strings.get(logs.message[item[position] / 2]))
          : 'CPU sample',
    }
    return layer(levelledMarks(atNs, neutral), meaning, labels, 0)
  }

  private regionLayers(goroutine: number, labels: Labels, narrowestLabelNs: number): LevelledRow | undefined {
    const { regions, logs, tables } = this.index.trace
    const byDepth: number[][] = []
    for (const region of sparseListOf(this.index.regionsOf, goroutine)) {
      const band = Math.min(mostBands - 1, regions.depth[region])
      while (byDepth.length <= band) byDepth.push([])
      byDepth[band].push(region)
    }
    const height = Math.floor(255 / Math.max(1, byDepth.length))
    const layers = byDepth.map((items, depth) => {
      const cut = intervalCut(
        {
          startNs: Float64Array.from(items, (region) => regions.startNs[region]),
          endNs: Float64Array.from(items, (region) => regions.endNs[region]),
        },
        neutral,
        true,
      )
      const meaning: Meaning = {
        spanOf: () => NO_POSITION,
        goroutineOf: () => goroutine,
        labelOf: (position) => tables.strings.get(regions.name[items[position]]),
      }
      // Outermost on top, as in a flame graph that hangs down.
      const y1 = 255 - depth * height
      return stretchLayer(cut, meaning, labels, narrowestLabelNs, { y0: y1 - height, y1, isFilled: true })
    })
    const logged = sparseListOf(this.index.logsOf, goroutine)
    if (logged.length > 0) {
      const { item, atNs } = sortedInstants(logged, (log) => logs.atNs[log])
      const meaning: Meaning = {
        spanOf: () => NO_POSITION,
        goroutineOf: () => goroutine,
        labelOf: (position) => shortText(tables.strings.get(logs.message[item[position]])),
      }
      layers.push(layer(levelledMarks(atNs, neutral), meaning, labels, 0))
    }
    return layered(layers)
  }

  private sampleLayer(goroutine: number, labels: Labels): LevelledRow {
    const { cpuSamples, tables } = this.index.trace
    const { item, atNs } = sortedInstants(
      sparseListOf(this.index.samplesOf, goroutine),
      (one) => cpuSamples.atNs[one],
    )
    const meaning: Meaning = {
      spanOf: () => NO_POSITION,
      goroutineOf: () => goroutine,
      labelOf: (position) => {
        const stack = cpuSamples.stack[item[position]]
        if (stack >= tables.stacks.count) return 'CPU sample'
        const frame = tables.stacks.frame[tables.stacks.offset[stack]]
        return shortFunctionName(tables.strings.get(tables.frames.functionName[frame]))
      },
    }
    return layer(levelledMarks(atNs, neutral), meaning, labels, 0)
  }

  private taskLayer(task: number, labels: Labels, narrowestLabelNs: number): LevelledRow {
    const { tasks, tables, durationNs } = this.index.trace
    // A begin or end that was not seen lies outside the trace.
    const startNs = Number.isNaN(tasks.startNs[task]) ? 0 : tasks.startNs[task]
    const endNs = Number.isNaN(tasks.endNs[task]) ? durationNs : tasks.endNs[task]
    const cut = {
      ...intervalCut({ startNs: Float64Array.of(startNs), endNs: Float64Array.of(endNs) }, neutral, true),
      isClippedLeft: Number.isNaN(tasks.startNs[task]),
      isClippedRight: Number.isNaN(tasks.endNs[task]),
    }
    const goroutine = tasks.startGoroutine[task]
    const meaning: Meaning = {
      spanOf: () => NO_POSITION,
      goroutineOf: () => goroutine,
      labelOf: () => tables.strings.get(tasks.name[task]),
    }
    return stretchLayer(cut, meaning, labels, narrowestLabelNs)
  }
}

function shortText(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

/** The goroutine whose row holds a span. */
export function goroutineOfSpan(spanOffset: Uint32Array, span: number): number {
  let low = 0
  let high = spanOffset.length - 1
  while (low + 1 < high) {
    const middle = (low + high) >>> 1
    if (spanOffset[middle] <= span) low = middle
    else high = middle
  }
  return low
}
