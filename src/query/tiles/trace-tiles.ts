/** The rectangles of a window: for every row kind its layers, cut together below the ceiling of one answer. */
import { assertUnreachable } from '../../base/assert'
import { drawnKindIndex, visualStateIndex } from '../../contract/visual-states'
import type { TileHead, TileRequest } from '../../contract/tile-dto'
import type { Frame } from '../../contract/wire'
import { parseFilter } from '../../filter/parse'
import { GoroutineState } from '../../model/states'
import { groupAlerts } from './group-alerts'
import type { GroupAlerts } from './group-alerts'
import { levelledDensity } from './group-density'
import { piecesOf } from '../assist-pieces'
import { ExecutionSamples } from '../scheduling/execution-samples'
import type { Instants } from '../instants'
import type { CutRow } from '../lod/cut'
import { writeRows } from '../lod/level'
import type { LevelledRow } from '../lod/level'
import { levelledMarks } from '../lod/marks'
import { NO_POSITION } from '../lod/pyramid'
import { RectangleFlag, Rectangles } from '../lod/rectangles'
import { processorOfPlace } from '../../model/trace'
import { shortFunctionName } from '../../base/function-names'
import { subjectOfRow } from '../rows/row-key'
import type { RowSubject } from '../rows/row-key'
import { goroutineCut } from '../trace-index'
import type { TraceIndex } from '../trace-index'
import { StackTracks } from './stack-tracks'
import { syscallLabel } from '../scheduling/syscall-label'
import { workerLabelsOf } from '../scheduling/worker-labels'
import { assistCut, eventRowsOf, sweepRowsOf } from './event-rows'
import type { EventRows, RangeRow } from './event-rows'
import { intervalCut } from './interval-row'
import { isLitBetween, LitSpans } from './lit-spans'
import { filledBand, Labels, layer, layered, stretchLayer } from './layers'
import type { Band, Meaning } from './layers'
import { ThreadRows } from './thread-rows'
import { ownMarkLayers, regionLayers, sampleLayer, sampleMarks, stackLayers } from './track-layers'

/** Rectangles narrower than this get no text. */
const narrowestLabelPx = 24
/** On a thread's row: a system call that has lost its P. */
const lostBand: Band = { y0: 0, y1: 84, isFilled: true }
/** Sweeping on a P's row: a strip over whoever runs there, for it is done by the way. */
const sweepBand: Band = { y0: 212, y1: 255, isFilled: true }

const nobody: Meaning = { spanOf: () => NO_POSITION, goroutineOf: () => NO_POSITION }

export class TraceTiles {
  readonly events: EventRows
  private readonly rectangles: Rectangles
  private readonly alerts = new Map<number, GroupAlerts>()
  /** What is on threads. */
  readonly threads: ThreadRows
  /** On Ps and threads. */
  readonly samples: ExecutionSamples
  private sweeps: ReadonlyMap<number, RangeRow> | undefined
  private lit: { readonly highlight: string; readonly spans: LitSpans | undefined } | undefined

  constructor(
    readonly index: TraceIndex,
    ceiling: number,
    readonly stacks = new StackTracks(index),
  ) {
    this.events = eventRowsOf(index.trace)
    this.threads = new ThreadRows(index)
    this.samples = new ExecutionSamples(index.trace)
    this.rectangles = new Rectangles(ceiling)
  }

  /** Sweeping by processor id; made when first asked for. */
  sweepRows(): ReadonlyMap<number, RangeRow> {
    this.sweeps ??= sweepRowsOf(this.index.trace)
    return this.sweeps
  }

  tile(request: TileRequest): Frame<TileHead> {
    const { fromNs, toNs, widthPx, rows, highlight = '' } = request
    const labels = new Labels()
    const narrowestLabelNs = ((toNs - fromNs) / Math.max(1, widthPx)) * narrowestLabelPx
    const subjects = rows.map((key) => subjectOfRow(this.index, key))
    const written = subjects.map((subject) =>
      subject === undefined ? undefined : this.rowOf(subject, labels, narrowestLabelNs),
    )
    const out = this.rectangles
    writeRows(written, fromNs, toNs, widthPx, out)
    const lit = this.litSpansOf(highlight)
    if (lit !== undefined) markLit(out, subjects, lit)
    return {
      head: {
        fromNs,
        toNs,
        widthPx,
        rows,
        labels: labels.texts,
        isFinal: true,
        ...(lit === undefined ? {} : { isLit: true }),
      },
      columns: this.columns(fromNs),
    }
  }

  /** What fits the expression; kept for the next tile. Undefined for none, and for one that cannot be read. */
  private litSpansOf(highlight: string): LitSpans | undefined {
    if (this.lit?.highlight === highlight) return this.lit.spans
    const parsed = parseFilter(highlight)
    const spans =
      parsed.ok && parsed.value !== undefined
        ? new LitSpans(this.index, this.threads, parsed.value)
        : undefined
    this.lit = { highlight, spans }
    return spans
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
      case 'processor':
        return this.processorLayers(subject.processor, labels, narrowestLabelNs)
      case 'thread':
        return this.threadLayers(subject.thread, labels, narrowestLabelNs)
      case 'group':
        return this.groupLayers(subject.group, labels)
      case 'goroutine':
        return this.goroutineLayers(subject.goroutine, labels, narrowestLabelNs)
      case 'regions':
        return regionLayers(this.index, subject.goroutine, subject.depth, labels, narrowestLabelNs)
      case 'samples':
        return sampleLayer(this.index, subject.goroutine, labels)
      case 'stack': {
        const { goroutine, depth } = subject
        return stackLayers(this.index, this.stacks, goroutine, depth, labels, narrowestLabelNs)
      }
      case 'task':
        return this.taskLayer(subject.task, labels, narrowestLabelNs)
      default:
        return assertUnreachable(subject)
    }
  }

  /** The density, and on its upper edge what a density would hide: long waits, logs and samples of the members. */
  private groupLayers(group: number, labels: Labels): LevelledRow | undefined {
    const { groups } = this.index
    let alerts = this.alerts.get(group)
    if (alerts === undefined) this.alerts.set(group, (alerts = groupAlerts(this.index, groups[group])))
    const { waitNs, logNs, sampleNs } = alerts
    const marks = (atNs: Float64Array, kind: number): LevelledRow[] =>
      atNs.length === 0 ? [] : [layer(levelledMarks(atNs, kind), nobody, labels, 0)]
    return layered([
      levelledDensity(this.index, groups[group], this.index.densities[group]),
      ...marks(waitNs, visualStateIndex.runnable),
      ...marks(sampleNs, drawnKindIndex.sample),
      ...marks(logNs, drawnKindIndex.log),
    ])
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
    const { item, atNs } = this.index.networkWakeups
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
    goroutineAt: (position: number) => number,
    labels: Labels,
    narrowestLabelNs: number,
  ): LevelledRow {
    const meaning: Meaning = {
      spanOf: (position) => cut.row.elementAt(position),
      goroutineOf: goroutineAt,
      labelOf: (position) => this.executionLabel(goroutineAt(position), cut.row.elementAt(position)),
    }
    return stretchLayer(cut, meaning, labels, narrowestLabelNs)
  }

  /** Below: while a thread held the P, so that its start and stop are seen; above: sweeping and CPU samples. */
  private processorLayers(
    processor: number,
    labels: Labels,
    narrowestLabelNs: number,
  ): LevelledRow | undefined {
    const { processorRows, executions, trace } = this.index
    const { runOffset, runStartNs, runEndNs, id } = trace.processors
    const [first, end] = [runOffset[processor], runOffset[processor + 1]]
    const runs = { startNs: runStartNs.subarray(first, end), endNs: runEndNs.subarray(first, end) }
    const goroutineAt = (position: number): number => executions.spanGoroutine[position]
    const layers = [
      ...(end > first
        ? [stretchLayer(intervalCut(runs, visualStateIndex.idle, false), nobody, labels, Infinity)]
        : []),
      this.executionLayer(processorRows[processor], goroutineAt, labels, narrowestLabelNs),
    ]
    const sweeps = this.sweepRows().get(id[processor])
    if (sweeps !== undefined) layers.push(this.rangeLayer(sweeps, labels, Infinity, sweepBand))
    return layered([...layers, ...this.sampleLayers(this.samples.ofProcessor(id[processor]), labels)])
  }

  private sampleLayers(samples: Instants | undefined, labels: Labels): readonly LevelledRow[] {
    return samples === undefined ? [] : [sampleMarks(this.index, samples, labels)]
  }

  /** A system call stays on its thread until it returns: at its full height while it holds its P, low without one. */
  private threadLayers(thread: number, labels: Labels, narrowestLabelNs: number): LevelledRow | undefined {
    const { heldCut, goroutineAt, lost: parts } = this.threads.rowOf(thread)
    const held = this.executionLayer(heldCut, goroutineAt, labels, narrowestLabelNs)
    const samples = this.sampleLayers(this.samples.ofThread(thread), labels)
    if (parts === undefined) return layered([held, ...samples])
    const meaning: Meaning = {
      spanOf: (position) => parts.span[position],
      goroutineOf: (position) => parts.goroutine[position],
    }
    const lost = stretchLayer(parts.cut, meaning, labels, narrowestLabelNs, lostBand)
    return layered([held, lost, ...samples])
  }

  /** Who ran; in a system call which, and of a worker of the collector what it was started as. */
  private executionLabel(goroutine: number, span: number): string {
    const what = this.doneIn(span)
    return what === ''
      ? this.goroutineLabel(goroutine)
      : `g${this.index.trace.goroutines.id[goroutine]} ${what}`
  }

  /** The system call that a span is, or what the runtime called it; '' for none. */
  private doneIn(span: number): string {
    const { trace } = this.index
    const state = trace.spans.state[span]
    if (state === GoroutineState.syscall) return syscallLabel(trace, span)
    return state === GoroutineState.running ? (workerLabelsOf(trace).get(span) ?? '') : ''
  }

  /** The P of a running span: on its goroutine's row one sees it change Ps; '' in any other state, or for none. */
  private ranOn(span: number): string {
    const { spans } = this.index.trace
    if (spans.state[span] !== GoroutineState.running) return ''
    const processor = processorOfPlace(spans.link[span])
    return processor < 0 ? '' : `P${processor}`
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
            spans.state[position] === GoroutineState.waiting
              ? spans.reasons[spans.reason[position]]
              : this.doneIn(position) || this.ranOn(position),
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
    return layered([...layers, ...ownMarkLayers(this.index, goroutine, labels)])
  }

  private taskLayer(task: number, labels: Labels, narrowestLabelNs: number): LevelledRow {
    const { tasks, tables, durationNs } = this.index.trace
    // A begin or end that was not seen lies outside the trace.
    const startNs = Number.isNaN(tasks.startNs[task]) ? 0 : tasks.startNs[task]
    const endNs = Number.isNaN(tasks.endNs[task]) ? durationNs : tasks.endNs[task]
    const cut = {
      ...intervalCut(
        { startNs: Float64Array.of(startNs), endNs: Float64Array.of(endNs) },
        drawnKindIndex.task,
        true,
      ),
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

const litRows: ReadonlySet<RowSubject['kind']> = new Set(['goroutine', 'group', 'processor', 'thread'])

/** A span of its own is lit by itself, a bucket by anything in it. */
function markLit(out: Rectangles, subjects: readonly (RowSubject | undefined)[], lit: LitSpans): void {
  for (let at = 0; at < out.count; at++) {
    const subject = subjects[out.row[at]]
    if (subject === undefined || !litRows.has(subject.kind)) continue
    if ((out.flags[at] & RectangleFlag.mark) !== 0) continue
    const isGathered = (out.flags[at] & RectangleFlag.bucket) !== 0 || subject.kind === 'group'
    let isLit = false
    if (isGathered) {
      const times = lit.timesOf(subject)
      isLit = times !== undefined && isLitBetween(times, out.startNs[at], out.endNs[at])
    } else if (out.position[at] !== NO_POSITION && out.owner[at] !== NO_POSITION)
      isLit = lit.isLit(out.owner[at], out.position[at])
    if (isLit) out.flags[at] |= RectangleFlag.lit
  }
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
