/**
 * Walking wake-ups: who ended a wait, whom a span woke, one of several, and the way one has come as a trail of crumbs.
 * Only what the trace proves is walked; where no goroutine can be named, the reason is said.
 */
import { formatDuration, formatExactTime } from '../../../../base/format-units'
import type { GoroutineRefDto } from '../../../../contract/place-dto'
import type { SpanDto, WakeDto, WokenDto } from '../../../../contract/span-dto'
import { call } from '../../../connection/call'
import { whileBusy } from '../../../state/idle'
import { subscribeSelection } from '../../../state/places'
import { isSameSelection, type Selection } from '../../../state/selection'
import type { MenuEntry, OpenMenu } from '../../../widgets/context-menu'
import { describeSpan, goroutineName } from './describe'
import type { Navigation } from './navigation'
import { revealRow, revealSpanTime } from './reveal-selected'
import { selectionOfSpan } from '../scene/scene-selection'
import type { TimelineScene } from '../scene/timeline-scene'

export interface Crumb {
  readonly span: SpanDto
  /** How it was reached from the crumb before: `woken by` goes back in time. */
  readonly step: 'start' | 'woken by' | 'woke' | 'created by'
  /** From the wake-up until the woken one ran, where the trace shows it. */
  readonly delayNs: number | undefined
}

export interface Trail {
  readonly crumbs: readonly Crumb[]
  /** The one that is selected. */
  readonly at: number
}

export const noTrail: Trail = { crumbs: [], at: -1 }

/** What is walked of a wake-up. */
type Wake = Pick<WakeDto, 'atNs' | 'kind' | 'text' | 'goroutine' | 'delayNs'>

/** Crumbs kept; the oldest go first. */
const mostCrumbs = 64

export class Causality {
  private trail: Trail = noTrail
  private readonly stop: () => void

  constructor(
    private readonly scene: TimelineScene,
    private readonly navigation: Navigation,
    private readonly onTrail: (trail: Trail) => void,
    /** Shows several to choose from, beside the selected span. */
    private readonly openChooser: (menu: Pick<OpenMenu, 'title' | 'groups'>) => void,
  ) {
    // Whoever selects something off the trail has left it.
    this.stop = subscribeSelection(scene.source.id, (selection) => this.follow(selection))
  }

  dispose(): void {
    this.stop()
  }

  private put(trail: Trail): void {
    this.trail = trail
    this.onTrail(trail)
  }

  forget(): void {
    if (this.trail !== noTrail) this.put(noTrail)
  }

  private follow(selection: Selection): void {
    const { crumbs, at } = this.trail
    const found = crumbs.findIndex(({ span }) => isSameSelection(selectionOfSpan(span), selection))
    if (found < 0) this.forget()
    else if (found !== at) this.put({ crumbs, at: found })
  }

  /** Goes to a crumb of the trail. */
  async goToCrumb(index: number): Promise<void> {
    const crumb = this.trail.crumbs[index]
    if (crumb !== undefined) await this.show(crumb.span)
  }

  private async selected(): Promise<SpanDto | undefined> {
    const { selection } = this.scene
    const span = selection.kind === 'span' ? await this.scene.spanOf(selection) : undefined
    if (span === undefined) this.scene.announce('Select a span first')
    return span
  }

  /** `[`: the goroutine that ended this wait, or made this one runnable, at that moment. */
  async followWaker(): Promise<void> {
    const span = await this.selected()
    if (span === undefined) return
    const wake = await this.wakeOf(span)
    if (wake?.goroutine === undefined) {
      this.scene.announce(wake?.text ?? 'This span was not ended by anybody the trace names')
      return
    }
    const step = wake.kind === 'creation' ? 'created by' : 'woken by'
    await this.goToWaker(span, wake.goroutine, wake.atNs, step, wake.delayNs)
  }

  /**
   * A running span was caused by the runnable one before it; one after a system call, a preemption or a yield by the last
   * wake-up of its goroutine before that.
   */
  private async wakeOf(span: SpanDto): Promise<Wake | undefined> {
    const own = span.wokenBy ?? span.causedBy
    if (own !== undefined || span.previous === undefined) return own
    const { startNs, index } = span.previous
    const before = await this.scene.spanOf({ kind: 'span', goroutine: span.goroutine.id, startNs, index })
    const cause = before?.causedBy ?? before?.wokenBy
    return cause === undefined || cause.kind === 'unknown' ? ((await this.lastWakeOf(span)) ?? cause) : cause
  }

  private async lastWakeOf({ goroutine, startNs }: SpanDto): Promise<Wake | undefined> {
    const source = this.scene.source.id
    const answer = await whileBusy(
      call('trace/wake-chain', { source, goroutine: goroutine.id, timeNs: startNs }),
    )
    const last = answer.ok ? answer.value.steps[0] : undefined
    if (last === undefined) return undefined
    const { atNs, kind, text, by } = last
    return { atNs, kind, text, ...(by === undefined ? {} : { goroutine: by }) }
  }

  /** `]`: the first goroutine that this one woke during the span. */
  async followWoken(): Promise<void> {
    const span = await this.selected()
    if (span === undefined) return
    const first = span.wakes?.[0]
    if (first === undefined) {
      this.scene.announce(this.nobodyWoken(span))
      return
    }
    const all = span.wakes?.length ?? 0
    await this.goToWoken(span, first, all > 1 ? `The first of ${all} that it woke: ` : undefined)
  }

  private nobodyWoken(span: SpanDto): string {
    return span.state === 'Running' || span.state === 'Syscall'
      ? `${goroutineName(span.goroutine)} woke nobody during this span`
      : 'Only while it runs can a goroutine wake others'
  }

  /** Ctrl with `]`: all that it woke during the span, to choose from. */
  async chooseWoken(): Promise<void> {
    const span = await this.selected()
    if (span === undefined) return
    const { wakes = [] } = span
    if (wakes.length === 0) {
      this.scene.announce(this.nobodyWoken(span))
      return
    }
    const entries = wakes.map((woken): MenuEntry => ({
      label: `${goroutineName(woken.goroutine)} at ${formatExactTime(woken.atNs)}`,
      detail: woken.delayNs === undefined ? '' : `ran ${formatDuration(woken.delayNs)} later`,
      perform: () => void this.goToWoken(span, woken),
    }))
    this.openChooser({
      title: `Woken by ${goroutineName(span.goroutine)} in this span: ${wakes.length}`,
      groups: [entries],
    })
  }

  /** Ctrl with `[`: the wake-ups that led here, the nearest first, to choose from. */
  async chooseWaker(): Promise<void> {
    const span = await this.selected()
    if (span === undefined) return
    const answer = await whileBusy(
      call('trace/wake-chain', {
        source: this.scene.source.id,
        goroutine: span.goroutine.id,
        timeNs: span.startNs,
      }),
    )
    if (!answer.ok) {
      this.scene.announce(answer.error.message)
      return
    }
    const steps = answer.value.steps.filter(({ by }) => by !== undefined)
    if (steps.length === 0) {
      this.scene.announce(answer.value.endText)
      return
    }
    const entries = steps.map(({ by, goroutine, atNs, kind }): MenuEntry => {
      const verb = kind === 'creation' ? 'created' : 'woke'
      return {
        label: by === undefined ? '' : `${goroutineName(by)} ${verb} g${goroutine.id}`,
        detail: formatExactTime(atNs),
        perform: () => {
          if (by !== undefined)
            void this.goToWaker(span, by, atNs, kind === 'creation' ? 'created by' : 'woken by', undefined)
        },
      }
    })
    this.openChooser({ title: `What led to ${goroutineName(span.goroutine)} here`, groups: [entries] })
  }

  private async goToWaker(
    from: SpanDto,
    waker: GoroutineRefDto,
    atNs: number,
    step: Crumb['step'],
    delayNs: number | undefined,
  ): Promise<void> {
    const { scene, navigation } = this
    const found = await navigation.pick(`goroutine:${waker.id}`, atNs, scene.nsPerPx)
    if (found?.type !== 'span') {
      scene.announce(`${goroutineName(waker)} has nothing to show at that time`)
      return
    }
    const words = step === 'created by' ? 'Created by ' : 'Woken by '
    await this.goOn(from, { span: found.span, step, delayNs }, words)
  }

  private async goToWoken(
    from: SpanDto,
    { goroutine, atNs, index, delayNs }: WokenDto,
    words = 'It woke ',
  ): Promise<void> {
    const span = await this.scene.spanOf({ kind: 'span', goroutine: goroutine.id, startNs: atNs, index })
    if (span !== undefined) await this.goOn(from, { span, step: 'woke', delayNs }, words)
  }

  /** One crumb more, after the one that is selected; what came after that is forgotten. */
  private async goOn(from: SpanDto, crumb: Crumb, words: string): Promise<void> {
    const { crumbs, at } = this.trail
    const start: Crumb = { span: from, step: 'start', delayNs: undefined }
    const before = at < 0 ? [start] : crumbs.slice(0, at + 1)
    const next = [...before, crumb].slice(-mostCrumbs)
    // Before the selection changes: it is on the trail then.
    this.put({ crumbs: next, at: next.length - 1 })
    await this.show(crumb.span)
    // Whoever does not see the arrow hears what it says.
    this.scene.announce(`${words}${describeSpan(crumb.span)}`)
  }

  private async show(span: SpanDto): Promise<void> {
    const { scene, navigation } = this
    const key = `goroutine:${span.goroutine.id}`
    scene.focusedKey = key
    navigation.selectSpan(span)
    revealSpanTime(scene, span)
    await revealRow(scene, key)
  }

  /** A marker at the edge was clicked: what a goroutine did at that time. */
  async goToGoroutine(goroutine: number, atNs: number): Promise<void> {
    const span = await this.selected()
    if (span === undefined) return
    const woken = span.wakes?.find((one) => one.goroutine.id === goroutine && one.atNs === atNs)
    if (woken !== undefined) await this.goToWoken(span, woken)
    else await this.followWaker()
  }
}
