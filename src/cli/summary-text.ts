/**
 * A summary for people: short, aligned, fit to be pasted into a ticket. Every figure is in the JSON form too.
 */
import { formatBytes, formatDuration, formatShare, groupDigits } from '../base/format-units'
import { harmlessLine } from '../base/harmless-text'
import type { DocumentObject, DocumentValue } from '../query/analyses/document-value'
import type { FileSummary } from './file-summary'

const listedReasons = 8
const listedFunctions = 12
const listedFindings = 8

export function summaryText(name: string, summary: FileSummary): string {
  const { document } = summary
  const lines = [`${harmlessLine(name)}: ${summary.label}`]
  if (summary.kind === 'trace' && summary.eventCount > 0) lines.push(...traceLines(document))
  lines.push(...(summary.textLines ?? []))
  return lines.join('\n') + '\n'
}

function traceLines(document: DocumentObject): string[] {
  const durationNs = numberOf(document['durationNs'])
  const facts: [string, string][] = [
    [
      'file',
      `${formatBytes(numberOf(document['sizeBytes']))}, ${groupDigits(numberOf(document['events']))} events`,
    ],
    ['time', `${formatDuration(durationNs)}${startText(document)}`],
    ['processors', processorsText(document)],
    [
      'goroutines',
      `${groupDigits(numberOf(document['goroutineCount']))}, at most ${groupDigits(numberOf(document['goroutineMaxSimultaneous']))} at once`,
    ],
    ['collections', collectionsText(document)],
    ['annotations', annotationsText(document)],
  ]
  const lines = facts
    .filter(([, text]) => text !== '')
    .map(([label, text]) => `  ${label.padEnd(12)}  ${text}`)
  lines.push(...findingLines(document['findings']))
  lines.push(...blockLines(document))
  lines.push(...groupLines(document))
  return lines
}

function startText(document: DocumentObject): string {
  const wallClock = document['wallClockAtFirstSync']
  return typeof wallClock === 'string' ? `, began at ${wallClock}` : ''
}

function processorsText(document: DocumentObject): string {
  const samples = listOf(document['gomaxprocs']).map((sample) => numberOf(fieldOf(sample, 'value')))
  const least = Math.min(...samples)
  const most = Math.max(...samples)
  const setting = samples.length === 0 ? '' : ` (GOMAXPROCS ${least === most ? most : `${least} to ${most}`})`
  return `${groupDigits(numberOf(document['procCount']))}${setting}, ${groupDigits(numberOf(document['threadCount']))} threads`
}

function collectionsText(document: DocumentObject): string {
  const gc = document['gc']
  const stw = document['stw']
  const cycles = numberOf(fieldOf(gc, 'count'))
  const stops = numberOf(fieldOf(stw, 'count'))
  return (
    `${counted(cycles, 'mark phase')}${cycles === 0 ? '' : ` (${formatDuration(numberOf(fieldOf(gc, 'ns')))})`}, ` +
    `${counted(stops, 'stop-the-world', 'stop-the-worlds')}${stops === 0 ? '' : ` (${formatDuration(numberOf(fieldOf(stw, 'ns')))})`}`
  )
}

function annotationsText(document: DocumentObject): string {
  const parts: [number, string][] = [
    [numberOf(document['taskCount']), 'task'],
    [numberOf(document['regionCount']), 'region'],
    [numberOf(document['logCount']), 'log message'],
    [numberOf(document['cpuSamples']), 'CPU sample'],
  ]
  return parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => counted(count, word))
    .join(', ')
}

function findingLines(findings: DocumentValue): string[] {
  const all = listOf(findings)
  if (all.length === 0) return []
  const lines = all.slice(0, listedFindings).map((finding) => {
    const text = fieldOf(finding, 'text')
    const isLikely = fieldOf(finding, 'certainty') === 'likely'
    return `  ${isLikely ? 'likely: ' : ''}${typeof text === 'string' ? text : ''}`
  })
  return ['', '  findings, worst first', ...lines.map((line) => `  ${line}`)]
}

function blockLines(document: DocumentObject): string[] {
  const rows = fieldsOf(document['blockByReason'])
    .map(([reason, figures]) => ({
      reason: reason === '' ? '(since before the trace)' : reason,
      count: numberOf(fieldOf(figures, 'count')),
      ns: numberOf(fieldOf(figures, 'ns')),
    }))
    .sort((a, b) => b.ns - a.ns)
  if (rows.length === 0) return []
  const total = rows.reduce((sum, row) => sum + row.ns, 0)
  const table = rows
    .slice(0, listedReasons)
    .map((row) => [
      row.reason,
      formatDuration(row.ns),
      formatShare(total === 0 ? 0 : row.ns / total),
      counted(row.count, 'goroutine'),
    ])
  return ['', '  blocked, sum over goroutines', ...aligned(table, [false, true, true, true])]
}

function groupLines(document: DocumentObject): string[] {
  const groups = listOf(document['goroutineGroups'])
    .map((group) => ({
      name: String(fieldOf(group, 'name') ?? ''),
      count: numberOf(fieldOf(group, 'count')),
      execNs: numberOf(fieldOf(group, 'execNs')),
      schedWaitNs: numberOf(fieldOf(group, 'schedWaitNs')),
      syscallNs: numberOf(fieldOf(group, 'syscallNs')) + numberOf(fieldOf(group, 'syscallBlockNs')),
      blockNs: fieldsOf(fieldOf(group, 'blockNs')).reduce((sum, [, ns]) => sum + numberOf(ns), 0),
    }))
    .sort((a, b) => b.execNs - a.execNs || b.count - a.count)
  if (groups.length === 0) return []
  const table = groups
    .slice(0, listedFunctions)
    .map((group) => [
      groupDigits(group.count),
      formatDuration(group.execNs),
      formatDuration(group.schedWaitNs),
      formatDuration(group.blockNs),
      formatDuration(group.syscallNs),
      group.name === '' ? '(unknown)' : group.name,
    ])
  const rest = groups.length - listedFunctions
  return [
    '',
    '  goroutines by start function, most running time first',
    ...aligned(
      [['count', 'running', 'runnable', 'blocked', 'syscall', 'function'], ...table],
      [true, true, true, true, true, false],
    ),
    ...(rest > 0 ? [`    and ${counted(rest, 'more function')} (--json has all)`] : []),
  ]
}

/** Columns side by side, two spaces between; `isRight` says which lean right. */
function aligned(rows: readonly (readonly string[])[], isRight: readonly boolean[]): string[] {
  const widths = isRight.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0
      return isRight[column] === true ? cell.padStart(width) : cell.padEnd(width)
    })
    return `    ${cells.join('  ')}`.trimEnd()
  })
}

function counted(count: number, word: string, plural = `${word}s`): string {
  return `${groupDigits(count)} ${count === 1 ? word : plural}`
}

function numberOf(value: DocumentValue): number {
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : 0
}

function listOf(value: DocumentValue): readonly DocumentValue[] {
  return Array.isArray(value) ? (value as readonly DocumentValue[]) : []
}

function fieldOf(value: DocumentValue, key: string): DocumentValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: DocumentValue })[key]
    : undefined
}

function fieldsOf(value: DocumentValue): [string, DocumentValue][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (Object.entries(value) as [string, DocumentValue][])
    : []
}
