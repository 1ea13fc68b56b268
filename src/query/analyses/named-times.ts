/**
 * For every row a few named sums, such as time blocked by reason. A row has two or three of them out of dozens of
 * names, so they are chains in shared columns instead of a matrix or a map per row.
 */
import { NONE } from '../../model/states'
import { Float64Column, Uint32Column } from './columns'

export class NamedTimes {
  private count = 0
  private readonly head = new Uint32Column(NONE)
  private readonly next = new Uint32Column(NONE)
  private readonly name = new Uint32Column()
  private readonly sumNs = new Float64Column()
  private readonly sinceNs = new Float64Column(NaN)

  reach(row: number): void {
    this.head.reach(row)
  }

  /** The entry of a name, or NONE. */
  find(row: number, name: number): number {
    let entry = this.head.values[row]
    while (entry !== NONE && this.name.values[entry] !== name) entry = this.next.values[entry]
    return entry
  }

  /** The entry of a name, added if new. */
  entry(row: number, name: number): number {
    const found = this.find(row, name)
    if (found !== NONE) return found
    const entry = this.count++
    for (const column of [this.next, this.name, this.sumNs, this.sinceNs]) column.reach(entry)
    this.name.values[entry] = name
    this.next.values[entry] = this.head.values[row]
    this.head.values[row] = entry
    return entry
  }

  add(entry: number, ns: number): void {
    this.sumNs.values[entry] += ns
  }

  /** When the entry's current stretch began; NaN: none is open. */
  openSinceNs(entry: number): number {
    return this.sinceNs.values[entry]
  }

  open(entry: number, sinceNs: number): void {
    this.sinceNs.values[entry] = sinceNs
  }

  /** Ends every open stretch of a row; `lengthOf` says how long it was. */
  closeAll(row: number, lengthOf: (sinceNs: number) => number): void {
    for (let entry = this.head.values[row]; entry !== NONE; entry = this.next.values[entry]) {
      const since = this.sinceNs.values[entry]
      if (Number.isNaN(since)) continue
      this.sumNs.values[entry] += lengthOf(since)
      this.sinceNs.values[entry] = NaN
    }
  }

  forEach(row: number, visit: (name: number, ns: number) => void): void {
    for (let entry = this.head.values[row]; entry !== NONE; entry = this.next.values[entry]) {
      visit(this.name.values[entry], this.sumNs.values[entry])
    }
  }
}
