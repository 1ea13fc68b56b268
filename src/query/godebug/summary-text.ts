/** The same for people, as the command line prints it. */
import { formatBytes, formatDuration, groupDigits } from '../../base/format-units'
import type { GodebugFindingDto, GodebugRunDto } from '../../contract/godebug-dto'
import type { GodebugLog, GodebugRun } from '../../model/godebug-log'
import { figuresOf } from './figures'
import { findInGodebug } from './findings'
import { countText, sizeText } from './words'

const listedRuns = 5
const listedFindings = 12
const listedPackages = 8

/** `GODEBUG log, 39 collections, 5 SCHED lines`, behind the file's name. */
export function godebugLabel(log: GodebugLog): string {
  const sum = (count: (run: GodebugRun) => number): number =>
    log.runs.reduce((total, run) => total + count(run), 0)
  const parts = ['GODEBUG log']
  if (log.runs.length > 1) parts.push(countText(log.runs.length, 'process', 'processes'))
  const counts: readonly (readonly [number, string])[] = [
    [sum(({ cycles }) => cycles.count), 'collection'],
    [sum(({ samples }) => samples.count), 'SCHED line'],
    [sum(({ inits }) => inits.count), 'package'],
    [sum(({ pacings }) => pacings.count), 'paced cycle'],
  ]
  for (const [count, name] of counts) if (count > 0) parts.push(countText(count, name))
  if (log.wrappers.length > 0) parts.push(`inside ${log.wrappers.join(', ')}`)
  return parts.join(', ')
}

/** @param clean makes a text from the file fit for a terminal. */
export function godebugSummaryLines(log: GodebugLog, clean: (text: string) => string): string[] {
  const lines: string[] = []
  for (const [index, run] of log.runs.slice(0, listedRuns).entries()) {
    if (log.runs.length > 1) {
      const source = run.source === '' ? '' : `, ${clean(run.source)}`
      lines.push(`  process ${index + 1}: lines ${run.firstLine} to ${run.lastLine}${source}`)
    }
    lines.push(...factsOf(figuresOf(run)).map(([label, text]) => `  ${label.padEnd(12)}  ${text}`))
  }
  if (log.runs.length > listedRuns)
    lines.push(`  and ${log.runs.length - listedRuns} more processes (--json has all)`)
  lines.push(...findingLines(findInGodebug(log), clean))
  for (const run of log.runs.slice(0, 1)) lines.push(...packageLines(run, clean))
  const others = log.lineCount - log.readLineCount
  if (others > 0) lines.push('', `  ${countText(others, 'line')} of other output between`)
  return lines
}

function factsOf({ gc, scheduler, inits }: GodebugRunDto): readonly (readonly [string, string])[] {
  const facts: [string, string][] = []
  if (gc !== null) {
    const forced = gc.forced === 0 ? '' : `, ${gc.forced} forced`
    facts.push(
      ['collections', `GC ${gc.firstNumber} to ${gc.lastNumber}, ${countText(gc.cycles, 'line')}${forced}`],
      ['stopped', `${formatDuration(gc.stwNs)} in all, ${formatDuration(gc.longestStwNs)} at most`],
      ['GC CPU', `${gc.cpuPercent} % since the process began (last line)`],
      [
        'heap',
        `${sizeText(gc.peakHeapMiB)} at most; last ${sizeText(gc.lastLiveMiB)} alive, goal ${sizeText(gc.lastGoalMiB)}`,
      ],
    )
  }
  if (scheduler !== null) {
    const { leastGomaxprocs: least, mostGomaxprocs: most } = scheduler
    const details = scheduler.details === 0 ? '' : `, ${scheduler.details} with goroutines`
    facts.push(
      ['scheduler', `${countText(scheduler.samples, 'SCHED line')}${details}`],
      [
        'queues',
        `at most ${countText(scheduler.mostWaiting, 'goroutine')}, not empty at ${scheduler.samplesWithWaiting} of ${countText(scheduler.samples, 'line')}`,
      ],
      [
        'processors',
        `GOMAXPROCS ${least === most ? most : `${least} to ${most}`}, at most ${countText(scheduler.mostThreads, 'thread')}`,
      ],
    )
  }
  if (inits !== null) {
    facts.push([
      'packages',
      `${groupDigits(inits.packages)} initialised in ${formatDuration(inits.clockNs)}, ${formatBytes(inits.bytes)} in ${countText(inits.allocs, 'allocation')}`,
    ])
  }
  return facts
}

function findingLines(findings: readonly GodebugFindingDto[], clean: (text: string) => string): string[] {
  if (findings.length === 0) return []
  const rest = findings.length - listedFindings
  return [
    '',
    '  Findings:',
    ...findings
      .slice(0, listedFindings)
      .map(
        ({ severity, certainty, text }) =>
          `    ${severity.padEnd(6)}  ${clean(text)}${certainty === 'likely' ? ' (likely)' : ''}`,
      ),
    ...(rest > 0 ? [`    and ${rest} more (--json has all)`] : []),
  ]
}

function packageLines({ inits }: GodebugRun, clean: (text: string) => string): string[] {
  if (inits.count === 0) return []
  const { columns, packages } = inits
  const order = [...columns.clockNs.keys()].sort((a, b) => columns.clockNs[b] - columns.clockNs[a])
  return [
    '',
    '  Longest initialised (clock, bytes, allocations):',
    ...order
      .slice(0, listedPackages)
      .map(
        (row) =>
          `    ${formatDuration(columns.clockNs[row]).padStart(8)} ${formatBytes(columns.bytes[row]).padStart(9)} ${groupDigits(columns.allocs[row]).padStart(7)}  ${clean(packages[row])}`,
      ),
  ]
}
