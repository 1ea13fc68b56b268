/** The one hook that owns the scene of a file: made with its element, gone with it. React hears only of words. */
import { useEffect, useRef, useState, type RefObject } from 'react'
import type { SourceDto } from '../../../contract/sources'
import { onReveal } from '../../state/reveal'
import { initialRows, timelineRowsOf } from '../../state/timeline-rows'
import { registerTimeline } from './active-timelines'
import { FindHits, nothingFound, type FindState } from './find-hits'
import { Hover, type HoverTip } from './hover'
import { KeyboardInput } from './keyboard-input'
import { Navigation } from './navigation'
import { NoteInput } from './note-input'
import { PointerInput } from './pointer-input'
import { revealSelected } from './reveal-selected'
import type { RowsState } from './timeline-bar'
import { TimelineScene, type FrameFacts } from './timeline-scene'

export interface TimelineState {
  readonly hostRef: RefObject<HTMLDivElement | null>
  readonly tip: HoverTip | undefined
  readonly announcement: string
  readonly problem: string
  readonly rows: RowsState
  readonly found: FindState
}

/** Attributes are written past React: they change with every frame. */
function writeFacts(host: HTMLElement, facts: FrameFacts): void {
  const { dataset } = host
  dataset['fromNs'] = String(facts.fromNs)
  dataset['toNs'] = String(facts.toNs)
  dataset['rows'] = String(facts.rows)
  dataset['rects'] = String(facts.rectangles)
  dataset['selected'] = facts.selected
  dataset['painter'] = facts.painter
  dataset['frameMs'] = facts.frameMs.toFixed(2)
}

export function useTimeline(source: SourceDto): TimelineState {
  const hostRef = useRef<HTMLDivElement>(null)
  const [tip, setTip] = useState<HoverTip>()
  const [announcement, setAnnouncement] = useState('')
  const [problem, setProblem] = useState('')
  const { id, state } = source
  const [rows, setRows] = useState<RowsState>(() => timelineRowsOf(id) ?? initialRows)
  const [found, setFound] = useState(nothingFound)

  useEffect(() => {
    const host = hostRef.current
    if (host === null || state === 'failed' || state === 'cancelled') return
    const scene = new TimelineScene(source, host, {
      onFrame: (facts) => {
        writeFacts(host, facts)
        const { filter, sort, density } = scene.rows
        // The same object where nothing has changed: React stays asleep while the timeline moves.
        setRows((now) =>
          now.filter === filter && now.sort === sort && now.density === density
            ? now
            : { filter, sort, density },
        )
      },
      onProblem: setProblem,
      onAnnounce: setAnnouncement,
    })
    const navigation = new Navigation(scene)
    const hover = new Hover(scene, setTip)
    const keyboard = new KeyboardInput(scene, navigation, () => {
      hover.isEnabled = !hover.isEnabled
      setTip(undefined)
      setAnnouncement(hover.isEnabled ? 'Tooltips shown' : 'Tooltips hidden')
    })
    const pointer = new PointerInput(scene, navigation, keyboard, (place) => hover.at(place))
    const notes = new NoteInput(scene)
    keyboard.notes = notes
    pointer.notes = notes
    const finder = new FindHits(scene, setFound)
    keyboard.onFind = () => finder.askFocus()
    const forget = registerTimeline(id, { scene, navigation, notes, finder })
    const stopReveal = onReveal(id, () => revealSelected(scene, id))
    host.focus({ preventScroll: true })
    return () => {
      forget()
      stopReveal()
      pointer.dispose()
      keyboard.dispose()
      hover.dispose()
      navigation.dispose()
      finder.dispose()
      scene.dispose()
      setTip(undefined)
      setProblem('')
      setFound(nothingFound)
    }
    // A new state of the same file (it was read again) needs a new scene; progress does not.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- id and state stand for the source
  }, [id, state])

  return { hostRef, tip, announcement, problem, rows, found }
}
