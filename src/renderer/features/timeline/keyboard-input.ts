/**
 * Keys of the timeline while it has the focus (peers: Perfetto, Catapult). Letters by physical position, punctuation by
 * character. What is not ours goes on to the shell's commands.
 */
import { isHeldCode } from '../../state/held-keys'
import type { Navigation } from './navigation'
import type { NoteInput } from './note-input'
import type { TimelineScene } from './timeline-scene'

export class KeyboardInput {
  private readonly stops: (() => void)[] = []
  /** Space is down: a drag pans. */
  isSpaceDown = false
  /** Ctrl+F. */
  onFind: (() => void) | undefined
  /** Asked first: a selected note takes keys of its own. */
  notes: NoteInput | undefined

  constructor(
    private readonly scene: TimelineScene,
    private readonly navigation: Navigation,
    private readonly onTooltipToggle: () => void,
  ) {
    const { host } = scene
    const down = (event: KeyboardEvent): void => {
      if (this.press(event)) {
        event.preventDefault()
        event.stopPropagation()
      }
    }
    const up = (event: KeyboardEvent): void => this.release(event)
    const letGo = (): void => {
      this.scene.held.releaseAll()
      this.isSpaceDown = false
    }
    host.addEventListener('keydown', down)
    // A key may be let go of after the focus has moved on.
    window.addEventListener('keyup', up)
    window.addEventListener('blur', letGo)
    host.addEventListener('blur', letGo)
    this.stops.push(
      () => host.removeEventListener('keydown', down),
      () => window.removeEventListener('keyup', up),
      () => window.removeEventListener('blur', letGo),
      () => host.removeEventListener('blur', letGo),
    )
  }

  dispose(): void {
    for (const stop of this.stops) stop()
  }

  private release(event: KeyboardEvent): void {
    if (isHeldCode(event.code)) this.scene.held.release(event.code)
    if (event.code === 'Space') this.isSpaceDown = false
    this.scene.held.setFast(event.shiftKey)
  }

  /** Answers whether the key was ours. */
  private press(event: KeyboardEvent): boolean {
    const { scene, navigation } = this
    if (event.isComposing) return false
    if (this.notes?.press(event) === true) return true
    const isModified = event.ctrlKey || event.metaKey
    scene.held.setFast(event.shiftKey)
    if (isHeldCode(event.code) && !isModified && !event.altKey) {
      scene.held.press(event.code)
      scene.requestFrame()
      return true
    }
    if (event.key === '[' || event.key === ']') {
      void (event.key === '[' ? navigation.followWaker() : navigation.followWoken())
      return true
    }
    if (event.key === ',' || event.key === '.') {
      void navigation.step(event.key === ',' ? 'previous' : 'next', false)
      return true
    }
    if (isModified) return this.pressWithControl(event)
    if (event.altKey) return this.pressWithAlt(event)
    return this.pressPlain(event)
  }

  private pressWithControl(event: KeyboardEvent): boolean {
    if (event.code === 'KeyF' && !event.shiftKey && !event.altKey) {
      this.onFind?.()
      return true
    }
    if (event.code !== 'KeyA' || event.shiftKey || event.altKey) return false
    this.navigation.select({ kind: 'range', fromNs: 0, toNs: this.scene.durationNs })
    return true
  }

  private pressWithAlt(event: KeyboardEvent): boolean {
    if (!event.shiftKey) return false
    if (event.code !== 'ArrowLeft' && event.code !== 'ArrowRight') return false
    void this.navigation.step(event.code === 'ArrowLeft' ? 'previous' : 'next', true)
    return true
  }

  private pressPlain(event: KeyboardEvent): boolean {
    const { scene, navigation } = this
    const page = scene.geometry.rows.height * 0.9
    switch (event.code) {
      case 'ArrowLeft':
        void navigation.step('previous', false)
        return true
      case 'ArrowRight':
        void navigation.step('next', false)
        return true
      case 'ArrowUp':
        void navigation.stepRow(-1)
        return true
      case 'ArrowDown':
        void navigation.stepRow(1)
        return true
      case 'PageUp':
        scene.scrollTo(scene.scrollPx - page)
        return true
      case 'PageDown':
        scene.scrollTo(scene.scrollPx + page)
        return true
      case 'Home':
        scene.scrollTo(0)
        return true
      case 'End':
        scene.scrollTo(scene.maximumScrollPx)
        return true
      case 'Enter':
      case 'NumpadEnter':
        return navigation.toggleFocused()
      case 'Space':
        this.isSpaceDown = true
        return true
      case 'Escape':
        if (scene.selection.kind === 'none') return false
        navigation.clear()
        return true
      default:
        return event.shiftKey ? false : this.pressLetter(event)
    }
  }

  private pressLetter(event: KeyboardEvent): boolean {
    const { scene, navigation } = this
    switch (event.code) {
      case 'KeyF':
        void navigation.focusSelection()
        return true
      case 'Digit0':
      case 'Numpad0':
      case 'KeyZ':
        scene.fit()
        return true
      case 'KeyP':
        navigation.togglePin()
        return true
      case 'KeyC':
        scene.cycleDensity()
        return true
      case 'KeyR':
        void navigation.selectionToRange()
        return true
      case 'KeyX':
        scene.hasLabels = !scene.hasLabels
        scene.announce(scene.hasLabels ? 'Labels shown' : 'Labels hidden')
        scene.requestFrame()
        return true
      case 'KeyT':
        this.onTooltipToggle()
        return true
      case 'KeyO': {
        const order = ['both', 'gc', 'stw', 'off'] as const
        scene.washes = order[(order.indexOf(scene.washes) + 1) % order.length] ?? 'both'
        scene.announce(`Overlays of GC and STW: ${scene.washes}`)
        scene.refresh()
        return true
      }
      default:
        return false
    }
  }
}
