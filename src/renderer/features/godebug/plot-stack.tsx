/** All plots of a process over one time axis. */
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import type { GodebugSeriesDto } from '../../../contract/godebug-dto'
import type { SourceId } from '../../../contract/sources'
import { layOutAxis } from '../../../picture/axis'
import { chooseInGodebug, useGodebugChoice } from '../../state/godebug-choice'
import { focusWindow, useTimeWindow } from '../../state/time-window'
import type { TimeWindow } from '../../state/viewport-math'
import { PointerTip } from '../../widgets/pointer-tip'
import { gcPlots } from './gc-plots'
import type { Plot } from './plot'
import { factsOf, itemAt, itemOfLine, itemsOf, type PlotItem } from './plot-facts'
import { attachMotion, type MotionListener, type PlotPoint } from './plot-motion'
import { schedulerPlots } from './scheduler-plots'

interface PlotStackProps {
  readonly source: SourceId
  readonly series: GodebugSeriesDto
  readonly durationNs: number
  /** Enter on what is chosen. */
  readonly onOpen: (item: PlotItem) => void
}

const gutterPx = 150
const marginPx = 12
const axisPx = 22
const labelRoomPx = 48
/** Where there is room, plots grow by at most so much. */
const mostStretch = 1.8
/** A title and two lines of legend. */
const legendPx = 53
/** Curves keep clear of the upper edge. */
const headPx = 4

export function PlotStack({ source, series, durationNs, onOpen }: PlotStackProps): ReactNode {
  const host = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ widthPx: 800, heightPx: 0 })
  const [pointer, setPointer] = useState<PlotPoint>()
  const [brush, setBrush] = useState<TimeWindow>()
  const shown = useTimeWindow(source, durationNs)
  const { line } = useGodebugChoice(source)
  const plots = useMemo(
    () => [...gcPlots(series.cycles, series.cpuSteps), ...schedulerPlots(series.samples)],
    [series],
  )
  const chosen = useMemo(() => itemOfLine(series, line), [series, line])
  const plotPx = Math.max(1, size.widthPx - gutterPx - marginPx)
  const neededPx = plots.reduce((sum, { heightPx }) => sum + Math.max(heightPx, legendPx), 0)
  const stretch = Math.min(mostStretch, Math.max(1, (size.heightPx - axisPx - plots.length) / neededPx))
  const x = (timeNs: number): number => ((timeNs - shown.fromNs) / (shown.toNs - shown.fromNs)) * plotPx

  const latest = useRef<MotionListener>(undefined)
  useEffect(() => {
    const aboutOf = (plot: string): PlotItem['about'] =>
      plots.find(({ key }) => key === plot)?.about ?? plots[0]?.about ?? 'gc'
    const choose = (item: PlotItem | undefined): void => {
      if (item !== undefined) chooseInGodebug(source, { line: item.line })
    }
    latest.current = {
      onHover: setPointer,
      onPick: ({ plot, timeNs }) => choose(itemAt(itemsOf(series, aboutOf(plot)), timeNs)),
      onBrush: setBrush,
      onStep: (by) => {
        const items = itemsOf(series, chosen?.about ?? aboutOf(''))
        const from = chosen === undefined ? (by > 0 ? -1 : items.length) : chosen.index
        choose(items[Math.min(items.length - 1, Math.max(0, from + by))])
      },
      onFocus: () => chosen !== undefined && focusWindow(source, chosen.fromNs, chosen.toNs, durationNs),
      onOpen: () => chosen !== undefined && onOpen(chosen),
    }
  }, [source, series, plots, chosen, durationNs, onOpen])
  useEffect(() => {
    const element = host.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() =>
      setSize({ widthPx: element.clientWidth, heightPx: element.clientHeight }),
    )
    observer.observe(element)
    const stop = attachMotion({
      host: element,
      source,
      durationNs,
      gutterPx,
      marginPx,
      listener: {
        onHover: (point) => latest.current?.onHover(point),
        onPick: (point) => latest.current?.onPick(point),
        onBrush: (range) => latest.current?.onBrush(range),
        onStep: (by) => latest.current?.onStep(by),
        onFocus: () => latest.current?.onFocus(),
        onOpen: () => latest.current?.onOpen(),
      },
    })
    return () => {
      observer.disconnect()
      stop()
    }
  }, [source, durationNs])

  const axis = layOutAxis(shown.fromNs, shown.toNs, plotPx)
  const about = plots.find(({ key }) => key === pointer?.plot)?.about
  const hovered =
    pointer === undefined || about === undefined ? undefined : itemAt(itemsOf(series, about), pointer.timeNs)
  return (
    <div className="godebug-plots-frame">
      <div
        ref={host}
        className="godebug-plots"
        tabIndex={0}
        role="group"
        aria-label="Plots over time"
        aria-description="W and S zoom, A and D pan, 0 shows the whole, left and right arrow go from one cycle or SCHED line to the next, F zooms to it, Enter shows its line"
        data-testid="godebug-plots"
        data-from-ns={Math.round(shown.fromNs)}
        data-to-ns={Math.round(shown.toNs)}
        data-selected={chosen === undefined ? '' : `line:${chosen.line}`}
      >
        <div className="godebug-plots-inner">
          <div className="godebug-axis" style={{ height: axisPx, paddingLeft: gutterPx }} aria-hidden>
            {axis.base !== undefined && <span className="godebug-axis-base">from {axis.base.label}</span>}
            {axis.ticks
              // A label that the edge would cut says a wrong time.
              .filter(({ isMajor, timeNs }) => isMajor && x(timeNs) + labelRoomPx < plotPx)
              .map((tick) => (
                <span key={tick.timeNs} className="godebug-tick" style={{ left: gutterPx + x(tick.timeNs) }}>
                  {tick.label}
                </span>
              ))}
          </div>
          {plots.map((plot) => (
            <PlotRow
              key={plot.key}
              plot={plot}
              heightPx={plot.isFixed === true ? plot.heightPx : Math.floor(plot.heightPx * stretch)}
              widthPx={plotPx}
              x={x}
              gridPx={axis.ticks.filter(({ isMajor }) => isMajor).map(({ timeNs }) => x(timeNs))}
            />
          ))}
          <div className="godebug-over" style={{ left: gutterPx, width: plotPx }} aria-hidden>
            {brush !== undefined && (
              <span
                className="godebug-brush"
                style={{ left: x(brush.fromNs), width: x(brush.toNs) - x(brush.fromNs) }}
              />
            )}
            {chosen !== undefined && (
              <span
                className="godebug-chosen"
                style={{ left: x(chosen.fromNs), width: Math.max(1, x(chosen.toNs) - x(chosen.fromNs)) }}
              />
            )}
            {hovered !== undefined && <span className="godebug-cross" style={{ left: x(hovered.fromNs) }} />}
          </div>
        </div>
      </div>
      {pointer !== undefined && hovered !== undefined && brush === undefined && (
        <PointerTip at={pointer} facts={factsOf(series, hovered)} />
      )}
    </div>
  )
}

interface PlotRowProps {
  readonly plot: Plot
  readonly widthPx: number
  readonly heightPx: number
  readonly x: (timeNs: number) => number
  readonly gridPx: readonly number[]
}

function PlotRow({ plot, widthPx, heightPx, x, gridPx }: PlotRowProps): ReactNode {
  const { maximum } = plot
  const y = (value: number): number => heightPx - (value / maximum) * (heightPx - headPx)
  return (
    <section className="godebug-plot" data-plot={plot.key} aria-label={plot.title}>
      <header className="godebug-legend" style={{ width: gutterPx }} title={plot.hint}>
        <div className="godebug-plot-title">
          <h2>{plot.title}</h2>
          <span className="dim number">{plot.maximumText}</span>
        </div>
        <ul>
          {plot.legend.map(({ name, className }) => (
            <li key={name}>
              <span className={`godebug-swatch ${className}`} aria-hidden />
              {name}
            </li>
          ))}
        </ul>
      </header>
      <svg width={widthPx} height={heightPx} aria-hidden>
        {gridPx.map((px) => (
          <line key={px} className="godebug-grid" x1={px} x2={px} y1={0} y2={heightPx} />
        ))}
        {plot.draw({ x, y, widthPx, heightPx })}
      </svg>
    </section>
  )
}
