/**
 * Builds a Trace by hand for tests: plain objects in, the model's columns out. Processors are dealt greedily: a
 * running span takes the lowest processor that is free, so a test need not think of them.
 */
import { IndexColumn } from '../../../src/model/index-column'
import { GoroutineState, NONE, RangeScope, GoroutineFlag } from '../../../src/model/states'
import type { FrameTable, IdTable, StackTable, StringTable } from '../../../src/model/tables'
import { RowBegins, RowDeaths, RowEnds, TimeColumn } from '../../../src/model/time-column'
import { packPlace } from '../../../src/model/trace'
import type { Trace } from '../../../src/model/trace'

export interface SpanSketch {
  readonly startNs: number
  readonly state: GoroutineState
  readonly reason?: string
  /** Function names, innermost first. */
  readonly stack?: readonly string[]
  /** Runnable: id of the goroutine that made it so. */
  readonly by?: number
  /** Syscall: when the P was lost. */
  readonly lostNs?: number
}

export interface GoroutineSketch {
  readonly id: number
  readonly name: string
  readonly spans: readonly SpanSketch[]
  readonly endNs: number
  readonly createdBy?: number
  readonly ended?: boolean
  readonly createdInTrace?: boolean
  readonly system?: boolean
}

export interface RangeSketch {
  readonly name: string
  readonly startNs: number
  readonly endNs: number
  readonly scope?: RangeScope
  readonly scopeId?: number
  readonly goroutine?: number
}

export interface TraceSketch {
  readonly durationNs: number
  readonly goroutines: readonly GoroutineSketch[]
  readonly ranges?: readonly RangeSketch[]
  readonly regions?: readonly {
    readonly name: string
    readonly goroutine: number
    readonly startNs: number
    readonly endNs: number
    readonly depth?: number
    readonly taskId?: number
  }[]
  readonly tasks?: readonly {
    id: number
    parentId?: number
    name: string
    startNs: number
    endNs: number
    goroutine: number
  }[]
  readonly logs?: readonly { atNs: number; goroutine: number; category: string; message: string }[]
  /** Stacks innermost first. */
  readonly samples?: readonly {
    atNs: number
    goroutine: number
    processor?: number
    /** Id of a thread: 100 is that of P0, 101 that of P1, … */
    thread?: number
    stack?: readonly string[]
  }[]
  readonly labels?: readonly { atNs: number; goroutine: number; label: string }[]
  readonly heapLive?: readonly (readonly [number, number])[]
  readonly heapGoal?: readonly (readonly [number, number])[]
  readonly gomaxprocs?: readonly (readonly [number, number])[]
}

/** A growable string table with '' at 0. */
export function stringTable(): StringTable {
  const texts = ['']
  const indices = new Map([['', 0]])
  return {
    get count() {
      return texts.length
    },
    get: (index) => texts[index],
    intern(text) {
      const known = indices.get(text)
      if (known !== undefined) return known
      indices.set(text, texts.length)
      texts.push(text)
      return texts.length - 1
    },
  }
}

function idTable(ids: readonly number[]): IdTable {
  const indices = new Map(ids.map((id, index) => [id, index]))
  return { count: ids.length, ids: Float64Array.from(ids), indexOf: (id) => indices.get(id) ?? NONE }
}

function stackTables(strings: StringTable): {
  add(names: readonly string[] | undefined): number
  finish(): { frames: FrameTable; stacks: StackTable }
} {
  const frameIndex = new Map<string, number>()
  const stackIndex = new Map<string, number>()
  const offsets = [0]
  const flat: number[] = []
  return {
    add(names) {
      if (names === undefined || names.length === 0) return NONE
      const key = names.join('\n')
      const known = stackIndex.get(key)
      if (known !== undefined) return known
      for (const name of names) {
        if (!frameIndex.has(name)) frameIndex.set(name, frameIndex.size)
        flat.push(frameIndex.get(name) as number)
      }
      offsets.push(flat.length)
      stackIndex.set(key, stackIndex.size)
      return stackIndex.size - 1
    },
    finish() {
      const names = [...frameIndex.keys()]
      return {
        frames: {
          count: names.length,
          pc: Float64Array.from(names, (_, index) => 0x400000 + index),
          functionName: Uint32Array.from(names, (name) => strings.intern(name)),
          file: Uint32Array.from(names, (name) => strings.intern(`/src/${name.split('.')[0]}.go`)),
          line: Uint32Array.from(names, (_, index) => index + 1),
        },
        stacks: {
          count: stackIndex.size,
          offset: Uint32Array.from(offsets),
          frame: Uint32Array.from(flat),
        },
      }
    },
  }
}

export function buildTrace(sketch: TraceSketch): Trace {
  const strings = stringTable()
  const stacks = stackTables(strings)
  const goroutines = sketch.goroutines
  const ids = idTable(goroutines.map((one) => one.id))
  const reasons: string[] = ['']
  const startNs: number[] = []
  const state: number[] = []
  const reason: number[] = []
  const stack: number[] = []
  const link: number[] = []
  const spanOffset = [0]
  const lostSpan: number[] = []
  const lostAt: number[] = []
  const executing: { span: number; goroutine: number; fromNs: number; toNs: number }[] = []

  goroutines.forEach((one, goroutine) => {
    one.spans.forEach((span, position) => {
      const text = span.reason ?? ''
      if (!reasons.includes(text)) reasons.push(text)
      const index = startNs.length
      startNs.push(span.startNs)
      state.push(span.state)
      reason.push(reasons.indexOf(text))
      stack.push(stacks.add(span.stack))
      link.push(span.state === GoroutineState.runnable && span.by !== undefined ? ids.indexOf(span.by) : NONE)
      const end = one.spans[position + 1]?.startNs ?? one.endNs
      if (span.lostNs !== undefined) {
        lostSpan.push(index)
        lostAt.push(span.lostNs)
      }
      if (span.state === GoroutineState.running || span.state === GoroutineState.syscall) {
        executing.push({ span: index, goroutine, fromNs: span.startNs, toNs: span.lostNs ?? end })
      }
    })
    spanOffset.push(startNs.length)
  })

  executing.sort((a, b) => a.fromNs - b.fromNs || a.toNs - b.toNs)
  const freeAt: number[] = []
  const onProcessor: { span: number; goroutine: number; fromNs: number; toNs: number }[][] = []
  for (const one of executing) {
    let processor = freeAt.findIndex((free) => free <= one.fromNs)
    if (processor < 0) {
      processor = freeAt.length
      freeAt.push(0)
      onProcessor.push([])
    }
    freeAt[processor] = one.toNs
    onProcessor[processor].push(one)
    link[one.span] = packPlace(processor, processor)
  }
  const processorOffset = [0]
  for (const list of onProcessor)
    processorOffset.push(processorOffset[processorOffset.length - 1] + list.length)
  const flat = onProcessor.flat()

  const ranges = [...(sketch.ranges ?? [])].sort((a, b) => a.startNs - b.startNs)
  const regions = [...(sketch.regions ?? [])].sort((a, b) => a.startNs - b.startNs)
  const tasks = sketch.tasks ?? []
  const logs = sketch.logs ?? []
  const samples = sketch.samples ?? []
  const labels = sketch.labels ?? []
  const sampleStacks = samples.map((one) => stacks.add(one.stack))
  const counter = (points: readonly (readonly [number, number])[] | undefined) => ({
    count: points?.length ?? 0,
    atNs: Float64Array.from(points ?? [], (point) => point[0]),
    value: Float64Array.from(points ?? [], (point) => point[1]),
  })
  const indexOf = (id: number | undefined): number => (id === undefined ? NONE : ids.indexOf(id))

  const starts = new TimeColumn(Float64Array.from(startNs), 1)
  const offset = Uint32Array.from(spanOffset)
  const rowEndNs = new RowEnds(
    Float64Array.from(goroutines, (one) => one.endNs),
    1,
    offset,
    Math.max(0, ...goroutines.map((one) => one.endNs)),
  )
  const flags = Uint8Array.from(
    goroutines,
    (one) =>
      (one.createdInTrace === true ? GoroutineFlag.createdInTrace : 0) |
      (one.ended === true ? GoroutineFlag.endedInTrace : 0) |
      (one.system === true ? GoroutineFlag.system : 0),
  )
  const goroutineTable = {
    count: goroutines.length,
    id: Float64Array.from(goroutines, (one) => one.id),
    functionName: Uint32Array.from(goroutines, (one) => strings.intern(one.name)),
    createdBy: Uint32Array.from(goroutines, (one) => indexOf(one.createdBy)),
    creationStack: Uint32Array.from(goroutines, (one) =>
      one.createdBy === undefined ? NONE : stacks.add(['main.spawn']),
    ),
    createdNs: new RowBegins(offset, starts),
    endedNs: new RowDeaths(rowEndNs, flags),
    flags,
    spanOffset: offset,
    rowEndNs,
  }
  const columns = {
    ranges: {
      count: ranges.length,
      startNs: Float64Array.from(ranges, (one) => one.startNs),
      endNs: Float64Array.from(ranges, (one) => one.endNs),
      name: Uint32Array.from(ranges, (one) => strings.intern(one.name)),
      scope: Uint8Array.from(ranges, (one) => one.scope ?? RangeScope.global),
      scopeId: Uint32Array.from(ranges, (one) =>
        one.scope === RangeScope.goroutine ? indexOf(one.scopeId) : (one.scopeId ?? NONE),
      ),
      stack: Uint32Array.from(ranges, () => NONE),
      flags: new Uint8Array(ranges.length),
      goroutine: Uint32Array.from(ranges, (one) => indexOf(one.goroutine)),
      bytesSwept: new Float64Array(ranges.length).fill(NaN),
      bytesReclaimed: new Float64Array(ranges.length).fill(NaN),
    },
    regions: {
      count: regions.length,
      taskId: Float64Array.from(regions, (one) => one.taskId ?? 0),
      name: Uint32Array.from(regions, (one) => strings.intern(one.name)),
      goroutine: Uint32Array.from(regions, (one) => indexOf(one.goroutine)),
      startNs: Float64Array.from(regions, (one) => one.startNs),
      endNs: Float64Array.from(regions, (one) => one.endNs),
      depth: Uint8Array.from(regions, (one) => one.depth ?? 0),
      flags: new Uint8Array(regions.length),
      stack: Uint32Array.from(regions, () => NONE),
    },
    tasks: {
      count: tasks.length,
      id: Float64Array.from(tasks, (one) => one.id),
      parentId: Float64Array.from(tasks, (one) => one.parentId ?? 0),
      name: Uint32Array.from(tasks, (one) => strings.intern(one.name)),
      startNs: Float64Array.from(tasks, (one) => one.startNs),
      endNs: Float64Array.from(tasks, (one) => one.endNs),
      startGoroutine: Uint32Array.from(tasks, (one) => indexOf(one.goroutine)),
      endGoroutine: Uint32Array.from(tasks, (one) => indexOf(one.goroutine)),
      startStack: Uint32Array.from(tasks, () => NONE),
    },
    logs: {
      count: logs.length,
      atNs: Float64Array.from(logs, (one) => one.atNs),
      goroutine: Uint32Array.from(logs, (one) => indexOf(one.goroutine)),
      taskId: new Float64Array(logs.length),
      category: Uint32Array.from(logs, (one) => strings.intern(one.category)),
      message: Uint32Array.from(logs, (one) => strings.intern(one.message)),
      stack: Uint32Array.from(logs, () => NONE),
    },
    labels: {
      count: labels.length,
      atNs: Float64Array.from(labels, (one) => one.atNs),
      goroutine: Uint32Array.from(labels, (one) => indexOf(one.goroutine)),
      label: Uint32Array.from(labels, (one) => strings.intern(one.label)),
    },
    cpuSamples: {
      count: samples.length,
      atNs: Float64Array.from(samples, (one) => one.atNs),
      goroutine: Uint32Array.from(samples, (one) => indexOf(one.goroutine)),
      thread: Uint32Array.from(samples, (one) => (one.thread === undefined ? NONE : one.thread - 100)),
      processor: Uint32Array.from(samples, (one) => one.processor ?? NONE),
      stack: Uint32Array.from(sampleStacks),
    },
  }
  const processorIds = onProcessor.map((_, index) => index)
  const { frames, stacks: stackTable } = stacks.finish()
  return {
    kind: 'trace',
    header: {
      minor: 26,
      format: 2,
      writtenBy: 'Go 1.26 or 1.27',
      byteLength: 0,
      firstGeneration: 1,
    },
    originNs: 1_000n,
    durationNs: sketch.durationNs,
    wallClock: [],
    generations: [],
    tables: {
      strings,
      frames,
      stacks: stackTable,
      goroutines: ids,
      threads: idTable(processorIds.map((id) => id + 100)),
    },
    goroutines: goroutineTable,
    spans: {
      count: startNs.length,
      startNs: starts,
      state: Uint8Array.from(state),
      reason: Uint8Array.from(reason),
      reasons,
      stack: new IndexColumn(Uint32Array.from(stack)),
      link: Uint32Array.from(link),
      syscallLostProcessor: { span: Uint32Array.from(lostSpan), atNs: Float64Array.from(lostAt) },
    },
    processors: {
      count: onProcessor.length,
      id: Uint32Array.from(processorIds),
      spanOffset: Uint32Array.from(processorOffset),
      span: Uint32Array.from(flat, (one) => one.span),
      spanGoroutine: Uint32Array.from(flat, (one) => one.goroutine),
      runOffset: Uint32Array.from(processorOffset),
      runStartNs: Float64Array.from(flat, (one) => one.fromNs),
      runEndNs: Float64Array.from(flat, (one) => one.toNs),
      runThread: Uint32Array.from(flat, (one) => link[one.span] & 0xfffff).map((m) => m - 1),
    },
    threads: {
      count: processorIds.length,
      id: Float64Array.from(processorIds, (id) => id + 100),
      firstNs: new Float64Array(processorIds.length),
      lastNs: new Float64Array(processorIds.length).fill(sketch.durationNs),
    },
    ...columns,
    metrics: [counter(sketch.gomaxprocs), counter(sketch.heapLive), counter(sketch.heapGoal)],
    eventCount: startNs.length,
    warnings: [],
    isComplete: true,
  }
}
