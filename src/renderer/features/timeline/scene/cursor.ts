/**
 * The instant that keys are about: where the pointer rests over time, or a cursor that a click on the axis or a key has set.
 * Whichever was moved last counts.
 */
export interface CursorView {
  /** Time under the pointer; undefined while it is not over time. */
  readonly hoverNs: number | undefined
  readonly window: { readonly fromNs: number; readonly toNs: number }
}

export class Cursor {
  /** ns since the trace's start; undefined until one has been set. */
  timeNs: number | undefined
  /** The cursor was moved after the pointer. */
  private isLast = false
  /** The pointer rests on the axis: Enter is about an instant, not about what is selected. */
  private isPointerOnAxis = false

  set(timeNs: number): void {
    this.timeNs = timeNs
    this.isLast = true
  }

  clear(): void {
    this.timeNs = undefined
    this.isLast = false
  }

  pointerMoved(isOnAxis: boolean): void {
    this.isLast = false
    this.isPointerOnAxis = isOnAxis
  }

  /** An object was selected: Enter is about that. */
  objectChosen(): void {
    this.isLast = false
    this.isPointerOnAxis = false
  }

  /** Whether Enter asks about an instant. */
  get isAsking(): boolean {
    return this.isLast || this.isPointerOnAxis
  }

  /** The pointer or the cursor, whichever moved last; else the middle of the window. */
  instantNs({ hoverNs, window }: CursorView): number {
    const isInside = this.timeNs !== undefined && this.timeNs >= window.fromNs && this.timeNs <= window.toNs
    if (this.isLast && isInside) return this.timeNs!
    return hoverNs ?? (isInside ? this.timeNs! : (window.fromNs + window.toNs) / 2)
  }

  /** A step by key: from where it stands, else from the middle of the window. Stays in the window. */
  step(byNs: number, { window }: CursorView): number {
    const { fromNs, toNs } = window
    const isInside = this.timeNs !== undefined && this.timeNs >= fromNs && this.timeNs <= toNs
    const from = isInside ? this.timeNs! : (fromNs + toNs) / 2
    this.set(Math.round(Math.min(toNs, Math.max(fromNs, from + byNs))))
    return this.timeNs!
  }
}
