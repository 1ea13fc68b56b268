/**
 * Turns a filter expression into a test of goroutines.
 */
import { assertUnreachable } from '../../base/assert'
import { visualStateIndex, visualStates } from '../../contract/visual-states'
import { compareNumbers, compareTexts } from '../../filter/compare'
import { parseFilter } from '../../filter/parse'
import type { Comparison, Expression } from '../../filter/parse'
import type { FilterError } from '../../filter/tokens'
import { succeed } from '../../base/result'
import type { Result } from '../../base/result'
import { GoroutineState, NONE, goroutineStateNames, GoroutineFlag } from '../../model/states'
import { figuresOf } from './figures-of'
import { newFigures } from './figures'
import type { GoroutineFigures } from './figures'
import { blockedNsOf, runnableNsOf, runningNsOf } from './groups'
import { reasonReader } from './network-wake'
import { packageOf } from '../../base/function-names'
import type { TraceIndex } from '../trace-index'
import { isBlockedState, NOT_DRAWN } from '../visual-state'

export type GoroutineTest = (goroutine: number) => boolean

/** A test, or undefined when the text is empty and everything passes. */
export function goroutineTest(
  index: TraceIndex,
  filter: string,
): Result<GoroutineTest | undefined, FilterError> {
  const parsed = parseFilter(filter)
  if (!parsed.ok) return parsed
  return succeed(parsed.value === undefined ? undefined : compileGoroutineTest(index, parsed.value))
}

/** Of an expression that has been read already. */
export function compileGoroutineTest(index: TraceIndex, expression: Expression): GoroutineTest {
  const { trace } = index
  const { goroutines, tables } = trace
  switch (expression.type) {
    case 'and':
      return compileAnd(index, expression.parts)
    case 'or': {
      const tests = expression.parts.map((part) => compileGoroutineTest(index, part))
      return (goroutine) => tests.some((test) => test(goroutine))
    }
    case 'not': {
      const test = compileGoroutineTest(index, expression.part)
      return (goroutine) => !test(goroutine)
    }
    case 'compare':
      return expression.scope === 'span'
        ? spanTest(index, [expression])
        : goroutineComparison(index, expression)
    case 'flag':
      if (expression.field === 'system') return (one) => (goroutines.flags[one] & GoroutineFlag.system) !== 0
      return (one) => Number.isNaN(goroutines.endedNs.at(one))
    case 'exists-at': {
      const { timeNs } = expression
      return (one) =>
        goroutines.createdNs.at(one) <= timeNs &&
        (Number.isNaN(goroutines.endedNs.at(one))
          ? timeNs <= trace.durationNs
          : timeNs < goroutines.endedNs.at(one))
    }
    case 'woken-by': {
      const isWaker = namedTest(index, expression.text, expression.goroutine)
      return (one) => wokenBySome(index, one, isWaker)
    }
    case 'text': {
      const { text, goroutine } = expression
      const matches = memoByString(tables.strings.count, (string) =>
        tables.strings.get(string).toLowerCase().includes(text),
      )
      return (one) => goroutines.id[one] === goroutine || matches(goroutines.functionName[one])
    }
    default:
      return assertUnreachable(expression)
  }
}

/** Comparisons about spans that stand together must hold for one span. */
function compileAnd(index: TraceIndex, parts: readonly Expression[]): GoroutineTest {
  const aboutSpans: Comparison[] = []
  const tests: GoroutineTest[] = []
  for (const part of parts) {
    if (part.type === 'compare' && part.scope === 'span') aboutSpans.push(part)
    else tests.push(compileGoroutineTest(index, part))
  }
  if (aboutSpans.length > 0) tests.push(spanTest(index, aboutSpans))
  return (goroutine) => tests.every((test) => test(goroutine))
}

function namedTest(index: TraceIndex, text: string, id: number | undefined): GoroutineTest {
  const { goroutines, tables } = index.trace
  const matches = memoByString(tables.strings.count, (string) =>
    tables.strings.get(string).toLowerCase().includes(text),
  )
  return (one) => (id === undefined ? matches(goroutines.functionName[one]) : goroutines.id[one] === id)
}

function wokenBySome(index: TraceIndex, goroutine: number, isWaker: GoroutineTest): boolean {
  const { spans, goroutines } = index.trace
  const first = goroutines.spanOffset[goroutine]
  for (let span = first + 1; span < goroutines.spanOffset[goroutine + 1]; span++) {
    if (spans.state[span] !== GoroutineState.runnable || spans.state[span - 1] !== GoroutineState.waiting)
      continue
    const waker = spans.link[span]
    if (waker !== NONE && isWaker(waker)) return true
  }
  return false
}

function goroutineComparison(index: TraceIndex, comparison: Comparison): GoroutineTest {
  const { goroutines, tables } = index.trace
  const { field, operator, value } = comparison
  if (typeof value === 'string') {
    const test = compareTexts(operator, value)
    const matches = memoByString(tables.strings.count, (string) => {
      const name = tables.strings.get(string)
      return test(field === 'package' ? packageOf(name) : name)
    })
    if (field !== 'creator') return (one) => matches(goroutines.functionName[one])
    return (one) => {
      const creator = goroutines.createdBy[one]
      return creator === NONE ? test('') : matches(goroutines.functionName[creator])
    }
  }
  const test = compareNumbers(operator, value)
  const scratch = newFigures()
  const figures = (one: number): GoroutineFigures => figuresOf(index, one, scratch)
  switch (field) {
    case 'id':
      return (one) => test(goroutines.id[one])
    case 'lifetime':
      return (one) => test(lifetimeNs(index, one))
    case 'running':
      return (one) => test(runningNsOf(figures(one).times))
    case 'runnable':
      return (one) => test(runnableNsOf(figures(one).times))
    case 'syscall':
      return (one) => test(figures(one).times[visualStateIndex.syscall])
    case 'assist':
      return (one) => test(figures(one).times[visualStateIndex['gc-assist']])
    case 'blocked':
      return (one) => test(blockedNsOf(figures(one).times))
    case 'longest':
      return (one) => test(figures(one).longestWaitNs)
    case 'waits':
      return (one) => test(figures(one).waitCount)
    case 'spans':
      return (one) => test(goroutines.spanOffset[one + 1] - goroutines.spanOffset[one])
    case 'created':
      return (one) => test(goroutines.createdNs.at(one))
    case 'ended':
      return (one) => test(goroutines.endedNs.at(one))
    case 'function':
    case 'package':
    case 'creator':
    case 'state':
    case 'reason':
    case 'duration':
    case 'start':
    case 'alive':
    case 'system':
      return () => false
    default:
      return assertUnreachable(field)
  }
}

/** From first appearance to end, or to the end of the trace. */
export function lifetimeNs(index: TraceIndex, goroutine: number): number {
  const { goroutines, durationNs } = index.trace
  const endedNs = goroutines.endedNs.at(goroutine)
  return Math.max(0, (Number.isNaN(endedNs) ? durationNs : endedNs) - goroutines.createdNs.at(goroutine))
}

/** Some span of the goroutine for which every comparison holds. */
function spanTest(index: TraceIndex, comparisons: readonly Comparison[]): GoroutineTest {
  const { spans, goroutines } = index.trace
  const byKey = {
    usual: keysThatFit(index, comparisons, index.codes),
    worker: keysThatFit(index, comparisons, index.workerCodes),
  }
  const numbers = comparisons.flatMap(({ field, operator, value }) =>
    typeof value === 'number'
      ? [{ isDuration: field === 'duration', test: compareNumbers(operator, value) }]
      : [],
  )
  const reasonAt = reasonReader(index.trace)
  return (goroutine) => {
    const fits = index.isGcWorker[goroutine] === 1 ? byKey.worker : byKey.usual
    const first = goroutines.spanOffset[goroutine]
    const end = goroutines.spanOffset[goroutine + 1]
    for (let span = first; span < end; span++) {
      if (fits[(spans.state[span] << 8) | reasonAt(first, span)] === 0) continue
      const startNs = spans.startNs.at(span)
      const endNs = span + 1 < end ? spans.startNs.at(span + 1) : goroutines.rowEndNs.at(goroutine)
      if (numbers.every(({ isDuration, test }) => test(isDuration ? endNs - startNs : startNs))) return true
    }
    return false
  }
}

/** 1 by `state << 8 | reason` where the comparisons of state and reason hold. */
function keysThatFit(index: TraceIndex, comparisons: readonly Comparison[], codes: Uint8Array): Uint8Array {
  const { reasons } = index.trace.spans
  const fits = new Uint8Array(codes.length)
  for (let key = 0; key < codes.length; key++) {
    const reason = reasons[key & 0xff]
    if (codes[key] === NOT_DRAWN || reason === undefined) continue
    const isFit = comparisons.every(({ field, operator, value }) => {
      if (typeof value === 'number') return true
      const test = compareTexts(operator, value)
      if (field === 'reason') return test(reason)
      const names = [
        visualStates[codes[key]],
        goroutineStateNames[key >> 8],
        isBlockedState(codes[key]) ? 'blocked' : '',
      ]
      return operator === '!=' || operator === '!~' ? names.every(test) : names.some(test)
    })
    if (isFit) fits[key] = 1
  }
  return fits
}

/** A test of strings, computed once for each. */
function memoByString(count: number, test: (string: number) => boolean): (string: number) => boolean {
  const known = new Uint8Array(count)
  return (string) => {
    if (known[string] === 0) known[string] = test(string) ? 2 : 1
    return known[string] === 2
  }
}
