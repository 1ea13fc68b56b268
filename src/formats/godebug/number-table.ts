/** Rows of named numbers that grow while a log is read. */
import type { NumberColumns } from '../../model/godebug-log'
import { growableFloat64 } from '../pprof/growable-numbers'
import type { GrowableNumbers } from '../pprof/growable-numbers'

export class NumberTable<Name extends string> {
  count = 0
  private readonly columns: readonly GrowableNumbers<Float64Array>[]

  constructor(private readonly names: readonly Name[]) {
    this.columns = names.map(() => growableFloat64())
  }

  /** What `row` leaves out is NaN. */
  push(row: Readonly<Partial<Record<Name, number>>>): void {
    this.names.forEach((name, at) => this.columns[at].push(row[name] ?? NaN))
    this.count++
  }

  finish(): NumberColumns<Name> {
    const columns = Object.fromEntries(this.names.map((name, at) => [name, this.columns[at].toColumn()]))
    return { count: this.count, columns: columns as Record<Name, Float64Array> }
  }
}
