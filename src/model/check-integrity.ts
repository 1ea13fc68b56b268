/** Whether a trace keeps the promises of trace.ts. For tests, and for doubts in the field. */
import { GoroutineState as G, NONE } from './states'
import type { Trace } from './trace'
import { processorOfPlace, threadOfPlace } from './trace'

const mostProblems = 50

/** Legal moves between states of neighbouring spans (Go 1.27 internal/trace/event.go, StateTransition). */
const legalAfter: readonly (readonly number[])[] = [
  /* undetermined */ [G.runnable, G.running, G.waiting, G.syscall],
  /* notExist */ [G.runnable, G.waiting, G.syscall],
  /* runnable */ [G.running],
  /* running */ [G.runnable, G.waiting, G.syscall],
  /* waiting */ [G.runnable],
  /* syscall */ [G.running, G.runnable],
]

export interface IntegrityOptions {
  /** Whether the file is sound: then states must follow each other legally and processors run one thing at a time. */
  readonly isSound: boolean
  /** By how much raw clocks of two threads may disagree. */
  readonly skewNs?: number
}

/** The first broken promises, in words; empty for a good trace. */
export function checkIntegrity(trace: Trace, options: IntegrityOptions): string[] {
  const problems: string[] = []
  const expect = (condition: boolean, words: () => string): void => {
    if (!condition && problems.length < mostProblems) problems.push(words())
  }
  checkTables(trace, expect)
  checkGoroutines(trace, options, expect)
  checkProcessors(trace, options, expect)
  checkIntervals(trace, expect)
  checkPoints(trace, expect)
  return problems
}

type Expect = (condition: boolean, words: () => string) => void

function checkTables(trace: Trace, expect: Expect): void {
  const { strings, frames, stacks } = trace.tables
  for (let frame = 0; frame < frames.count; frame++) {
    expect(frames.functionName[frame] < strings.count, () => `frame ${frame}: function name`)
    expect(frames.file[frame] < strings.count, () => `frame ${frame}: file`)
  }
  for (let stack = 0; stack < stacks.count; stack++) {
    expect(stacks.offset[stack] <= stacks.offset[stack + 1], () => `stack ${stack}: offsets`)
    for (let i = stacks.offset[stack]; i < stacks.offset[stack + 1]; i++)
      expect(stacks.frame[i] < frames.count, () => `stack ${stack}: frame`)
  }
}

function checkGoroutines(trace: Trace, options: IntegrityOptions, expect: Expect): void {
  const { goroutines, spans, tables, durationNs } = trace
  const isStack = (stack: number): boolean => stack === NONE || stack < tables.stacks.count
  expect(goroutines.count === tables.goroutines.count, () => 'goroutines: count differs from the id table')
  expect(goroutines.spanOffset.length === goroutines.count + 1, () => 'goroutines: offsets')
  expect(
    goroutines.spanOffset[goroutines.count] === spans.count,
    () => 'spans: count differs from the offsets',
  )
  for (const column of [spans.startNs, spans.state, spans.reason, spans.stack, spans.link])
    expect(column.length === spans.count, () => 'spans: a column has another length')
  for (let g = 0; g < goroutines.count; g++) {
    const name = (): string => `goroutine ${goroutines.id[g]}`
    const from = goroutines.spanOffset[g]
    const to = goroutines.spanOffset[g + 1]
    expect(tables.goroutines.indexOf(goroutines.id[g]) === g, () => `${name()}: id table`)
    expect(goroutines.functionName[g] < tables.strings.count, () => `${name()}: function name`)
    expect(
      goroutines.createdBy[g] === NONE || goroutines.createdBy[g] < goroutines.count,
      () => `${name()}: creator`,
    )
    expect(isStack(goroutines.creationStack[g]), () => `${name()}: creation stack`)
    if (from === to) continue
    expect(
      goroutines.rowEndNs.at(g) >= spans.startNs.at(to - 1),
      () => `${name()}: row ends before its last span`,
    )
    expect(goroutines.rowEndNs.at(g) <= durationNs, () => `${name()}: row ends after the trace`)
    for (let span = from; span < to; span++) {
      const state = spans.state[span]
      expect(
        spans.startNs.at(span) >= 0 && spans.startNs.at(span) <= durationNs,
        () => `${name()}: time ${spans.startNs.at(span)}`,
      )
      expect(state < legalAfter.length, () => `${name()}: state ${state}`)
      expect(spans.reason[span] < spans.reasons.length, () => `${name()}: reason`)
      expect(isStack(spans.stack.at(span)), () => `${name()}: stack`)
      checkLink(trace, span, name, expect)
      if (span === from) continue
      expect(spans.startNs.at(span - 1) <= spans.startNs.at(span), () => `${name()}: time steps back`)
      if (!options.isSound) continue
      const before = spans.state[span - 1]
      expect(
        legalAfter[before].includes(state) || state === G.notExist,
        () => `${name()}: from state ${before} to ${state}`,
      )
    }
  }
  const { span, atNs } = spans.syscallLostProcessor
  for (let row = 0; row < span.length; row++) {
    expect(
      span[row] < spans.count && spans.state[span[row]] === G.syscall,
      () => `lost processor ${row}: span`,
    )
    expect(row === 0 || span[row - 1] <= span[row], () => `lost processor ${row}: order`)
    expect(atNs[row] <= durationNs, () => `lost processor ${row}: time`)
  }
}

function checkLink(trace: Trace, span: number, name: () => string, expect: Expect): void {
  const { spans, goroutines, tables } = trace
  const link = spans.link[span]
  const state = spans.state[span]
  if (state === G.running || state === G.syscall) {
    expect(threadOfPlace(link) < tables.threads.count, () => `${name()}: thread of a span`)
  } else if (state === G.runnable) {
    expect(link === NONE || link < goroutines.count, () => `${name()}: waker`)
  } else expect(link === NONE, () => `${name()}: link of a span that has none`)
}

function checkProcessors(trace: Trace, options: IntegrityOptions, expect: Expect): void {
  const { processors, spans, goroutines, durationNs } = trace
  const skewNs = options.skewNs ?? 0
  expect(processors.spanOffset[processors.count] === processors.span.length, () => 'processors: span offsets')
  expect(
    processors.runOffset[processors.count] === processors.runStartNs.length,
    () => 'processors: run offsets',
  )
  for (let p = 0; p < processors.count; p++) {
    const name = (): string => `P ${processors.id[p]}`
    let endBefore = 0
    for (let row = processors.spanOffset[p]; row < processors.spanOffset[p + 1]; row++) {
      const span = processors.span[row]
      const g = processors.spanGoroutine[row]
      expect(span < spans.count, () => `${name()}: span`)
      expect(g < goroutines.count, () => `${name()}: goroutine`)
      if (span >= spans.count || g >= goroutines.count) continue
      expect(
        span >= goroutines.spanOffset[g] && span < goroutines.spanOffset[g + 1],
        () => `${name()}: span ${span} is not of goroutine ${goroutines.id[g]}`,
      )
      const state = spans.state[span]
      expect(state === G.running || state === G.syscall, () => `${name()}: runs a span of state ${state}`)
      const place = processorOfPlace(spans.link[span])
      expect(place === processors.id[p] || place === -1, () => `${name()}: span says P ${place}`)
      if (!options.isSound || state !== G.running) continue
      const start = spans.startNs.at(span)
      expect(start >= endBefore - skewNs, () => `${name()}: two goroutines at ${start}, until ${endBefore}`)
      endBefore = Math.max(
        endBefore,
        span + 1 < goroutines.spanOffset[g + 1] ? spans.startNs.at(span + 1) : goroutines.rowEndNs.at(g),
      )
    }
    let runBefore = 0
    for (let run = processors.runOffset[p]; run < processors.runOffset[p + 1]; run++) {
      expect(processors.runStartNs[run] >= runBefore, () => `${name()}: runs overlap`)
      expect(
        processors.runEndNs[run] >= processors.runStartNs[run],
        () => `${name()}: a run ends before it begins`,
      )
      expect(processors.runEndNs[run] <= durationNs, () => `${name()}: a run ends after the trace`)
      runBefore = processors.runEndNs[run]
    }
  }
}

function checkIntervals(trace: Trace, expect: Expect): void {
  const { ranges, regions, tasks, tables, durationNs } = trace
  for (const [name, rows] of [
    ['range', ranges],
    ['region', regions],
  ] as const) {
    for (let row = 0; row < rows.count; row++) {
      expect(rows.startNs[row] <= rows.endNs[row], () => `${name} ${row}: ends before it begins`)
      expect(
        rows.startNs[row] >= 0 && rows.endNs[row] <= durationNs,
        () => `${name} ${row}: outside the trace`,
      )
      expect(row === 0 || rows.startNs[row - 1] <= rows.startNs[row], () => `${name} ${row}: order`)
      expect(rows.name[row] < tables.strings.count, () => `${name} ${row}: name`)
      expect(isGoroutine(trace, rows.goroutine[row]), () => `${name} ${row}: goroutine`)
      expect(isStack(trace, rows.stack[row]), () => `${name} ${row}: stack`)
    }
  }
  for (let row = 0; row < tasks.count; row++) {
    expect(!(tasks.startNs[row] > tasks.endNs[row]), () => `task ${row}: ends before it begins`)
    expect(tasks.name[row] < tables.strings.count, () => `task ${row}: name`)
    expect(isGoroutine(trace, tasks.startGoroutine[row]), () => `task ${row}: goroutine`)
    expect(isGoroutine(trace, tasks.endGoroutine[row]), () => `task ${row}: goroutine at its end`)
    expect(isStack(trace, tasks.startStack[row]), () => `task ${row}: stack`)
  }
}

function checkPoints(trace: Trace, expect: Expect): void {
  const { logs, labels, cpuSamples, metrics, tables, durationNs } = trace
  const inTime = (name: string, atNs: Float64Array): void => {
    for (let row = 0; row < atNs.length; row++) {
      expect(atNs[row] >= 0 && atNs[row] <= durationNs, () => `${name} ${row}: outside the trace`)
      expect(row === 0 || atNs[row - 1] <= atNs[row], () => `${name} ${row}: order`)
    }
  }
  inTime('log', logs.atNs)
  inTime('label', labels.atNs)
  inTime('sample', cpuSamples.atNs)
  for (const metric of metrics) inTime('metric', metric.atNs)
  for (let row = 0; row < logs.count; row++) {
    expect(logs.category[row] < tables.strings.count, () => `log ${row}: category`)
    expect(logs.message[row] < tables.strings.count, () => `log ${row}: message`)
    expect(isGoroutine(trace, logs.goroutine[row]), () => `log ${row}: goroutine`)
    expect(isStack(trace, logs.stack[row]), () => `log ${row}: stack`)
  }
  for (let row = 0; row < labels.count; row++) {
    expect(labels.label[row] < tables.strings.count, () => `label ${row}: text`)
    expect(isGoroutine(trace, labels.goroutine[row]), () => `label ${row}: goroutine`)
  }
  for (let row = 0; row < cpuSamples.count; row++) {
    expect(isGoroutine(trace, cpuSamples.goroutine[row]), () => `sample ${row}: goroutine`)
    expect(isStack(trace, cpuSamples.stack[row]), () => `sample ${row}: stack`)
    const thread = cpuSamples.thread[row]
    expect(thread === NONE || thread < tables.threads.count, () => `sample ${row}: thread`)
  }
}

function isGoroutine(trace: Trace, goroutine: number): boolean {
  return goroutine === NONE || goroutine < trace.goroutines.count
}

function isStack(trace: Trace, stack: number): boolean {
  return stack === NONE || stack < trace.tables.stacks.count
}
