/**
 * Calls under way that bear a name: the page hears how far they are, and can take them back. Taking a request back by
 * closing it does the same where the host in front notices; a window's own scheme may not.
 */
import { isAskName } from '../contract/api'
import type { EventHub } from './event-hub'

/** How one call is asked. */
export interface Asking {
  /** Aborted when nobody waits for the answer any longer. */
  readonly signal: AbortSignal
  /** Told the share that is done, 0 to 1; absent for a call without a name. */
  readonly onShare?: (share: number) => void
}

export class OpenAsks {
  private readonly open = new Map<string, AbortController>()

  constructor(private readonly hub: EventHub) {}

  /** @param name as the page sent it; one that is no name, or is in use, counts as none. */
  async during<T>(
    name: string | null,
    request: AbortSignal,
    answer: (asking: Asking) => Promise<T>,
  ): Promise<T> {
    const isName = name !== null && isAskName(name) && !this.open.has(name)
    if (!isName) return answer({ signal: request })
    const control = new AbortController()
    const abort = (): void => control.abort()
    if (request.aborted) abort()
    request.addEventListener('abort', abort)
    this.open.set(name, control)
    try {
      return await answer({
        signal: control.signal,
        onShare: (share) => this.hub.emit({ type: 'working', ask: name, share }),
      })
    } finally {
      this.open.delete(name)
      request.removeEventListener('abort', abort)
    }
  }

  withdraw(name: string): void {
    this.open.get(name)?.abort()
  }
}
