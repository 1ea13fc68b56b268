/**
 * Exact sums of counts and times: by name, and over the goroutines of one start function.
 */
import { ExactSum } from './exact-sum'
import type { DocumentObject } from './document-value'
import type { SummaryFigures } from './summarizer'

export interface CountAndTime {
  count: number
  readonly ns: ExactSum
}

export function countInto(sums: Map<number, CountAndTime>, name: number, ns: number): void {
  let sum = sums.get(name)
  if (sum === undefined) {
    sum = { count: 0, ns: new ExactSum() }
    sums.set(name, sum)
  }
  sum.count++
  sum.ns.add(ns)
}

export function valueOf({ count, ns }: CountAndTime): DocumentObject {
  return { count, ns: ns.value }
}

/** Sums over the goroutines of one start function. */
export class GroupSums {
  private count = 0
  private transitions = 0
  private readonly execNs = new ExactSum()
  private readonly schedWaitNs = new ExactSum()
  private readonly syscallNs = new ExactSum()
  private readonly syscallBlockNs = new ExactSum()
  private readonly totalNs = new ExactSum()
  private readonly blocked = new Map<number, CountAndTime>()
  private readonly ranges = new Map<number, CountAndTime>()

  add({ times }: SummaryFigures, row: number, transitions: number): void {
    this.count++
    this.transitions += transitions
    this.execNs.add(times.execNs.values[row])
    this.schedWaitNs.add(times.schedWaitNs.values[row])
    this.syscallNs.add(times.syscallNs.values[row])
    this.syscallBlockNs.add(times.syscallBlockNs.values[row])
    this.totalNs.add(times.totalNs.values[row])
    times.blocked.forEach(row, (name, ns) => countInto(this.blocked, name, ns))
    times.ranges.forEach(row, (name, ns) => countInto(this.ranges, name, ns))
  }

  toValue(text: (index: number) => string): DocumentObject {
    const named = (sums: ReadonlyMap<number, CountAndTime>): DocumentObject | undefined =>
      sums.size === 0
        ? undefined
        : Object.fromEntries([...sums].map(([name, { ns }]) => [text(name), ns.value] as const).sort(byKey))
    return {
      count: this.count,
      execNs: this.execNs.value,
      schedWaitNs: this.schedWaitNs.value,
      blockNs: named(this.blocked),
      syscallNs: this.syscallNs.value,
      syscallBlockNs: this.syscallBlockNs.value,
      totalNs: this.totalNs.value,
      rangeNs: named(this.ranges),
      transitions: this.transitions,
    }
  }
}

/** Orders entries by their keys, as code units. */
export function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0
}
