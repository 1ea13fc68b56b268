/** Search in the timeline: asks for hits while one types, keeps their marks for the overview, steps from hit to hit. */
import type { FindDto, FoundDto } from '../../../../contract/stretch-dto'
import { parseClock } from '../../../../picture/wall-clock'
import { call } from '../../../connection/call'
import { goToTimeline } from '../../../data/go-to'
import { whileBusy } from '../../../state/idle'
import type { Selection } from '../../../state/selection'
import type { TimelineScene } from '../scene/timeline-scene'

export interface FindState {
  readonly total: number
  readonly isComplete: boolean
  readonly ordinal: number | undefined
  /** What the current hit is. */
  readonly label: string
  readonly error: string
  /** Steps follow the rows; else time. */
  readonly isByRows: boolean
  /** Grows with every wish to have the focus in the field. */
  readonly focusRequests: number
}

export const nothingFound: FindState = {
  total: 0,
  isComplete: true,
  ordinal: undefined,
  label: '',
  error: '',
  isByRows: false,
  focusRequests: 0,
}

const slices = 1_024

export class FindHits {
  private text = ''
  /** Ordinal of the hit that is shown, or asked for. */
  private at: number | undefined
  private state = nothingFound
  private searching = new AbortController()
  private stepping = new AbortController()

  constructor(
    private readonly scene: TimelineScene,
    private readonly onState: (state: FindState) => void,
  ) {}

  /** Ctrl+F. */
  askFocus(): void {
    this.put({ focusRequests: this.state.focusRequests + 1 })
  }

  /** In order of rows, or of time; the next step begins anew. */
  toggleOrder(): void {
    this.at = undefined
    this.put({ isByRows: !this.state.isByRows, ordinal: undefined })
    this.scene.announce(this.state.isByRows ? 'Hits in order of rows' : 'Hits in order of time')
  }

  search(text: string): void {
    this.text = text.trim()
    this.at = undefined
    this.dispose()
    this.searching = new AbortController()
    if (this.text === '') {
      this.scene.findMarks = []
      this.scene.requestFrame()
      const { focusRequests, isByRows } = this.state
      this.put({ ...nothingFound, focusRequests, isByRows })
      return
    }
    void this.ask({ slices }, this.searching.signal).then((answer) => {
      if (answer === undefined) return
      this.scene.findMarks = answer.marks
      this.scene.requestFrame()
      this.put({
        total: answer.total,
        isComplete: answer.isComplete,
        ordinal: undefined,
        label: '',
        error: '',
      })
    })
  }

  /** The first step goes to the first hit that begins in the window, or after it. */
  async step(by: 1 | -1): Promise<void> {
    if (this.text === '') return
    const { wallClock, durationNs, window } = this.scene
    const clockTimeNs = wallClock === undefined ? undefined : parseClock(this.text, wallClock)
    if (clockTimeNs !== undefined && clockTimeNs >= 0 && clockTimeNs <= durationNs) {
      const halfNs = Math.min(window.toNs - window.fromNs, durationNs / 10) / 2
      this.scene.moveTo({ fromNs: clockTimeNs - halfNs, toNs: clockTimeNs + halfNs })
      this.put({ total: 0, label: '', error: 'Shown' })
      return
    }
    const { total } = this.state
    // Counted on at once: keys may be faster than answers. Answers may overtake each other: only that to the last step counts.
    this.stepping.abort()
    this.stepping = new AbortController()
    if (this.at !== undefined && total > 0) this.at = (this.at + by + total) % total
    const answer = await this.ask(
      this.at === undefined
        ? { slices: 0, nearNs: this.scene.window.fromNs }
        : { slices: 0, ordinal: this.at },
      this.stepping.signal,
    )
    if (answer?.hit === undefined) return
    const { hit } = answer
    this.at = hit.ordinal
    this.put({ total: answer.total, isComplete: answer.isComplete, ordinal: hit.ordinal, label: hit.label })
    this.scene.announce(`${hit.ordinal + 1} of ${answer.total}: ${hit.label}`)
    // An instant comes into sight without a zoom; so does what is as long as a life.
    const isInstant = hit.toNs <= hit.fromNs
    const stretch = hit.kind === 'span' || hit.kind === 'goroutine' || isInstant ? undefined : hit
    goToTimeline(this.scene.source.id, selectionOf(hit), stretch)
    if (hit.kind === 'goroutine' || isInstant) this.scene.moveToTime(hit.fromNs)
  }

  /** Nobody waits for answers any more. */
  dispose(): void {
    this.searching.abort()
    this.stepping.abort()
  }

  private async ask(
    part: { readonly slices: number; readonly ordinal?: number; readonly nearNs?: number },
    signal: AbortSignal,
  ): Promise<FindDto | undefined> {
    const answer = await whileBusy(
      call(
        'trace/find',
        {
          source: this.scene.source.id,
          text: this.text,
          ...part,
          ...(this.state.isByRows ? { rowSort: this.scene.rows.sort } : {}),
        },
        signal,
      ),
    )
    if (signal.aborted) return undefined
    if (answer.ok) return answer.value
    this.put({ error: answer.error.message })
    return undefined
  }

  private put(part: Partial<FindState>): void {
    this.state = { ...this.state, ...part }
    this.onState(this.state)
  }
}

function selectionOf(hit: FoundDto): Selection {
  const { kind, goroutine, task, region } = hit
  const fromNs = Math.round(hit.fromNs)
  if (task !== undefined) return { kind: 'task', task }
  if (region !== undefined) return { kind: 'region', region }
  if (goroutine === undefined) return { kind: 'range', fromNs, toNs: Math.round(hit.toNs) }
  if (kind === 'span') return { kind: 'span', goroutine, startNs: fromNs }
  // A log and a sample have panels of their own: an instant of the goroutine's row.
  if (kind === 'log' || kind === 'sample')
    return { kind: 'range', fromNs, toNs: fromNs + 1, rows: [`goroutine:${goroutine}`] }
  return { kind: 'goroutine', goroutine }
}
