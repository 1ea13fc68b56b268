/** Plots out of SCHED lines. Each line is an instant; its values are drawn until the next one. */
import type { ReactNode } from 'react'
import { groupDigits } from '../../../base/format-units'
import type { SampleSeriesDto } from '../../../contract/godebug-dto'
import type { Plot, PlotScale } from './plot'
import { areaPath, linePath, niceMaximum, stepPath, type Point } from './plot-paths'

const instants = 'SCHED lines are instants: each value is drawn until the next line.'
/** With more lines in sight the dots would touch. */
const mostDots = 240
const mostHeatRows = 64

export function schedulerPlots(samples: SampleSeriesDto): readonly Plot[] {
  if (samples.line.length === 0) return []
  return [
    queuePlot(samples),
    ...heatPlot(samples),
    procsPlot(samples),
    threadsPlot(samples),
    ...goroutinesPlot(samples),
  ]
}

interface Layer {
  readonly name: string
  readonly className: string
  readonly values: readonly (number | null)[]
}

/** Areas upon each other; what is not known counts as nothing. */
function stacked(samples: SampleSeriesDto, layers: readonly Layer[], scale: PlotScale): ReactNode {
  const sums = samples.timeNs.map(() => 0)
  const drawn = layers.map(({ className, values }) => {
    const lower = stepPoints(samples, sums, scale)
    values.forEach((value, i) => (sums[i] = (sums[i] ?? 0) + (value ?? 0)))
    const upper = stepPoints(samples, sums, scale)
    return (
      <g key={className}>
        <path className={`godebug-area ${className}`} d={areaPath(upper, lower)} />
        <path className={`godebug-line ${className}`} d={linePath(upper)} />
        {samples.line.length <= mostDots && (
          <Dots className={className} points={pointsOf(samples, sums, scale)} />
        )}
      </g>
    )
  })
  // Where a layer is empty its edge lies on that of the layer below, which is the one to be seen.
  return drawn.reverse()
}

const pointsOf = (samples: SampleSeriesDto, values: readonly number[], scale: PlotScale): readonly Point[] =>
  samples.timeNs.map((timeNs, i) => ({ x: scale.x(timeNs), y: scale.y(values[i] ?? 0) }))

function stepPoints(samples: SampleSeriesDto, values: readonly number[], scale: PlotScale): readonly Point[] {
  return pointsOf(samples, values, scale).flatMap((point, i, all) => {
    const next = all[i + 1]
    return next === undefined ? [point] : [point, { x: next.x, y: point.y }]
  })
}

const Dots = ({
  className,
  points,
}: {
  readonly className: string
  readonly points: readonly Point[]
}): ReactNode => (
  <path
    className={`godebug-dots ${className}`}
    d={points.map(({ x, y }) => `M${x.toFixed(1)} ${y.toFixed(1)}h0`).join('')}
  />
)

const sumsOf = (layers: readonly Layer[]): readonly number[] =>
  (layers[0]?.values ?? []).map((_, i) => layers.reduce((sum, { values }) => sum + (values[i] ?? 0), 0))

function queuePlot(samples: SampleSeriesDto): Plot {
  const layers: readonly Layer[] = [
    { name: 'global', className: 'godebug-b', values: samples.globalQueue },
    { name: 'of the Ps', className: 'godebug-a', values: samples.localQueue },
  ]
  const maximum = niceMaximum(Math.max(1, ...sumsOf(layers)))
  return {
    key: 'queue',
    about: 'scheduler',
    title: 'Run queues',
    hint: `Goroutines that wait to run: in the global queue, and in those of the Ps upon it. ${instants}`,
    heightPx: 104,
    maximum,
    maximumText: groupDigits(maximum),
    legend: layers.map(({ name, className }) => ({ name, className })),
    draw: (scale) => stacked(samples, layers, scale),
  }
}

/** Queue length of each P by depth of colour: up to 1, 4, 16, and more. */
const heatSteps = [1, 4, 16, Infinity]

function heatPlot(samples: SampleSeriesDto): readonly Plot[] {
  const procs = Math.max(0, ...samples.queues.map((queue) => queue.length))
  if (procs < 2 || procs > mostHeatRows) return []
  const rowPx = Math.max(4, Math.min(12, Math.floor(128 / procs)))
  return [
    {
      key: 'queues',
      about: 'scheduler',
      title: 'Each queue',
      hint: `A row a P, P0 on top; the deeper the colour, the longer its queue. ${instants}`,
      heightPx: rowPx * procs,
      isFixed: true,
      maximum: procs,
      maximumText: `P0 to P${procs - 1}`,
      legend: [
        { name: '1', className: 'godebug-a godebug-heat-0' },
        { name: '≤ 4', className: 'godebug-a godebug-heat-1' },
        { name: '≤ 16', className: 'godebug-a godebug-heat-2' },
        { name: 'more', className: 'godebug-a godebug-heat-3' },
      ],
      draw: (scale) =>
        heatSteps.map((_limit, step) => (
          <path
            key={step}
            className={`godebug-fill godebug-a godebug-heat-${step}`}
            d={samples.queues
              .map((queue, i) => {
                const x = scale.x(samples.timeNs[i] ?? 0)
                const next = samples.timeNs[i + 1]
                const width = Math.max(2, next === undefined ? 2 : scale.x(next) - x)
                return queue
                  .map((length, proc) =>
                    length === 0 || heatSteps.findIndex((one) => length <= one) !== step
                      ? ''
                      : `M${x.toFixed(1)} ${proc * rowPx}h${width.toFixed(1)}v${rowPx - 1}h-${width.toFixed(1)}Z`,
                  )
                  .join('')
              })
              .join('')}
          />
        )),
    },
  ]
}

function procsPlot(samples: SampleSeriesDto): Plot {
  const maximum = niceMaximum(Math.max(1, ...samples.gomaxprocs))
  return {
    key: 'procs',
    about: 'scheduler',
    title: 'Ps',
    hint: `GOMAXPROCS, and how many Ps had nothing to run. ${instants}`,
    heightPx: 64,
    maximum,
    maximumText: groupDigits(maximum),
    legend: [
      { name: 'GOMAXPROCS', className: 'godebug-b godebug-dashed' },
      { name: 'idle', className: 'godebug-d' },
    ],
    draw: (scale) => (
      <>
        {stacked(samples, [{ name: 'idle', className: 'godebug-d', values: samples.idleProcs }], scale)}
        <path
          className="godebug-line godebug-b godebug-dashed"
          d={stepPath(pointsOf(samples, samples.gomaxprocs, scale))}
        />
      </>
    ),
  }
}

function threadsPlot(samples: SampleSeriesDto): Plot {
  const maximum = niceMaximum(Math.max(1, ...samples.threads))
  return {
    key: 'threads',
    about: 'scheduler',
    title: 'Threads',
    hint: `Threads that the runtime has, those of them that are parked, and those that look for work (spinning). ${instants}`,
    heightPx: 64,
    maximum,
    maximumText: groupDigits(maximum),
    legend: [
      { name: 'all', className: 'godebug-a' },
      { name: 'idle', className: 'godebug-d' },
      { name: 'spinning', className: 'godebug-c godebug-dashed' },
    ],
    draw: (scale) => (
      <>
        {stacked(samples, [{ name: 'idle', className: 'godebug-d', values: samples.idleThreads }], scale)}
        <path
          className="godebug-line godebug-c godebug-dashed"
          d={stepPath(pointsOf(samples, samples.spinningThreads, scale))}
        />
        <path className="godebug-line godebug-a" d={stepPath(pointsOf(samples, samples.threads, scale))} />
      </>
    ),
  }
}

function goroutinesPlot(samples: SampleSeriesDto): readonly Plot[] {
  if (samples.waiting.every((value) => value === null)) return []
  const layers: readonly Layer[] = [
    { name: 'running', className: 'godebug-a', values: samples.running },
    { name: 'runnable', className: 'godebug-b', values: samples.runnable },
    { name: 'syscall', className: 'godebug-c', values: samples.inSyscall },
    { name: 'waiting', className: 'godebug-d', values: samples.waiting },
  ]
  const maximum = niceMaximum(Math.max(1, ...sumsOf(layers)))
  return [
    {
      key: 'goroutines',
      about: 'scheduler',
      title: 'Goroutines',
      hint: `By status, from the G lines below each SCHED line; dead ones are left out. ${instants}`,
      heightPx: 104,
      maximum,
      maximumText: groupDigits(maximum),
      legend: layers.map(({ name, className }) => ({ name, className })),
      draw: (scale) => stacked(samples, layers, scale),
    },
  ]
}
