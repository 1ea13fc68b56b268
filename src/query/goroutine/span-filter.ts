/**
 * Turns a filter expression into a test of the spans of one goroutine: the same language as that for goroutines, read
 * span by span. Fields about goroutines hold for all of its spans or for none.
 */
import { assertUnreachable } from '../../base/assert'
import { fail, succeed } from '../../base/result'
import type { Result } from '../../base/result'
import { visualStates } from '../../contract/visual-states'
import { compareNumbers, compareTexts } from '../../filter/compare'
import { parseFilter } from '../../filter/parse'
import type { Expression } from '../../filter/parse'
import type { FilterError } from '../../filter/tokens'
import { GoroutineState, NONE, goroutineStateNames } from '../../model/states'
import { compileGoroutineTest } from './filter'
import { reasonReader } from './network-wake'
import { endOfSpan } from './span-details'
import { frameDto, placeFrame } from '../stack-dto'
import type { TraceIndex } from '../trace-index'
import { isBlockedState, NOT_DRAWN } from '../visual-state'

export type SpanTest = (span: number) => boolean

/** Span indices of the goroutine that fit, in order of time; undefined when the text is empty and all do. */
export function spansThatFit(
  index: TraceIndex,
  goroutine: number,
  filter: string,
): Result<Uint32Array | undefined, FilterError> {
  const parsed = parseFilter(filter)
  if (!parsed.ok) return fail(parsed.error)
  if (parsed.value === undefined) return succeed(undefined)
  const test = compileSpanTest(index, goroutine, parsed.value)
  const { spanOffset } = index.trace.goroutines
  const found: number[] = []
  for (let span = spanOffset[goroutine]; span < spanOffset[goroutine + 1]; span++)
    if (test(span)) found.push(span)
  return succeed(Uint32Array.from(found))
}

/** A test of the spans of one goroutine. */
export function compileSpanTest(index: TraceIndex, goroutine: number, expression: Expression): SpanTest {
  const { trace } = index
  const { spans } = trace
  switch (expression.type) {
    case 'and': {
      const tests = expression.parts.map((part) => compileSpanTest(index, goroutine, part))
      return (span) => tests.every((test) => test(span))
    }
    case 'or': {
      const tests = expression.parts.map((part) => compileSpanTest(index, goroutine, part))
      return (span) => tests.some((test) => test(span))
    }
    case 'not': {
      const test = compileSpanTest(index, goroutine, expression.part)
      return (span) => !test(span)
    }
    case 'compare': {
      const { field, operator, value, scope } = expression
      if (scope === 'goroutine') return constant(index, goroutine, expression)
      if (typeof value === 'string') return wordTest(index, goroutine, field === 'reason', operator, value)
      const test = compareNumbers(operator, value)
      return field === 'duration'
        ? (span) => test(endOfSpan(trace, goroutine, span) - spans.startNs.at(span))
        : (span) => test(spans.startNs.at(span))
    }
    case 'exists-at': {
      const { timeNs } = expression
      return (span) => spans.startNs.at(span) <= timeNs && timeNs < endOfSpan(trace, goroutine, span)
    }
    case 'woken-by': {
      const isWaker = partnerTest(index, expression.text, expression.goroutine)
      return (span) => isWaker(partnerOf(index, goroutine, span))
    }
    case 'flag':
      return constant(index, goroutine, expression)
    case 'text':
      return textTest(index, goroutine, expression.text, expression.goroutine)
    default:
      return assertUnreachable(expression)
  }
}

function constant(index: TraceIndex, goroutine: number, expression: Expression): SpanTest {
  const holds = compileGoroutineTest(index, expression)(goroutine)
  return () => holds
}

/** Tests of state and reason depend on both alone: each pair is looked at once. */
function wordTest(
  index: TraceIndex,
  goroutine: number,
  isReason: boolean,
  operator: '=' | '!=' | '<' | '<=' | '>' | '>=' | '~' | '!~',
  value: string,
): SpanTest {
  const { spans, goroutines } = index.trace
  const codes = index.isGcWorker[goroutine] === 1 ? index.workerCodes : index.codes
  const reasonAt = reasonReader(index.trace)
  const first = goroutines.spanOffset[goroutine]
  const test = compareTexts(operator, value)
  const known = new Map<number, boolean>()
  return (span) => {
    const reason = reasonAt(first, span)
    const key = (spans.state[span] << 8) | reason
    let holds = known.get(key)
    if (holds === undefined) {
      if (isReason) holds = test(spans.reasons[reason])
      else {
        const code = codes[key]
        const names = [
          goroutineStateNames[spans.state[span]],
          ...(code === NOT_DRAWN ? [] : [visualStates[code], isBlockedState(code) ? 'blocked' : '']),
        ]
        holds = operator === '!=' || operator === '!~' ? names.every(test) : names.some(test)
      }
      known.set(key, holds)
    }
    return holds
  }
}

/** State, reason, the place it began at, and who woke it. */
function textTest(index: TraceIndex, goroutine: number, text: string, id: number | undefined): SpanTest {
  const { trace } = index
  const { spans, goroutines } = trace
  const reasonAt = reasonReader(trace)
  const first = goroutines.spanOffset[goroutine]
  const byStack = new Map<number, boolean>()
  const hasText = (value: string): boolean => value.toLowerCase().includes(text)
  const isPartner = partnerTest(index, text, id)
  return (span) => {
    if (hasText(goroutineStateNames[spans.state[span]]) || hasText(spans.reasons[reasonAt(first, span)]))
      return true
    const stack = spans.stack.at(span)
    let holds = byStack.get(stack)
    if (holds === undefined) {
      const frame = stack === NONE ? undefined : placeFrame(trace, stack)
      const place = frame === undefined ? undefined : frameDto(trace, frame)
      holds = place !== undefined && (hasText(place.functionName) || hasText(`${place.file}:${place.line}`))
      byStack.set(stack, holds)
    }
    return holds || isPartner(partnerOf(index, goroutine, span))
  }
}

/** Who created it or ended the wait: goroutine index, or NONE where the trace names nobody. */
function partnerOf({ trace }: TraceIndex, goroutine: number, span: number): number {
  const { spans, goroutines } = trace
  if (spans.state[span] === GoroutineState.runnable) return spans.link[span]
  const next = span + 1
  return spans.state[span] === GoroutineState.waiting &&
    next < goroutines.spanOffset[goroutine + 1] &&
    spans.state[next] === GoroutineState.runnable
    ? spans.link[next]
    : NONE
}

function partnerTest(
  { trace }: TraceIndex,
  text: string,
  id: number | undefined,
): (partner: number) => boolean {
  const { goroutines, tables } = trace
  return (partner) => {
    if (partner === NONE) return false
    if (id !== undefined) return goroutines.id[partner] === id
    return tables.strings.get(goroutines.functionName[partner]).toLowerCase().includes(text)
  }
}
