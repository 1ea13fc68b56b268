/**
 * Keys of the timeline while it has the focus (peers: Perfetto, Catapult): held keys move, the others perform its commands.
 * Letters by physical position, punctuation by character. What is not ours goes on to the shell's commands.
 */
import { performCommand } from '../../../commands/registry'
import { matchesKey } from '../../../commands/match-key'
import { isMac } from '../../../connection/platform'
import { isHeldCode } from '../../../state/held-keys'
import { activeTimeline } from '../active-timelines'
import type { Navigation } from '../navigation/navigation'
import type { NoteInput } from './note-input'
import type { TimelineScene } from '../scene/timeline-scene'
import { timelineCommands } from '../timeline-commands'
import type { Walk } from './walk'

export class KeyboardInput {
  private readonly stops: (() => void)[] = []
  /** Space is down: a drag pans. */
  isSpaceDown = false
  /** Asked first: a selected note takes keys of its own. */
  notes: NoteInput | undefined

  constructor(
    private readonly scene: TimelineScene,
    private readonly navigation: Navigation,
    private readonly walk: Walk,
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
    const { scene } = this
    // Keys of what lies over the canvas, the trail for one, are its own.
    if (event.isComposing || event.target !== scene.host) return false
    if (this.notes?.press(event) === true) return true
    const isModified = event.ctrlKey || event.metaKey || event.altKey
    scene.held.setFast(event.shiftKey)
    if (isHeldCode(event.code) && !isModified) {
      scene.held.press(event.code)
      scene.requestFrame()
      return true
    }
    return (!isModified && this.pressPlain(event)) || this.performCommand(event)
  }

  private performCommand(event: KeyboardEvent): boolean {
    const mac = isMac()
    const found = timelineCommands.find(({ keys }) => keys.some((key) => matchesKey(key, event, mac)))
    const timeline = activeTimeline(this.scene.source.id)
    if (found === undefined || timeline === undefined) return false
    found.act(timeline)
    return true
  }

  /** Keys that are no commands, or whose meaning hangs on where one is. */
  private pressPlain(event: KeyboardEvent): boolean {
    const { scene, navigation } = this
    const page = scene.geometry.rows.height * 0.9
    switch (event.code) {
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
        return !event.shiftKey && this.enter()
      case 'Space':
        this.isSpaceDown = true
        return true
      case 'Escape':
        if (scene.selection.kind !== 'none') navigation.clear()
        else if (scene.cursor.timeNs === undefined) return false
        scene.cursor.clear()
        scene.requestFrame()
        return true
      default:
        return false
    }
  }

  /** On the axis, or after the cursor was moved: all goroutines at that instant. Else the row folds, or its page opens. */
  private enter(): boolean {
    const { scene } = this
    if (scene.cursor.isAsking) performCommand('analyses.snapshot')
    else if (!this.walk.toggleFocused()) {
      const { kind } = scene.selection
      const isObject = kind === 'goroutine' || kind === 'span'
      performCommand(isObject ? 'selection.open-goroutine' : 'analyses.snapshot')
    }
    return true
  }
}
