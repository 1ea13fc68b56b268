/**
 * Calls of this page that take long, each by a name of its own: the stream of events tells how far they are, and the host
 * is told when one is not wanted any more.
 */
import type { MethodName } from '../../contract/api'

export interface OpenAsk {
  readonly name: string
  readonly method: MethodName
  /** 0 to 1. */
  readonly share: number
  /** Its answer is then the failure `cancelled`. */
  readonly withdraw: () => void
}

const asks = new Map<string, OpenAsk & { readonly onShare: ((ask: OpenAsk) => void) | undefined }>()
const listeners = new Set<() => void>()
let slow: readonly OpenAsk[] = []

/** Other windows of the same host have names of their own. */
const page = Math.random().toString(36).slice(2, 10)
let counted = 0

/** @param onShare told whenever it is known how far the call is, for the first time after a moment. */
export function openAsk(method: MethodName, onShare?: (ask: OpenAsk) => void): string {
  const name = `${page}-${++counted}`
  asks.set(name, { name, method, share: 0, withdraw: () => withdraw(name), onShare })
  return name
}

export function closeAsk(name: string): void {
  asks.delete(name)
  tell(slow.filter((ask) => ask.name !== name))
}

export function noteShare(name: string, share: number): void {
  const known = asks.get(name)
  if (known === undefined) return
  const ask = { ...known, share }
  asks.set(name, ask)
  ask.onShare?.(ask)
  tell(
    slow.some((other) => other.name === name)
      ? slow.map((other) => (other.name === name ? ask : other))
      : [...slow, ask],
  )
}

export function withdraw(name: string): void {
  // The host answers the call itself; whether this one arrives in time shows there.
  void fetch('/api/sources/withdraw', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ask: name }),
  }).catch(() => undefined)
}

/** Those that have taken more than a moment, the oldest first: the same list until something changes. */
export const slowAsks = (): readonly OpenAsk[] => slow

export function onSlowAsks(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function tell(next: readonly OpenAsk[]): void {
  if (next.length === 0 && slow.length === 0) return
  slow = next
  for (const listener of [...listeners]) listener()
}
