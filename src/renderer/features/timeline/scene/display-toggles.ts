/** What is drawn beside the spans, and how loud: labels, washes of GC and STW, some spans before the others. */
import type { VisualState } from '../../../../contract/visual-states'
import { highlightOf, isSameHighlight, setHighlight, type Highlight } from '../../../state/highlight'
import type { TimelineScene } from './timeline-scene'

export function toggleLabels(scene: TimelineScene): void {
  scene.hasLabels = !scene.hasLabels
  scene.announce(scene.hasLabels ? 'Labels shown' : 'Labels hidden')
  scene.requestFrame()
}

const washNames = { both: 'GC and STW', gc: 'GC only', stw: 'STW only', off: 'none' } as const

export function cycleWashes(scene: TimelineScene): void {
  const order = ['both', 'gc', 'stw', 'off'] as const
  scene.washes = order[(order.indexOf(scene.washes) + 1) % order.length] ?? 'both'
  scene.announce(`Overlays: ${washNames[scene.washes]}`)
  scene.refresh()
}

/**
 * What stands out with each press for a selected span: its state, then its reason, then the goroutines of its start function;
 * for a focused group those of its function. Once more, or with nothing to go by: all alike.
 */
export function cycleHighlight(scene: TimelineScene): void {
  const { id } = scene.source
  const { current } = highlightOf(id)
  const offers = highlightsOf(scene)
  const at = offers.findIndex((offer) => isSameHighlight(offer, current))
  const next = current === undefined || at >= 0 ? offers[at + 1] : undefined
  if (next === undefined && current === undefined)
    scene.announce('Select a span first, or click a state in the legend')
  else applyHighlight(scene, next)
}

function highlightsOf({ selectedSpan, focusedKey }: TimelineScene): readonly Highlight[] {
  if (selectedSpan !== undefined) {
    const { visualState, reason, goroutine } = selectedSpan
    const offers: Highlight[] = [{ by: 'state', state: visualState }]
    if (reason !== '') offers.push({ by: 'filter', filter: `reason = ${JSON.stringify(reason)}` })
    if (goroutine.functionName !== '') offers.push(ofFunction(goroutine.functionName))
    return offers
  }
  if (focusedKey === 'group:runtime') return [{ by: 'filter', filter: 'system' }]
  const name = focusedKey.startsWith('group:') ? focusedKey.slice('group:'.length) : ''
  return name === '' ? [] : [ofFunction(name)]
}

const ofFunction = (name: string): Highlight => ({
  by: 'filter',
  filter: `function = ${JSON.stringify(name)}`,
})

/** A click on a state: it stands out, or all are alike again. */
export function toggleState(scene: TimelineScene, state: VisualState): void {
  const wanted: Highlight = { by: 'state', state }
  applyHighlight(scene, isSameHighlight(highlightOf(scene.source.id).current, wanted) ? undefined : wanted)
}

function applyHighlight(scene: TimelineScene, highlight: Highlight | undefined): void {
  setHighlight(scene.source.id, highlight)
  scene.announce(
    highlight === undefined
      ? 'All spans alike'
      : `Highlighted: ${highlight.by === 'state' ? scene.palette.states[highlight.state].name : highlight.filter}`,
  )
}
