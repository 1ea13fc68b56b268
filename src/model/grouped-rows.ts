import type { ColumnSpace } from './column-space'
import { ownArrays } from './column-space'
import { NONE } from './states'
import { grownUint32 } from './trace-tables'

/** Where the rows of each group will begin, counted beforehand, and behind them their total. */
export type RowPlan = Uint32Array

/** A row was needed that nobody had planned, where there is no place for it. */
export class UnplannedRowError extends Error {
  override readonly name = 'UnplannedRowError'
}

/**
 * Hands out row numbers so that the rows of each group lie together. Groups that were counted beforehand get their
 * rows in place; what was not foreseen is appended behind, and `finish` then says where every row must move.
 */
export class GroupedRows {
  private readonly plannedGroups: number
  private readonly plannedTotal: number
  private appended = 0
  private isFull = false
  /** Group of each appended row. */
  private appendedGroup: Uint32Array = new Uint32Array(0)

  /**
   * @param offset rows in place: [offset[g], offset[g + 1]).
   * @param rowEnd by group: one past its last row, 0 before it has one.
   */
  private constructor(
    private readonly offset: Uint32Array,
    private rowEnd: Uint32Array,
    private readonly isFixed: boolean,
  ) {
    this.plannedGroups = offset.length - 1
    this.plannedTotal = offset[this.plannedGroups]
  }

  static planned(plan: RowPlan | null, space: ColumnSpace = ownArrays): GroupedRows {
    const offset = plan ?? new Uint32Array(1)
    return new GroupedRows(offset, space.uint32(Math.max(64, offset.length - 1)), false)
  }

  /**
   * Rows that another one has planned, of which some, as `rowEnd` says, are taken. There are no others:
   * @throws UnplannedRowError from `next`
   */
  static over(offset: Uint32Array, rowEnd: Uint32Array): GroupedRows {
    return new GroupedRows(offset, rowEnd, true)
  }

  /** One past the highest row handed out, or that may be handed out in place. */
  get capacity(): number {
    return this.plannedTotal + this.appended
  }

  /** For a reader that hands out planned rows itself. */
  get plannedColumns(): { readonly offset: Uint32Array; readonly rowEnd: Uint32Array } {
    return { offset: this.offset, rowEnd: this.rowEnd }
  }

  /** Every planned row has been filled by others. */
  fill(): void {
    this.isFull = true
  }

  /** The last row of a group, or NONE. */
  last(group: number): number {
    if (this.isFull) return this.lastPlanned(group)
    const end = group < this.rowEnd.length ? this.rowEnd[group] : 0
    return end === 0 ? NONE : end - 1
  }

  private lastPlanned(group: number): number {
    const { offset } = this
    return group < this.plannedGroups && offset[group + 1] > offset[group] ? offset[group + 1] - 1 : NONE
  }

  /** The next row of a group whose last row is `last`. */
  next(group: number, last: number): number {
    if (group < this.plannedGroups) {
      const row = last === NONE ? this.offset[group] : last + 1
      if (row < this.offset[group + 1] && (last === NONE || last < this.plannedTotal)) {
        this.rowEnd[group] = row + 1
        return row
      }
    }
    return this.append(group)
  }

  /** A row behind all planned ones. */
  private append(group: number): number {
    if (this.isFixed) throw new UnplannedRowError()
    if (group >= this.rowEnd.length) {
      const wider = new Uint32Array(Math.max(group + 1, 2 * this.rowEnd.length))
      wider.set(this.rowEnd)
      this.rowEnd = wider
    }
    if (this.appended === this.appendedGroup.length)
      this.appendedGroup = this.appended === 0 ? new Uint32Array(1024) : grownUint32(this.appendedGroup)
    this.appendedGroup[this.appended] = group
    const row = this.plannedTotal + this.appended++
    this.rowEnd[group] = row + 1
    return row
  }

  /** A group that overflowed has filled all its rows in place. */
  private rowsInPlace(group: number): number {
    const end = this.rowEnd[group]
    if (end === 0) return 0
    return (end <= this.plannedTotal ? end : this.offset[group + 1]) - this.offset[group]
  }

  private isExact(groupCount: number): boolean {
    if (this.appended > 0 || groupCount !== this.plannedGroups) return false
    if (this.isFull) return true
    for (let group = 0; group < groupCount; group++)
      if (this.rowsInPlace(group) !== this.offset[group + 1] - this.offset[group]) return false
    return true
  }

  /** Final offsets of `groupCount` groups, and the moves that make them true. */
  finish(groupCount: number): { readonly offset: Uint32Array; readonly moves: RowMoves } {
    if (this.isExact(groupCount)) return { offset: this.offset, moves: new RowMoves(null, this.plannedTotal) }
    const count = new Uint32Array(groupCount)
    for (let group = 0; group < Math.min(groupCount, this.plannedGroups); group++)
      count[group] = this.rowsInPlace(group)
    const inPlace = count.slice()
    for (let row = 0; row < this.appended; row++) count[this.appendedGroup[row]]++
    const offset = new Uint32Array(groupCount + 1)
    for (let group = 0; group < groupCount; group++) offset[group + 1] = offset[group] + count[group]
    const target = new Uint32Array(this.capacity).fill(NONE)
    const next = offset.slice(0, groupCount)
    for (let group = 0; group < Math.min(groupCount, this.plannedGroups); group++)
      for (let i = 0; i < inPlace[group]; i++) target[this.offset[group] + i] = next[group]++
    for (let row = 0; row < this.appended; row++)
      target[this.plannedTotal + row] = next[this.appendedGroup[row]]++
    return { offset, moves: new RowMoves(target, offset[groupCount]) }
  }
}

/** Where rows go when groups are laid together. */
export class RowMoves {
  constructor(
    /** By old row: the new one, or NONE for a row that was never used. Null: all stay. */
    private readonly target: Uint32Array | null,
    readonly count: number,
  ) {}

  /** Makes rows that are named the ones that they have become. */
  applyTo(rows: Uint32Array): void {
    const { target } = this
    if (target === null) return
    for (let at = 0; at < rows.length; at++) rows[at] = target[rows[at]]
  }

  /** The column with every row in its final place. */
  apply<Column extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(column: Column): Column {
    const { target, count } = this
    if (target === null) return column.subarray(0, count) as Column
    const Kind = column.constructor as new (length: number) => Column
    const moved = new Kind(count)
    for (let row = 0; row < target.length; row++) if (target[row] !== NONE) moved[target[row]] = column[row]
    return moved
  }
}
