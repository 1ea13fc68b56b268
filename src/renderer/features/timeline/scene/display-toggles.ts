/** What is drawn beside the spans, and how loud: labels, washes of GC and STW, one state before the others. */
import type { VisualState } from '../../../../contract/trace-dto'
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

/** The state of the selected span before all others; again, or without a span: all alike. */
export function toggleHighlight(scene: TimelineScene): void {
  const { selectedSpan, highlight } = scene
  if (highlight !== undefined) setHighlight(scene, undefined)
  else if (selectedSpan !== undefined) setHighlight(scene, selectedSpan.visualState)
  else scene.announce('Select a span first, or click a state in the legend')
}

export function setHighlight(scene: TimelineScene, state: VisualState | undefined): void {
  scene.setHighlight(state)
  scene.announce(
    state === undefined ? 'All states alike' : `Highlighted: ${scene.palette.states[state].name}`,
  )
}
