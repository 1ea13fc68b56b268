/**
 * The same for people: what a dump, a crash or a race report says, short and fit to be pasted into a ticket.
 */
import { groupDigits } from '../../base/format-units'
import { compareDumps } from '../../contract/dump-trend'
import type { DumpIndex } from './dump-index'
import { findInDumps } from './dump-findings'
import { explainCrash } from './explain-crash'
import type { GoroutineGroup } from './group-goroutines'
import { goroutineCountOf } from './group-goroutines'
import { comparableDumps } from './compare-dumps'
import { aligned, clean, wrapped } from '../../base/plain-lines'
import { trendLines } from './trend-text'
import { findRaces } from './race-query'
import type { StackView } from './stack-view'

const listedGroups = 15
const listedIdle = 8
const listedFrames = 12
const listedRaces = 10
const listedIds = 6

/** Lines without the file's name, which the caller knows. */
export function dumpSummaryLines(index: DumpIndex): string[] {
  const { text } = index
  const lines: string[] = []
  for (const [number, dump] of text.dumps.entries()) {
    for (const crash of dump.crashes.slice(0, 5)) {
      const { headline, sentences } = explainCrash(crash, dump, index.views)
      lines.push('', ...wrapped(headline, '  '), ...sentences.flatMap((sentence) => wrapped(sentence, '  ')))
      for (const test of crash.runningTests.slice(0, 20)) lines.push(`    running: ${clean(test)}`)
      if (crash.row !== undefined) {
        lines.push(`  ${index.nameOfRow(number, crash.row)}:`)
        lines.push(...stackLines(index.views.stack(dump.rows.stack[crash.row])))
      }
    }
  }
  lines.push(...raceLines(index))
  if (text.dumps.length > 0) lines.push(...findingLines(index), ...seriesLines(index), ...groupLines(index))
  if (text.unreadLineCount > 0) {
    const { unreadLineCount: count } = text
    lines.push('', `  ${groupDigits(count)} ${count === 1 ? 'line' : 'lines'} of other text around`)
  }
  return lines
}

/** "goroutine dump, 37 goroutines", behind the file's name. */
export function dumpLabel(index: DumpIndex): string {
  const { text } = index
  const goroutines = text.dumps.reduce((sum, dump) => sum + goroutineCountOf(dump), 0)
  const parts: string[] = []
  const words = { 'goroutine-dump': 'goroutine dump', crash: 'crash', race: 'race detector report' } as const
  parts.push(words[text.kind])
  if (text.dumps.length > 1) parts.push(`${text.dumps.length} dumps`)
  if (goroutines > 0) parts.push(counted(goroutines, 'goroutine'))
  if (text.races.length > 0) parts.push(counted(text.races.length, 'race report'))
  if (text.wrappers.length > 0) parts.push(`inside ${text.wrappers.join(', ')}`)
  return parts.join(', ')
}

function findingLines(index: DumpIndex): string[] {
  const findings = findInDumps(index).filter(({ code }) => !code.startsWith('crash-') && code !== 'data-race')
  if (findings.length === 0) return []
  return ['', '  findings, worst first', ...findings.flatMap(({ text }) => wrapped(text, '    '))]
}

function groupLines(index: DumpIndex): string[] {
  const groups = index.groups(index.allDumps, 'same-place')
  const busy = groups.filter((group) => group.idleReason === undefined)
  const idle = groups.filter((group) => group.idleReason !== undefined)
  const isSeries = index.text.dumps.length > 1
  const lines = ['', `  groups, most telling first${isSeries ? ' (all dumps together)' : ''}`]
  const table = busy
    .slice(0, listedGroups)
    .map((group) => [
      groupDigits(group.count),
      group.state === '' ? '-' : clean(group.state) + (group.leaked > 0 ? ' (leaked)' : ''),
      minutesText(group),
      placeText(group.stack),
      createdText(index, group),
      idText(index, group),
    ])
  lines.push(...aligned([['count', 'state', 'about', 'place', 'created by', 'ids'], ...table]))
  if (busy.length > listedGroups)
    lines.push(`    and ${busy.length - listedGroups} more groups (--json has all)`)
  if (idle.length === 0) return lines
  const byReason = new Map<string, number>()
  for (const group of idle) {
    const reason = group.idleReason ?? ''
    byReason.set(reason, (byReason.get(reason) ?? 0) + group.count)
  }
  lines.push('', '  idle by design')
  const reasons = [...byReason].sort((a, b) => b[1] - a[1])
  const rows = reasons.slice(0, listedIdle).map(([reason, count]) => [groupDigits(count), reason])
  lines.push(...aligned(rows))
  return lines
}

function seriesLines(index: DumpIndex): string[] {
  const { dumps } = index.text
  if (dumps.length < 2 || dumps.length > 50) return []
  const trend = compareDumps(comparableDumps(index, false), false)
  return ['', `  over the ${dumps.length} dumps`, ...trendLines(trend, 8)]
}

function raceLines(index: DumpIndex): string[] {
  const { races, reportCount } = findRaces(index.text)
  if (reportCount === 0) return []
  const lines = ['', `  ${counted(reportCount, 'report')}, ${counted(races.length, 'different race')}`]
  for (const race of races.slice(0, listedRaces)) {
    lines.push('', ...wrapped(race.count > 1 ? `${race.text} (${race.count} times)` : race.text, '  '))
    for (const access of race.accesses) {
      const who = access.isMainGoroutine
        ? 'main goroutine'
        : access.goroutine === undefined
          ? 'unknown'
          : `goroutine ${access.goroutine} of the detector's count`
      lines.push(`    ${access.isPrevious ? 'previous ' : ''}${access.kind} by ${who}`)
      for (const frame of access.stack.slice(0, access.partsAt).slice(0, listedFrames)) {
        lines.push(`      ${clean(frame.functionName)}  ${clean(frame.file)}:${frame.line}`)
      }
      if (access.isStackMissing) lines.push('      (the detector could not restore the stack)')
    }
  }
  if (races.length > listedRaces) lines.push(`  and ${races.length - listedRaces} more (--json has all)`)
  return lines
}

function stackLines(stack: StackView): string[] {
  const lines = stack.frames
    .slice(0, listedFrames)
    .map(
      (frame) =>
        `    ${clean(frame.functionName)}${frame.file === '' ? '' : `  ${clean(frame.file)}:${frame.line}`}`,
    )
  const rest = stack.frames.length - listedFrames
  return rest > 0 ? [...lines, `    and ${rest} more frames`] : lines
}

function minutesText(group: GoroutineGroup): string {
  const { minutes } = group
  if (minutes.length === 0) return ''
  const low = minutes[0]
  const high = minutes[minutes.length - 1]
  return low === high ? `${low} min` : `${low}–${high} min`
}

function placeText(stack: StackView): string {
  const frame = stack.frames[stack.tellingFrame]
  if (frame === undefined) return '(no frames)'
  return clean(
    frame.file === '' ? frame.functionName : `${frame.functionName} (${fileName(frame.file)}:${frame.line})`,
  )
}

function createdText(index: DumpIndex, group: GoroutineGroup): string {
  return clean(index.text.tables.creators[group.creator].functionName)
}

function idText(index: DumpIndex, group: GoroutineGroup): string {
  const ids = group.members
    .slice(0, listedIds)
    .map(({ dump, row }) => index.text.dumps[dump].rows.id[row])
    .filter((id) => !Number.isNaN(id))
  if (ids.length === 0) return ''
  return ids.join(' ') + (group.members.length > listedIds ? ' …' : '')
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

function counted(count: number, word: string): string {
  return `${groupDigits(count)} ${word}${count === 1 ? '' : 's'}`
}
