/**
 * The bar over the timeline: which goroutines are rows, in what order, how high; and a search whose hits are marked in
 * the overview and stepped through in order of time.
 */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { ChevronDown, ChevronUp, Clock, Highlighter, Rows3 } from 'lucide-react'
import { groupDigits } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import { measuredSorts, relevantGoroutine, rowSortOf, type RowSort } from '../../../contract/rows-dto'
import { completeFilter } from '../../../filter/complete'
import { densities, type Density } from '../../../picture/row-layout'
import { localTime } from '../../data/local-time'
import { useFilterValues } from '../../data/use-filter-values'
import { useQuery } from '../../data/use-query'
import { useReadableFilter } from '../../data/use-readable-filter'
import {
  askForHighlight,
  setHighlight,
  takeHighlightFocus,
  typeHighlight,
  useHighlight,
} from '../../state/highlight'
import { onFindWish } from '../../state/find-wish'
import { openOverlay } from '../../state/shell'
import { changeTimeAxis, useTimeAxis } from '../../state/time-axis'
import { Button, IconButton } from '../../widgets/button'
import { FilterField } from '../../widgets/filter-field'
import { activeTimeline } from './active-timelines'
import type { FindState } from './navigation/find-hits'
import { orderByRelevance, orderNames } from './row-order'
import './timeline-bar.css'

/** What the scene's rows are at the moment. */
export interface RowsState {
  readonly filter: string
  readonly sort: RowSort
  readonly density: Density
  /** How often others than its field have set the filter. */
  readonly filterSets: number
}

/** Without captions, so that the bar takes one line: what is chosen says what it is. */
const rowHeightNames: Readonly<Record<Density, string>> = {
  normal: 'Normal rows',
  compact: 'Compact rows',
  dense: 'Dense rows',
}

/** "Blocked time" within a sentence; "GC assist time" stays. */
const lowerFirst = (name: string): string =>
  /^[A-Z]{2}/.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1)

interface TimelineBarProps {
  readonly source: SourceDto
  readonly rows: RowsState
  readonly found: FindState
}

export function TimelineBar({ source, rows, found }: TimelineBarProps): ReactNode {
  const related = relevantGoroutine(rows.sort)
  return (
    <div className="timeline-bar">
      <Expressions source={source} rows={rows} />
      <label className="timeline-choice">
        <select
          aria-label="Order of rows"
          title="Order of goroutine rows"
          value={rows.sort}
          onChange={(event) => {
            const scene = activeTimeline(source.id)?.scene
            const sort = rowSortOf(event.target.value)
            if (scene === undefined) return
            if (sort === undefined) orderByRelevance(scene)
            else scene.rows.setSort(sort)
          }}
        >
          {measuredSorts.map((sort) => (
            <option key={sort} value={sort}>
              By {lowerFirst(orderNames[sort])}
            </option>
          ))}
          {related !== undefined && <option value={rows.sort}>Related to g{related}</option>}
          <option value="relevance">By relevance to the selection</option>
        </select>
      </label>
      <label className="timeline-choice">
        <select
          aria-label="Height of rows"
          title="Height of rows (C)"
          value={rows.density}
          onChange={(event) => {
            const density = densities.find((one) => one === event.target.value)
            if (density !== undefined) activeTimeline(source.id)?.scene.rows.setDensity(density)
          }}
        >
          {densities.map((density) => (
            <option key={density} value={density}>
              {rowHeightNames[density]}
            </option>
          ))}
        </select>
      </label>
      <AxisChoice source={source} />
      <FindField source={source} found={found} />
    </div>
  )
}

/** What the axis counts from. A file that knows no clock is told when it began. */
function AxisChoice({ source }: { readonly source: SourceDto }): ReactNode {
  const axis = useTimeAxis(source.id)
  const overview = useQuery('trace/overview', { source: source.id })
  const isClockInFile = overview.state === 'ready' && overview.value.wallClockStartUnixNs !== undefined
  const value = axis.mode === 'clock' ? 'clock' : axis.originNs === 0 ? 'start' : 'origin'
  const choose = (next: string): void => {
    if (next === 'clock') activeTimeline(source.id)?.navigation.showClock()
    else if (next === 'origin') void activeTimeline(source.id)?.navigation.originAtSelection()
    else changeTimeAxis(source.id, { mode: 'relative', originNs: 0 })
  }
  return (
    <>
      <label className="timeline-choice">
        <select
          aria-label="Time axis"
          title="What times count from"
          value={value}
          onChange={(event) => choose(event.target.value)}
        >
          <option value="start">Since start</option>
          <option value="origin">Since a point</option>
          <option value="clock">Clock time</option>
        </select>
      </label>
      {axis.mode === 'clock' && !isClockInFile && (
        <Button
          label={beganText(axis.anchorUnixMs)}
          hint="Set the clock"
          onClick={() => openOverlay('clock')}
        />
      )}
    </>
  )
}

const beganText = (unixMs: number | undefined): string =>
  unixMs === undefined ? 'Set the clock…' : `Began ${localTime(new Date(unixMs)).time}`

/** The rows stay as they are until what is typed is whole, or Enter says that it is. */
function RowFilter({
  source,
  filter,
  sets,
}: {
  readonly source: SourceDto
  readonly filter: string
  readonly sets: number
}): ReactNode {
  const [text, setText] = useState(filter)
  const [seen, setSeen] = useState(sets)
  const typed = useReadableFilter(text)
  const values = useFilterValues(source.id)
  if (sets !== seen) {
    // A session, a menu or what was kept: no echo of what was typed a moment ago, whose keys must not be lost.
    setSeen(sets)
    setText(filter)
  }
  useEffect(() => {
    activeTimeline(source.id)?.scene.rows.typeFilter(typed.filter)
  }, [source.id, typed.filter])
  return (
    <FilterField
      label="Filter rows"
      placeholder="Filter: blocked > 10ms"
      value={text}
      error={typed.error}
      {...(typed.errorAt === undefined ? {} : { errorAt: typed.errorAt })}
      hint={text === filter ? '' : typed.hint}
      complete={(typedText, cursor) => completeFilter(typedText, cursor, values)}
      onChange={setText}
      onCommit={typed.commit}
    />
  )
}

/** Of the two fields one has the place: that for what stands out, when it is open and no filter hides rows. */
function Expressions({ source, rows }: Pick<TimelineBarProps, 'source' | 'rows'>): ReactNode {
  const { current, isFieldOpen, sets } = useHighlight(source.id)
  const isOpen = isFieldOpen || current?.by === 'filter'
  return (
    <>
      <IconButton
        label={isOpen ? 'Highlight nothing' : 'Highlight what fits an expression'}
        icon={Highlighter}
        shortcut={isOpen ? '' : 'Shift+H'}
        isPressed={isOpen}
        onClick={() => (isOpen ? setHighlight(source.id, undefined) : askForHighlight(source.id))}
      />
      {isOpen && <HighlightField key={`${source.id} ${sets}`} source={source} />}
      {(!isOpen || rows.filter !== '') && (
        <RowFilter key={source.id} source={source} filter={rows.filter} sets={rows.filterSets} />
      )}
    </>
  )
}

/** Spans that fit an expression stand out; the rows stay. */
function HighlightField({ source }: { readonly source: SourceDto }): ReactNode {
  const { current, wantsFocus } = useHighlight(source.id)
  const filter = current?.by === 'filter' ? current.filter : ''
  const [text, setText] = useState(filter)
  const typed = useReadableFilter(text)
  const values = useFilterValues(source.id)
  useEffect(() => typeHighlight(source.id, typed.filter), [source.id, typed.filter])
  useEffect(() => takeHighlightFocus(source.id), [source.id, wantsFocus])
  return (
    <FilterField
      label="Highlight spans"
      icon={Highlighter}
      placeholder={'Highlight: reason = "chan receive"'}
      value={text}
      error={typed.error}
      {...(typed.errorAt === undefined ? {} : { errorAt: typed.errorAt })}
      hint={typed.hint}
      complete={(typedText, cursor) => completeFilter(typedText, cursor, values)}
      onChange={setText}
      onCommit={typed.commit}
      wantsFocus={wantsFocus}
    />
  )
}

/** Looks for a text and goes to its first hit; the timeline may not be there yet. */
async function findFirst(source: SourceDto['id'], text: string): Promise<void> {
  // Effects of the bar run before those of the view around it.
  await Promise.resolve()
  const timeline = activeTimeline(source)
  if (timeline === undefined) return
  await timeline.scene.ready
  timeline.finder.search(text)
  // There Enter goes from hit to hit.
  timeline.finder.askFocus()
  await timeline.finder.step(1)
}

function FindField({ source, found }: { readonly source: SourceDto; readonly found: FindState }): ReactNode {
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  useEffect(() => {
    if (found.focusRequests > 0) input.current?.select()
  }, [found.focusRequests])
  useEffect(
    () =>
      onFindWish(source.id, (wished) => {
        setText(wished)
        void findFirst(source.id, wished)
      }),
    [source.id],
  )
  const hits = activeTimeline(source.id)?.finder
  const step = (by: 1 | -1): void => void activeTimeline(source.id)?.finder.step(by)
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.code === 'Enter' || event.code === 'NumpadEnter') step(event.shiftKey ? -1 : 1)
    else if (event.code === 'Escape') {
      setText('')
      hits?.search('')
      activeTimeline(source.id)?.scene.host.focus({ preventScroll: true })
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="timeline-find" role="search">
      <div className="timeline-find-field">
        <input
          ref={input}
          type="text"
          aria-label="Find in the timeline"
          placeholder="Find (Ctrl+F)"
          autoComplete="off"
          spellCheck={false}
          maxLength={1024}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            activeTimeline(source.id)?.finder.search(event.target.value)
          }}
          onKeyDown={onKeyDown}
        />
        {text.trim() !== '' && (
          <span className="number" role="status" title={found.label}>
            {foundText(found)}
          </span>
        )}
      </div>
      <IconButton
        label={found.isByRows ? 'Step in order of time' : 'Step in order of rows'}
        icon={found.isByRows ? Rows3 : Clock}
        isPressed={found.isByRows}
        onClick={() => hits?.toggleOrder()}
      />
      <IconButton
        label="Previous hit"
        icon={ChevronUp}
        shortcut="Shift+Enter"
        isDisabled={found.total === 0}
        onClick={() => step(-1)}
      />
      <IconButton
        label="Next hit"
        icon={ChevronDown}
        shortcut="Enter"
        isDisabled={found.total === 0}
        onClick={() => step(1)}
      />
    </div>
  )
}

function foundText({ total, isComplete, ordinal, error }: FindState): string {
  if (error !== '') return error
  if (total === 0) return 'No hits'
  const all = `${isComplete ? '' : 'over '}${groupDigits(total)}`
  return ordinal === undefined ? all : `${groupDigits(ordinal + 1)} of ${all}`
}
