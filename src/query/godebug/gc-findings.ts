/** Sentences out of gctrace lines. */
import { formatDuration, formatShare, groupDigits } from '../../base/format-units'
import type { GodebugFindingDto } from '../../contract/godebug-dto'
import type { GodebugRun } from '../../model/godebug-log'
import { figuresOf } from './figures'
import { cpuSteps } from './series'
import { atText, countText, sizeText } from './words'

export function gcFindings(run: GodebugRun, index: number): GodebugFindingDto[] {
  const { gc } = figuresOf(run)
  if (gc === null) return []
  return [
    longestStop(run, index),
    cpuShare(run, index),
    busiestStretch(run, index),
    underWay(run, index),
    overGoal(run, index),
    liveGrowth(run, index),
    assists(run, index),
    forced(run, index),
  ].filter((finding) => finding !== null)
}

interface Place {
  readonly index: number
  readonly cycle: number
  /** The last one; the same cycle when absent. */
  readonly lastCycle?: number
}

function placeOf(run: GodebugRun, { index, cycle, lastCycle = cycle }: Place): GodebugFindingDto['at'] {
  const { columns } = run.cycles
  return {
    fromNs: columns.startNs[cycle],
    toNs: endOf(run, lastCycle),
    run: index,
    line: columns.line[cycle],
    part: 'gc',
  }
}

function endOf({ cycles: { columns } }: GodebugRun, cycle: number): number {
  return (
    columns.startNs[cycle] +
    columns.sweepTerminationNs[cycle] +
    columns.concurrentNs[cycle] +
    columns.markTerminationNs[cycle]
  )
}

function longestStop(run: GodebugRun, index: number): GodebugFindingDto | null {
  const { count, columns } = run.cycles
  let cycle = 0
  const longestOf = (i: number): number =>
    Math.max(columns.sweepTerminationNs[i], columns.markTerminationNs[i])
  for (let i = 1; i < count; i++) if (longestOf(i) > longestOf(cycle)) cycle = i
  const ns = longestOf(cycle)
  if (!(ns > 0)) return null
  const phase =
    columns.sweepTerminationNs[cycle] >= columns.markTerminationNs[cycle]
      ? 'sweep termination'
      : 'mark termination'
  const total = countText(count, 'cycle')
  return {
    code: 'gc-longest-stop',
    severity: ns >= 10e6 ? 'high' : ns >= 1e6 ? 'medium' : 'low',
    text: `The longest stop of the world for GC took ${formatDuration(ns)}: ${phase} of GC ${columns.number[cycle]} at ${atText(columns.startNs[cycle])} (line ${columns.line[cycle]}), of ${total}.`,
    certainty: 'proved',
    formula:
      'First and third number before "ms clock": wall-clock time of the two stops of a cycle, with the time it took to stop every goroutine (runtime/mgc.go: tSweepTerm, tMarkTerm). Other stops of the world are not in gctrace.',
    figures: { ns, cycle: columns.number[cycle] },
    at: placeOf(run, { index, cycle }),
  }
}

function cpuShare(run: GodebugRun, index: number): GodebugFindingDto | null {
  const { count, columns } = run.cycles
  const cycle = count - 1
  const percent = columns.cpuPercent[cycle]
  return {
    code: 'gc-cpu-share',
    severity: percent >= 25 ? 'high' : percent >= 10 ? 'medium' : 'low',
    text: `GC had taken ${groupDigits(percent)} % of the CPU time of all Ps since the process began, by GC ${columns.number[cycle]} at ${atText(columns.startNs[cycle])} (line ${columns.line[cycle]}).`,
    certainty: 'proved',
    formula:
      'The percentage of the last gctrace line, which the runtime counts from the start of the process and rounds down; work on idle Ps is not in it (runtime/mgc.go: gc_cpu_fraction).',
    figures: { percent },
    at: placeOf(run, { index, cycle }),
  }
}

/** Stretches of at least so long are compared. */
const busyStretchNs = 1e9

function busiestStretch(run: GodebugRun, index: number): GodebugFindingDto | null {
  const { count, columns } = run.cycles
  const endNs = endOf(run, count - 1)
  if (endNs < 3 * busyStretchNs) return null
  const steps = cpuSteps(run, 0, Math.max(endNs, busyStretchNs * 400))
  const [busiest] = [...steps].sort((a, b) => b.share - a.share)
  if (busiest === undefined || busiest.share < 0.1) return null
  let cycle = 0
  while (cycle < count - 1 && endOf(run, cycle) <= busiest.fromNs) cycle++
  return {
    code: 'gc-busiest',
    severity: busiest.share >= 0.4 ? 'high' : busiest.share >= 0.2 ? 'medium' : 'low',
    text: `GC was busiest from ${atText(busiest.fromNs)} to ${atText(busiest.toNs)}: ${formatShare(Math.min(1, busiest.share))} of the CPU time of all Ps (from line ${columns.line[cycle]} on).`,
    certainty: 'proved',
    formula:
      'CPU time of stops, assists and workers of all cycles that ended in the stretch, over Ps × its length. Begins are printed in whole milliseconds.',
    figures: { share: busiest.share, fromNs: busiest.fromNs, toNs: busiest.toNs },
    at: { fromNs: busiest.fromNs, toNs: busiest.toNs, run: index, line: columns.line[cycle], part: 'gc' },
  }
}

function underWay(run: GodebugRun, index: number): GodebugFindingDto | null {
  const { count, columns } = run.cycles
  if (count < 3) return null
  let activeNs = 0
  for (let i = 0; i < count; i++) activeNs += endOf(run, i) - columns.startNs[i]
  const lengthNs = endOf(run, count - 1) - columns.startNs[0]
  const share = Math.min(1, activeNs / lengthNs)
  if (!(share >= 0.2)) return null
  return {
    code: 'gc-under-way',
    severity: share >= 0.6 ? 'medium' : 'low',
    text: `A collection was under way for ${formatShare(share)} of the time between the first and the last one, ${atText(columns.startNs[0])} to ${atText(endOf(run, count - 1))} (from line ${columns.line[0]} on).`,
    certainty: 'proved',
    formula:
      'Sum of the three "ms clock" numbers of all cycles over the time from the first begin to the last end. While a cycle runs, the write barrier is on and allocating goroutines may have to assist.',
    figures: { share, activeNs },
    at: placeOf(run, { index, cycle: 0, lastCycle: count - 1 }),
  }
}

function overGoal(run: GodebugRun, index: number): GodebugFindingDto | null {
  const { count, columns } = run.cycles
  let cycle = -1
  let cycles = 0
  const overOf = (i: number): number => columns.heapEndMiB[i] - columns.goalMiB[i]
  for (let i = 0; i < count; i++) {
    // Both are rounded down: 1 may be nothing at all.
    if (overOf(i) < 2) continue
    cycles++
    if (cycle < 0 || overOf(i) > overOf(cycle)) cycle = i
  }
  if (cycle < 0) return null
  const over = overOf(cycle)
  const isLarge = over >= 16 && over >= columns.goalMiB[cycle] * 0.2
  return {
    code: 'gc-over-goal',
    severity: isLarge ? 'medium' : 'low',
    text: `Marking ended above the heap goal in ${cycles} of ${countText(count, 'cycle')}; farthest in GC ${columns.number[cycle]} at ${atText(columns.startNs[cycle])}: ${sizeText(columns.heapEndMiB[cycle])} with a goal of ${sizeText(columns.goalMiB[cycle])} (line ${columns.line[cycle]}).`,
    certainty: 'proved',
    formula:
      'Second of the three sizes minus the goal, 2 MiB or more, since each is rounded down to whole MiB. The program allocated faster than the collector had planned.',
    figures: { cycles, overMiB: over },
    at: placeOf(run, { index, cycle }),
  }
}

function liveGrowth(run: GodebugRun, index: number): GodebugFindingDto | null {
  const { count, columns } = run.cycles
  const part = Math.floor(count / 4)
  if (part < 2) return null
  const leastOf = (from: number, to: number): number => {
    let least = from
    for (let i = from + 1; i < to; i++) if (columns.heapLiveMiB[i] < columns.heapLiveMiB[least]) least = i
    return least
  }
  const before = leastOf(0, part)
  const after = leastOf(count - part, count)
  const from = columns.heapLiveMiB[before]
  const to = columns.heapLiveMiB[after]
  if (to - from < 16 || to < from * 2) return null
  return {
    code: 'gc-live-growth',
    severity: 'medium',
    text: `What GC finds alive grew: at least ${sizeText(from)} in the first ${countText(part, 'cycle')}, at least ${sizeText(to)} in the last ${countText(part, 'cycle')} (lines ${columns.line[before]} and ${columns.line[after]}). The log does not say what holds it; heap profiles do.`,
    certainty: 'proved',
    formula:
      'The third size is what marking found alive. Least of the first quarter of the cycles against least of the last quarter.',
    figures: { fromMiB: from, toMiB: to },
    at: placeOf(run, { index, cycle: before, lastCycle: count - 1 }),
  }
}

function assists(run: GodebugRun, index: number): GodebugFindingDto | null {
  const { count, columns } = run.cycles
  let total = 0
  let all = 0
  let cycle = 0
  for (let i = 0; i < count; i++) {
    total += columns.assistCpuNs[i]
    all += columns.assistCpuNs[i] + columns.workerCpuNs[i]
    if (columns.assistCpuNs[i] > columns.assistCpuNs[cycle]) cycle = i
  }
  const share = all === 0 ? 0 : total / all
  if (!(total >= 1e6 && share >= 0.1)) return null
  return {
    code: 'gc-assist',
    severity: share >= 0.4 && total >= 50e6 ? 'medium' : 'low',
    text: `Goroutines that allocated did ${formatShare(share)} of the marking themselves: ${formatDuration(total)} of CPU time in assists, most in GC ${columns.number[cycle]} with ${formatDuration(columns.assistCpuNs[cycle])} (line ${columns.line[cycle]}).`,
    certainty: 'proved',
    formula:
      'First number between the "ms cpu" stops (assists) over assists and workers together; workers on idle Ps left out.',
    figures: { ns: total, share },
    at: placeOf(run, { index, cycle }),
  }
}

function forced(run: GodebugRun, index: number): GodebugFindingDto | null {
  const { count, columns } = run.cycles
  let cycles = 0
  let first = -1
  for (let i = 0; i < count; i++) {
    if (columns.isForced[i] === 0) continue
    cycles++
    if (first < 0) first = i
  }
  if (first < 0) return null
  return {
    code: 'gc-forced',
    severity: cycles >= 10 && cycles * 2 >= count ? 'medium' : 'low',
    text: `The program itself asked for ${cycles} of ${countText(count, 'collection')} (runtime.GC or debug.FreeOSMemory), the first at ${atText(columns.startNs[first])} (line ${columns.line[first]}).`,
    certainty: 'proved',
    formula: 'Lines that end in "(forced)" (runtime/mgc.go: userForced).',
    figures: { cycles },
    at: placeOf(run, { index, cycle: first }),
  }
}
