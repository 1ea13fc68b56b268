/** Plots out of gctrace lines. */
import { formatDuration, formatShare } from '../../../base/format-units'
import type { CpuStepDto, CycleSeriesDto } from '../../../contract/godebug-dto'
import type { Plot, PlotScale } from './plot'
import { areaPath, linePath, niceMaximum, stepPath, type Point } from './plot-paths'

export const endOfCycle = (cycles: CycleSeriesDto, i: number): number =>
  (cycles.startNs[i] ?? 0) +
  (cycles.sweepTerminationNs[i] ?? 0) +
  (cycles.concurrentNs[i] ?? 0) +
  (cycles.markTerminationNs[i] ?? 0)

export function gcPlots(cycles: CycleSeriesDto, cpuSteps: readonly CpuStepDto[]): readonly Plot[] {
  if (cycles.line.length === 0) return []
  return [heapPlot(cycles), stopsPlot(cycles), cpuPlot(cycles, cpuSteps)]
}

function heapPlot(cycles: CycleSeriesDto): Plot {
  const maximum = niceMaximum(Math.max(1, ...cycles.heapStartMiB, ...cycles.heapEndMiB, ...cycles.goalMiB))
  return {
    key: 'heap',
    about: 'gc',
    title: 'Heap',
    hint: 'Heap at the begin of each cycle, at the end of marking, and what marking found alive, joined by straight lines. The goal is that of the cycle that ends next.',
    heightPx: 132,
    maximum,
    maximumText: `${maximum} MiB`,
    legend: [
      { name: 'before, after, live', className: 'godebug-a' },
      { name: 'goal', className: 'godebug-b godebug-dashed' },
    ],
    draw: (scale) => {
      const heap = cycles.startNs.flatMap((startNs, i): Point[] => {
        const endNs = endOfCycle(cycles, i)
        const markedNs = endNs - (cycles.markTerminationNs[i] ?? 0)
        return [
          { x: scale.x(startNs), y: scale.y(cycles.heapStartMiB[i] ?? 0) },
          { x: scale.x(markedNs), y: scale.y(cycles.heapEndMiB[i] ?? 0) },
          { x: scale.x(endNs), y: scale.y(cycles.heapLiveMiB[i] ?? 0) },
        ]
      })
      const floor = heap.map(({ x }) => ({ x, y: scale.heightPx }))
      const goal = cycles.goalMiB.flatMap((goalMiB, i): Point[] => {
        const y = scale.y(goalMiB)
        const fromNs = i === 0 ? (cycles.startNs[0] ?? 0) : endOfCycle(cycles, i - 1)
        return [
          { x: scale.x(fromNs), y },
          { x: scale.x(endOfCycle(cycles, i)), y },
        ]
      })
      return (
        <>
          <path className="godebug-area godebug-a" d={areaPath(heap, floor)} />
          <path className="godebug-line godebug-a" d={linePath(heap)} />
          <path className="godebug-line godebug-b godebug-dashed" d={linePath(goal)} />
        </>
      )
    },
  }
}

/** A stop is far shorter than a pixel on most scales. */
const leastBarPx = 2

function stopsPlot(cycles: CycleSeriesDto): Plot {
  const sums = cycles.sweepTerminationNs.map((ns, i) => ns + (cycles.markTerminationNs[i] ?? 0))
  const maximum = niceMaximum(Math.max(1000, ...sums))
  const bars = (scale: PlotScale, fromOf: (i: number) => number, toOf: (i: number) => number): string =>
    cycles.startNs
      .map((startNs, i) => {
        const x = scale.x(startNs)
        const width = Math.max(leastBarPx, scale.x(endOfCycle(cycles, i)) - x)
        const top = scale.y(toOf(i))
        return `M${x.toFixed(1)} ${top.toFixed(1)}h${width.toFixed(1)}V${scale.y(fromOf(i)).toFixed(1)}h-${width.toFixed(1)}Z`
      })
      .join('')
  return {
    key: 'stops',
    about: 'gc',
    title: 'GC stops',
    hint: 'Both stops of the world of each cycle, one upon the other: sweep termination below, mark termination above. As wide as the cycle. A triangle marks a cycle that the program asked for.',
    heightPx: 88,
    maximum,
    maximumText: formatDuration(maximum),
    legend: [
      { name: 'sweep termination', className: 'godebug-b' },
      { name: 'mark termination', className: 'godebug-c' },
      { name: 'forced', className: 'godebug-mark' },
    ],
    draw: (scale) => (
      <>
        <path
          className="godebug-fill godebug-b"
          d={bars(
            scale,
            () => 0,
            (i) => cycles.sweepTerminationNs[i] ?? 0,
          )}
        />
        <path
          className="godebug-fill godebug-c"
          d={bars(
            scale,
            (i) => cycles.sweepTerminationNs[i] ?? 0,
            (i) => sums[i] ?? 0,
          )}
        />
        {cycles.isForced.map((isForced, i) =>
          isForced === 0 ? null : (
            <path
              key={cycles.line[i]}
              className="godebug-mark"
              d={`M${scale.x(cycles.startNs[i] ?? 0).toFixed(1)} 9l-4 -7h8Z`}
            />
          ),
        )}
      </>
    ),
  }
}

function cpuPlot(cycles: CycleSeriesDto, steps: readonly CpuStepDto[]): Plot {
  const shares = [...steps.map(({ share }) => share), ...cycles.cpuPercent.map((percent) => percent / 100)]
  const maximum = Math.min(1, niceMaximum(Math.max(0.05, ...shares)))
  return {
    key: 'cpu',
    about: 'gc',
    title: 'GC CPU',
    hint: 'Share of the CPU time of all Ps. Area: of the cycles in each stretch of 10 ms or more, from their "ms cpu" numbers without workers on idle Ps. Line: since the process began, as printed.',
    heightPx: 88,
    maximum,
    maximumText: formatShare(maximum),
    legend: [
      { name: 'of each stretch', className: 'godebug-d' },
      { name: 'since the start', className: 'godebug-a' },
    ],
    draw: (scale) => (
      <>
        <path
          className="godebug-area godebug-d"
          d={steps
            .map(({ fromNs, toNs, share }) => {
              const x = scale.x(fromNs)
              const width = Math.max(1, scale.x(toNs) - x)
              return `M${x.toFixed(1)} ${scale.heightPx}V${scale.y(Math.min(share, maximum)).toFixed(1)}h${width.toFixed(1)}V${scale.heightPx}Z`
            })
            .join('')}
        />
        <path
          className="godebug-line godebug-a"
          d={stepPath(
            cycles.cpuPercent.map((percent, i) => ({
              x: scale.x(endOfCycle(cycles, i)),
              y: scale.y(Math.min(percent / 100, maximum)),
            })),
          )}
        />
      </>
    ),
  }
}
