import { formatBytes, formatDuration, groupDigits } from '../base/format-units'
import type { ComparableTraceDto, ComparedFigureDto, TraceComparisonDto } from '../contract/compare-dto'
import { compareTraces, figureOf, ratioText, valuesOf } from '../contract/trace-compare'
import type { DocumentObject, DocumentValue } from '../query/analyses/document-value'
import { aligned, clean } from '../base/plain-lines'

export interface NamedTrace {
  readonly name: string
  readonly trace: ComparableTraceDto
}

const listedFunctions = 20

/** Every figure of both traces, as it is and per second of its trace. */
export function traceDiffDocument(before: NamedTrace, after: NamedTrace): DocumentObject {
  const compared = compareTraces(before.trace, after.trace)
  return {
    kind: 'trace-diff',
    before: sideOf(before),
    after: sideOf(after),
    notes: compared.notes,
    figures: compared.figures.map((figure) => figureValue(figure, compared)),
    functions: compared.functions.map(({ functionName, isRuntime, isInBefore, isInAfter, figures }) => ({
      function: functionName,
      isRuntime,
      isInBefore,
      isInAfter,
      figures: figures.map((figure) => figureValue(figure, compared)),
    })),
  }
}

const sideOf = ({ name, trace }: NamedTrace): DocumentValue => ({
  name,
  goVersion: trace.goVersion,
  durationNs: trace.durationNs,
  complete: trace.isComplete,
})

function figureValue(figure: ComparedFigureDto, compared: TraceComparisonDto): DocumentValue {
  const { key, group, label, unit, before, after, isSum, beforePlace, afterPlace } = figure
  const perSecond = isSum ? valuesOf(figure, compared, true) : undefined
  return {
    key,
    group,
    label,
    unit,
    before,
    after,
    perSecond: perSecond === undefined ? undefined : { ...perSecond },
    beforeAt: beforePlace === undefined ? undefined : { ...beforePlace },
    afterAt: afterPlace === undefined ? undefined : { ...afterPlace },
  }
}

/** Figures of the whole, per second where they are sums, and the start functions that changed most. */
export function traceDiffText(before: NamedTrace, after: NamedTrace): string {
  const compared = compareTraces(before.trace, after.trace)
  const head = [before, after].map(
    ({ name, trace }, at) =>
      `  ${at === 0 ? 'from' : 'to  '}  ${clean(name)}: ${trace.goVersion}, ${formatDuration(trace.durationNs)}`,
  )
  const lines = [...head, '', '  Sums and counts are per second of each trace (--json has both).']
  let group = ''
  for (const figure of compared.figures) {
    if (figure.before === null && figure.after === null) continue
    if (figure.group !== group) {
      group = figure.group
      lines.push('', `  ${group}`)
    }
    lines.push(figureLine(figure, compared))
  }
  lines.push('', ...functionLines(compared), '', ...compared.notes.map((note) => `  ${note}`))
  return lines.join('\n') + '\n'
}

function figureLine(figure: ComparedFigureDto, compared: TraceComparisonDto): string {
  const { before, after } = valuesOf(figure, compared, true)
  const text = (value: number | null): string =>
    value === null ? '-' : `${valueText(value, figure)}${figure.isSum ? '/s' : ''}`
  return `    ${clean(figure.label).padEnd(34)} ${text(before).padStart(12)} → ${text(after).padEnd(12)} ${ratioText(before, after)}`.trimEnd()
}

/** Counts per second are seldom whole. */
function rateText(value: number): string {
  if (Number.isInteger(value)) return groupDigits(value)
  const rounded = Number(value.toPrecision(3))
  return rounded >= 1000 ? groupDigits(rounded) : String(rounded)
}

function valueText(value: number, { unit }: Pick<ComparedFigureDto, 'unit'>): string {
  switch (unit) {
    case 'ns':
      return formatDuration(value)
    case 'bytes':
      return formatBytes(value)
    case 'count':
      return rateText(value)
  }
}

/** Change per second of each trace; waits for a P as they are. */
function functionLines(compared: TraceComparisonDto): string[] {
  const shown = compared.functions.slice(0, listedFunctions)
  const rest = compared.functions.length - shown.length
  const cells = shown.map((one) => {
    const change = (key: string): string => {
      const figure = figureOf(one, key)
      if (figure === undefined) return '0'
      const { before, after } = valuesOf(figure, compared, true)
      return signed((after ?? 0) - (before ?? 0), figure)
    }
    const p99 = figureOf(one, 'latency.p99')
    const goroutines = figureOf(one, 'goroutines')
    const known = (value: number | null | undefined): string =>
      value === null || value === undefined ? '-' : formatDuration(value)
    return [
      change('state.running'),
      change('state.runnable'),
      signed(blockedChange(one.figures, compared), { unit: 'ns' }),
      change('state.gc-assist'),
      `${known(p99?.before)} → ${known(p99?.after)}`,
      `${goroutines?.before ?? 0} → ${goroutines?.after ?? 0}`,
      nameOf(one),
    ]
  })
  return [
    '  Start functions, most changed first (change per second of each trace):',
    ...aligned([
      ['running', 'runnable', 'blocked', 'assist', 'p99 wait for a P', 'goroutines', 'function'],
      ...cells,
    ]).map((line) => `    ${line}`),
    ...(rest > 0 ? [`    and ${rest} more (--json has all)`] : []),
  ]
}

const blockedKeys = ['state.blocked-sync', 'state.blocked-channel', 'state.network', 'state.syscall']

function blockedChange(figures: readonly ComparedFigureDto[], compared: TraceComparisonDto): number {
  return figures
    .filter(({ key }) => blockedKeys.includes(key))
    .reduce((sum, figure) => {
      const { before, after } = valuesOf(figure, compared, true)
      return sum + (after ?? 0) - (before ?? 0)
    }, 0)
}

function nameOf(compared: TraceComparisonDto['functions'][number]): string {
  const name = compared.isRuntime
    ? '(the runtime’s own)'
    : compared.functionName === ''
      ? '(start function unknown)'
      : clean(compared.functionName)
  if (!compared.isInBefore) return `${name}  new`
  return compared.isInAfter ? name : `${name}  gone`
}

function signed(value: number, figure: Pick<ComparedFigureDto, 'unit'>): string {
  if (value === 0) return '0'
  return `${value > 0 ? '+' : '−'}${valueText(Math.abs(value), figure)}`
}
