/**
 * The stretch of time and rows that the timeline of a file shows. It changes at frame rate, so it lives outside React:
 * the timeline reads and writes it directly, panels subscribe to settled values.
 */
import { keepsPerSource } from './forget-source'

export interface Viewport {
  /** Nanoseconds since the trace's start; fractions are allowed while moving. `toNs` is above `fromNs`. */
  readonly fromNs: number
  readonly toNs: number
  /** Scroll of the rows, from the top of the first one. */
  readonly scrollPx: number
}

/** How long nothing may move before the value counts as settled. */
const settleMs = 120

export class ViewportStore {
  private value: Viewport | undefined
  private readonly listeners = new Set<(viewport: Viewport) => void>()
  private readonly settledListeners = new Set<(viewport: Viewport) => void>()
  private settleTimer: ReturnType<typeof setTimeout> | undefined
  private movedAtMs = 0

  /** Undefined until the timeline has been told the length of the trace. */
  get(): Viewport | undefined {
    return this.value
  }

  /** Moves. The caller clamps to the trace; equal values are ignored. */
  set(next: Viewport): void {
    const now = this.value
    if (
      now !== undefined &&
      now.fromNs === next.fromNs &&
      now.toNs === next.toNs &&
      now.scrollPx === next.scrollPx
    )
      return
    this.value = next
    this.movedAtMs = performance.now()
    for (const listener of this.listeners) listener(next)
    this.settleTimer ??= setTimeout(this.settle, settleMs)
  }

  /** One timer runs on while the view moves: a new one for every frame costs more than looking at the time. */
  private readonly settle = (): void => {
    this.settleTimer = undefined
    const restMs = this.movedAtMs + settleMs - performance.now()
    if (restMs > 1) {
      this.settleTimer = setTimeout(this.settle, restMs)
      return
    }
    const { value } = this
    if (value !== undefined) for (const listener of this.settledListeners) listener(value)
  }

  /** Called at every change, possibly each frame. Answers the function that stops it. */
  subscribe(listener: (viewport: Viewport) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Called once a movement has come to rest. Answers the function that stops it. */
  subscribeSettled(listener: (viewport: Viewport) => void): () => void {
    this.settledListeners.add(listener)
    return () => this.settledListeners.delete(listener)
  }

  dispose(): void {
    clearTimeout(this.settleTimer)
    this.listeners.clear()
    this.settledListeners.clear()
  }
}

const stores = new Map<string, ViewportStore>()

/** The store of one opened file; made on first use, gone with `dropViewport`. */
export function viewportOf(source: string): ViewportStore {
  let store = stores.get(source)
  if (store === undefined) {
    store = new ViewportStore()
    stores.set(source, store)
  }
  return store
}

export function dropViewport(source: string): void {
  stores.get(source)?.dispose()
  stores.delete(source)
}
keepsPerSource({ name: 'viewport', holds: (source) => stores.has(source), forget: dropViewport })
