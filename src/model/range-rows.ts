import type { EventContext } from './event-sink'
import { columnId, GrowableColumns } from './growable-columns'
import type { RangeScope } from './states'
import { NONE, RangeScope as Scope } from './states'
import type { RangeTable } from './trace'
import { RangeFlag } from './trace'

/** Mark phases, stops of the world, sweeps and mark assists while a trace is read. */
export class RangeRows {
  private readonly rows = new GrowableColumns({
    startNs: 'float64',
    endNs: 'float64',
    name: 'uint32',
    scope: 'uint8',
    scopeId: 'uint32',
    stack: 'uint32',
    flags: 'uint8',
    goroutine: 'uint32',
    bytesSwept: 'float64',
    bytesReclaimed: 'float64',
  })
  /** Open rows by what they belong to and their name. */
  private readonly open = new Map<number, number>()
  private readonly nameOrdinal = new Map<number, number>()

  private keyOf(scope: RangeScope, scopeId: number, name: number): number {
    let ordinal = this.nameOrdinal.get(name)
    if (ordinal === undefined) {
      ordinal = this.nameOrdinal.size
      this.nameOrdinal.set(name, ordinal)
    }
    return (ordinal * 4 + scope) * 2 ** 32 + columnId(scopeId)
  }

  private add(
    startNs: number,
    goroutine: number,
    stack: number,
    scope: RangeScope,
    scopeId: number,
    name: number,
    flags: number,
  ): number {
    const row = this.rows.add()
    const { columns } = this.rows
    columns.startNs[row] = startNs
    columns.endNs[row] = NaN
    columns.name[row] = name
    columns.scope[row] = scope
    columns.scopeId[row] = columnId(scopeId)
    columns.stack[row] = stack
    columns.flags[row] = flags
    columns.goroutine[row] = goroutine
    columns.bytesSwept[row] = NaN
    columns.bytesReclaimed[row] = NaN
    return row
  }

  begin(context: EventContext, scope: RangeScope, scopeId: number, name: number): void {
    const key = this.keyOf(scope, scopeId, name)
    const before = this.open.get(key)
    if (before !== undefined) this.close(before, context.timeNs)
    this.open.set(key, this.add(context.timeNs, context.goroutine, context.stack, scope, scopeId, name, 0))
  }

  active(context: EventContext, syncNs: number, scope: RangeScope, scopeId: number, name: number): void {
    const key = this.keyOf(scope, scopeId, name)
    if (this.open.has(key)) return
    const goroutine = scope === Scope.goroutine ? scopeId : context.goroutine
    this.open.set(key, this.add(syncNs, goroutine, NONE, scope, scopeId, name, RangeFlag.openAtStart))
  }

  end(
    context: EventContext,
    syncNs: number,
    scope: RangeScope,
    scopeId: number,
    name: number,
    bytesSwept: number,
    bytesReclaimed: number,
  ): void {
    const key = this.keyOf(scope, scopeId, name)
    const row =
      this.open.get(key) ??
      this.add(syncNs, context.goroutine, NONE, scope, scopeId, name, RangeFlag.openAtStart)
    this.open.delete(key)
    this.close(row, context.timeNs)
    this.rows.columns.bytesSwept[row] = bytesSwept
    this.rows.columns.bytesReclaimed[row] = bytesReclaimed
  }

  private close(row: number, timeNs: number): void {
    const { columns } = this.rows
    columns.endNs[row] = Math.max(columns.startNs[row], timeNs)
  }

  /** The ends of what is open now are not in the file. */
  loseFrom(timeNs: number): void {
    for (const row of this.open.values()) {
      this.close(row, timeNs)
      this.rows.columns.flags[row] |= RangeFlag.openAtEnd
    }
    this.open.clear()
  }

  finish(durationNs: number): RangeTable {
    this.loseFrom(durationNs)
    return this.rows.finish('startNs')
  }
}
