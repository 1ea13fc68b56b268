import type { EventContext } from './event-sink'
import { GrowableColumns } from './growable-columns'
import { OpenRegions } from './open-regions'
import { NONE } from './states'
import type { LogTable, RegionTable, TaskTable } from './trace'
import { RangeFlag } from './trace'

const deepest = 255

/** User tasks, regions and logs while a trace is read. */
export class AnnotationRows {
  private readonly tasks = new GrowableColumns({
    id: 'float64',
    parentId: 'float64',
    name: 'uint32',
    startNs: 'float64',
    endNs: 'float64',
    startGoroutine: 'uint32',
    endGoroutine: 'uint32',
    startStack: 'uint32',
  })
  private readonly regions = new GrowableColumns({
    taskId: 'float64',
    name: 'uint32',
    goroutine: 'uint32',
    startNs: 'float64',
    endNs: 'float64',
    depth: 'uint8',
    flags: 'uint8',
    stack: 'uint32',
  })
  private readonly logs = new GrowableColumns({
    atNs: 'float64',
    goroutine: 'uint32',
    taskId: 'float64',
    category: 'uint32',
    message: 'uint32',
    stack: 'uint32',
  })
  private readonly taskRow = new Map<number, number>()
  /** Open regions (rows) by goroutine, outermost first. */
  private readonly openRegions = new Map<number, OpenRegions<number>>()
  /** Regions whose begin was lost start here: 0, or the end of the last lost stretch. */
  private inheritedNs = 0

  begin(): void {
    this.inheritedNs = 0
  }

  /** The row of a task, added when it is first heard of. */
  private rowOfTask(id: number): number {
    const known = this.taskRow.get(id)
    if (known !== undefined) return known
    const row = this.tasks.add()
    const { columns } = this.tasks
    columns.id[row] = id
    columns.startNs[row] = NaN
    columns.endNs[row] = NaN
    columns.startGoroutine[row] = NONE
    columns.endGoroutine[row] = NONE
    columns.startStack[row] = NONE
    this.taskRow.set(id, row)
    return row
  }

  taskBegin(context: EventContext, task: number, parent: number, name: number): void {
    const row = this.rowOfTask(task)
    const { columns } = this.tasks
    columns.parentId[row] = parent
    columns.name[row] = name
    columns.startNs[row] = context.timeNs
    columns.startGoroutine[row] = context.goroutine
    columns.startStack[row] = context.stack
    if (columns.endNs[row] < context.timeNs) {
      // Only a damaged file begins a task after its end: that end was of an earlier life of the id.
      columns.endNs[row] = NaN
      columns.endGoroutine[row] = NONE
    }
  }

  taskEnd(context: EventContext, task: number, parent: number, name: number): void {
    const row = this.rowOfTask(task)
    const { columns } = this.tasks
    if (Number.isNaN(columns.startNs[row])) {
      columns.name[row] = name
      columns.parentId[row] = Math.max(0, parent)
    }
    // A task may be ended more than once: Go's summary keeps the last end (summary.go, EventTaskEnd).
    columns.endNs[row] = Number.isNaN(columns.startNs[row])
      ? context.timeNs
      : Math.max(columns.startNs[row], context.timeNs)
    columns.endGoroutine[row] = context.goroutine
  }

  private addRegion(context: EventContext, task: number, name: number, startNs: number): number {
    const row = this.regions.add()
    const { columns } = this.regions
    columns.taskId[row] = task
    columns.name[row] = name
    columns.goroutine[row] = context.goroutine
    columns.startNs[row] = startNs
    columns.endNs[row] = NaN
    columns.stack[row] = context.stack
    if (task !== 0) this.rowOfTask(task)
    return row
  }

  regionBegin(context: EventContext, task: number, name: number): void {
    const row = this.addRegion(context, task, name, context.timeNs)
    let open = this.openRegions.get(context.goroutine)
    if (open === undefined) {
      open = new OpenRegions()
      this.openRegions.set(context.goroutine, open)
    }
    this.regions.columns.depth[row] = Math.min(deepest, open.count)
    open.begin(task, name, row)
  }

  regionEnd(context: EventContext, task: number, name: number): void {
    const closed = this.openRegions.get(context.goroutine)?.end(task, name)
    if (closed !== undefined) {
      this.close(closed.value, context.timeNs, 0)
      return
    }
    const row = this.addRegion(context, task, name, this.inheritedNs)
    this.regions.columns.stack[row] = NONE
    this.close(row, context.timeNs, RangeFlag.openAtStart)
  }

  private close(row: number, timeNs: number, flags: number): void {
    const { columns } = this.regions
    columns.endNs[row] = Math.max(columns.startNs[row], timeNs)
    columns.flags[row] |= flags
  }

  /** Regions of a goroutine that ends were never closed. */
  goroutineEnds(goroutine: number, timeNs: number): void {
    if (this.openRegions.size === 0) return
    const open = this.openRegions.get(goroutine)
    if (open === undefined) return
    for (const row of open.values()) this.close(row, timeNs, RangeFlag.openAtEnd)
    this.openRegions.delete(goroutine)
  }

  log(context: EventContext, task: number, category: number, message: number): void {
    const row = this.logs.add()
    const { columns } = this.logs
    columns.atNs[row] = context.timeNs
    columns.goroutine[row] = context.goroutine
    columns.taskId[row] = task
    columns.category[row] = category
    columns.message[row] = message
    columns.stack[row] = context.stack
    if (task !== 0) this.rowOfTask(task)
  }

  loseFrom(timeNs: number): void {
    for (const open of this.openRegions.values())
      for (const row of open.values()) this.close(row, timeNs, RangeFlag.openAtEnd)
    this.openRegions.clear()
    this.inheritedNs = timeNs
  }

  finish(durationNs: number): { tasks: TaskTable; regions: RegionTable; logs: LogTable } {
    for (const open of this.openRegions.values())
      for (const row of open.values()) this.close(row, durationNs, RangeFlag.openAtEnd)
    return {
      tasks: this.tasks.finish(),
      regions: this.regions.finish('startNs'),
      logs: this.logs.finish('atNs'),
    }
  }
}
