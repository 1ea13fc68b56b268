/** The one hook that owns the scene of a file: made with its element, gone with it. React hears only of words. */
import { useEffect, useRef, useState, type RefObject } from 'react'
import type { SourceDto } from '../../../contract/sources'
import { onCursorWish, provideInstant } from '../../state/instant'
import { onReveal } from '../../state/reveal'
import { initialRows, timelineRowsOf } from '../../state/timeline-rows'
import { registerTimeline } from './active-timelines'
import { Causality, noTrail, type Trail } from './navigation/causality'
import { FindHits, nothingFound, type FindState } from './navigation/find-hits'
import { Hover, type HoverTip } from './input/hover'
import { KeyboardInput } from './input/keyboard-input'
import { TimelineMenus } from './input/menus'
import { Navigation } from './navigation/navigation'
import { NoteInput } from './input/note-input'
import { PointerInput } from './input/pointer-input'
import { revealSelected } from './navigation/reveal-selected'
import type { RowsState } from './timeline-bar'
import type { FrameFacts } from './scene/scene-report'
import { TimelineScene } from './scene/timeline-scene'
import { Walk } from './input/walk'

export interface TimelineState {
  readonly hostRef: RefObject<HTMLDivElement | null>
  readonly tip: HoverTip | undefined
  readonly announcement: string
  readonly problem: string
  readonly rows: RowsState
  readonly found: FindState
  readonly trail: Trail
  /** Width of the column of row labels. */
  readonly columnPx: number
}

/** Attributes are written past React, those that changed: some do with every frame. */
function factsWriter({ dataset }: HTMLElement): (facts: FrameFacts) => void {
  let last: FrameFacts | undefined
  return (facts) => {
    if (last?.fromNs !== facts.fromNs) dataset['fromNs'] = String(facts.fromNs)
    if (last?.toNs !== facts.toNs) dataset['toNs'] = String(facts.toNs)
    if (last?.rows !== facts.rows) dataset['rows'] = String(facts.rows)
    if (last?.rectangles !== facts.rectangles) dataset['rects'] = String(facts.rectangles)
    if (last?.selected !== facts.selected) dataset['selected'] = facts.selected
    if (last?.painter !== facts.painter) dataset['painter'] = facts.painter
    if (last?.frameMs !== facts.frameMs) dataset['frameMs'] = facts.frameMs.toFixed(2)
    last = facts
  }
}

/** Of the crumbs over the lower edge, as timeline.css has it. */
const trailHeightPx = 30

export function useTimeline(source: SourceDto): TimelineState {
  const hostRef = useRef<HTMLDivElement>(null)
  const [tip, setTip] = useState<HoverTip>()
  const [announcement, setAnnouncement] = useState('')
  const [problem, setProblem] = useState('')
  const { id, state } = source
  const [rows, setRows] = useState<RowsState>(() => ({
    ...(timelineRowsOf(id) ?? initialRows),
    filterSets: 0,
  }))
  const [trail, setTrail] = useState(noTrail)
  const [found, setFound] = useState(nothingFound)
  const [columnPx, setColumnPx] = useState(0)

  useEffect(() => {
    const host = hostRef.current
    if (host === null || state === 'failed' || state === 'cancelled') return
    const writeFacts = factsWriter(host)
    let told: RowsState | undefined
    let toldColumnPx = 0
    const scene = new TimelineScene(source, host, {
      onFrame: (facts) => {
        writeFacts(facts)
        if (facts.labelColumnPx !== toldColumnPx) setColumnPx((toldColumnPx = facts.labelColumnPx))
        const { filter, sort, density, filterSets } = scene.rows
        // React is not even asked while the timeline moves.
        if (
          told?.filter === filter &&
          told.sort === sort &&
          told.density === density &&
          told.filterSets === filterSets
        )
          return
        told = { filter, sort, density, filterSets }
        setRows(told)
      },
      onProblem: setProblem,
      onAnnounce: setAnnouncement,
    })
    const navigation = new Navigation(scene)
    const hover = new Hover(scene, setTip)
    const walk = new Walk(scene, navigation)
    const menus = new TimelineMenus(scene, navigation)
    const showTrail = (next: Trail): void => {
      scene.coveredPx = next.crumbs.length < 2 ? 0 : trailHeightPx
      setTrail(next)
    }
    const causality = new Causality(scene, navigation, showTrail, (menu) => menus.openChooser(menu))
    const keyboard = new KeyboardInput(scene, navigation, walk)
    const targets = { navigation, walk, causality, menus }
    const pointer = new PointerInput(scene, targets, keyboard, (place) => hover.at(place))
    const notes = new NoteInput(scene)
    keyboard.notes = notes
    pointer.notes = notes
    const finder = new FindHits(scene, setFound)
    const toggleTooltips = (): void => {
      hover.isEnabled = !hover.isEnabled
      setTip(undefined)
      setAnnouncement(hover.isEnabled ? 'Tooltips shown' : 'Tooltips hidden')
    }
    const forget = registerTimeline(id, { scene, ...targets, notes, finder, toggleTooltips })
    const stopReveal = onReveal(id, () => void revealSelected(scene))
    const stopInstant = provideInstant(id, () => scene.instantNs)
    const stopWish = onCursorWish(id, (timeNs) => {
      scene.cursor.set(timeNs)
      scene.requestFrame()
    })
    host.focus({ preventScroll: true })
    return () => {
      forget()
      stopReveal()
      stopInstant()
      stopWish()
      causality.dispose()
      pointer.dispose()
      keyboard.dispose()
      hover.dispose()
      navigation.dispose()
      finder.dispose()
      scene.dispose()
      setTip(undefined)
      setProblem('')
      setTrail(noTrail)
      setFound(nothingFound)
    }
    // A new state of the same file (it was read again) needs a new scene; progress does not.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- id and state stand for the source
  }, [id, state])

  return { hostRef, tip, announcement, problem, rows, found, trail, columnPx }
}
