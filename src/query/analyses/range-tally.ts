/**
 * Ranges (stop-the-world, mark phases, mark assist, sweep) counted per name: how often they begin, are open at a
 * generation's begin and end, and the length of those whose begin and end are both known.
 */
import { RangeScope } from '../../model/states'
import { elapsedNs } from './summary-rules'

export interface RangeFigures {
  readonly scope: RangeScope
  begin: number
  active: number
  end: number
  completed: number
  completedNs: number
  maxNs: number
  openAtEnd: number
  openAtEndNs: number
}

interface RangeState {
  readonly figures: RangeFigures
  /** Scope id -> begin. */
  readonly openSinceNs: Map<number, number>
}

export class RangeTally {
  private readonly byName = new Map<number, RangeState>()

  begin(timeNs: number, scope: RangeScope, scopeId: number, name: number): void {
    const state = this.stateOf(scope, name)
    state.figures.begin++
    state.openSinceNs.set(scopeId, timeNs)
  }

  active(timeNs: number, scope: RangeScope, scopeId: number, name: number): void {
    const state = this.stateOf(scope, name)
    state.figures.active++
    if (!state.openSinceNs.has(scopeId)) state.openSinceNs.set(scopeId, timeNs)
  }

  end(timeNs: number, scope: RangeScope, scopeId: number, name: number): void {
    const state = this.stateOf(scope, name)
    const { figures } = state
    figures.end++
    const since = state.openSinceNs.get(scopeId)
    if (since === undefined) return
    state.openSinceNs.delete(scopeId)
    const length = elapsedNs(since, timeNs)
    figures.completed++
    figures.completedNs += length
    if (length > figures.maxNs) figures.maxNs = length
  }

  /** Counts what is open, up to the last event. */
  finish(endNs: number): void {
    for (const { figures, openSinceNs } of this.byName.values()) {
      figures.openAtEnd = openSinceNs.size
      for (const since of openSinceNs.values()) figures.openAtEndNs += elapsedNs(since, endNs)
    }
  }

  /** Name (string index) and figures. */
  *entries(): IterableIterator<readonly [number, RangeFigures]> {
    for (const [name, { figures }] of this.byName) yield [name, figures]
  }

  private stateOf(scope: RangeScope, name: number): RangeState {
    let state = this.byName.get(name)
    if (state === undefined) {
      state = {
        figures: {
          scope,
          begin: 0,
          active: 0,
          end: 0,
          completed: 0,
          completedNs: 0,
          maxNs: 0,
          openAtEnd: 0,
          openAtEndNs: 0,
        },
        openSinceNs: new Map(),
      }
      this.byName.set(name, state)
    }
    return state
  }
}

/** Go's words for what a range belongs to (Go 1.27 src/internal/trace/resources.go). */
export function rangeScopeName(scope: RangeScope): string {
  return scope === RangeScope.global ? 'None' : scope === RangeScope.goroutine ? 'Goroutine' : 'Proc'
}
