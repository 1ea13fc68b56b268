/** Thrown by long work when its caller no longer wants it. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError'
  constructor() {
    super('cancelled')
  }
}

/**
 * Asked at bounded intervals by long work. `isCancelled` must be cheap: in a worker it reads one shared integer.
 */
export interface Cancellation {
  isCancelled(): boolean
}

export const neverCancelled: Cancellation = { isCancelled: () => false }

/** @throws CancelledError when the work is no longer wanted. */
export function throwIfCancelled(cancellation: Cancellation): void {
  if (cancellation.isCancelled()) throw new CancelledError()
}
