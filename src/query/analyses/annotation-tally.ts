/**
 * User tasks, regions and logs as Go 1.27 src/internal/trace/summary.go counts them.
 *
 * A task exists as soon as anything mentions it: begin, end, region, log, or being a parent; id 0 is the background
 * task. Regions nest per goroutine. A goroutine created inside a region inherits that region's task as a nameless
 * region from its creation on. Regions still open when a goroutine ends, or at the end of the trace, end there, except
 * those of system goroutines, which inherit by accident only (a collection that starts inside a region).
 */
import type { EventContext } from '../../model/event-sink'
import type { TraceTables } from '../../model/tables'
import { NONE } from '../../model/states'
import { Float64Column, Uint32Column, Uint8Column } from './columns'
import type { GoroutineTimes, LifeListener } from './goroutine-times'
import type { SummaryRules } from './summary-rules'
import { elapsedNs, isSystemGoroutine } from './summary-rules'

/** Kind of a region, in column `kind`. */
const RegionKind = { explicit: 0, inherited: 1, endOnly: 2 } as const

/** How far a region got, in column `status`. `dropped`: of a system goroutine, in no figure. */
export const RegionStatus = { open: 0, ended: 1, dropped: 2, endedByLife: 3 } as const

export class AnnotationTally implements LifeListener {
  taskCount = 0
  readonly taskId = new Float64Column()
  readonly taskName = new Uint32Column()
  /** Task row of the parent, or NONE. */
  readonly taskParent = new Uint32Column(NONE)
  readonly taskChildren = new Uint32Column()
  /** NaN: not seen. */
  readonly taskStartNs = new Float64Column(NaN)
  readonly taskEndNs = new Float64Column(NaN)
  readonly taskRegions = new Uint32Column()
  readonly taskLogs = new Uint32Column()

  regionCount = 0
  readonly regionName = new Uint32Column()
  readonly regionTask = new Float64Column()
  /** Row of GoroutineTimes, or NONE. */
  readonly regionLife = new Uint32Column(NONE)
  /** NaN: it began before the trace. */
  readonly regionStartNs = new Float64Column(NaN)
  readonly regionEndNs = new Float64Column(NaN)
  readonly regionKind = new Uint8Column()
  readonly regionStatus = new Uint8Column()

  logCount = 0
  readonly logAtNs = new Float64Column()
  /** Goroutine index, or NONE. */
  readonly logGoroutine = new Uint32Column(NONE)
  readonly logTask = new Float64Column()
  readonly logCategory = new Uint32Column()
  readonly logMessage = new Uint32Column()

  private readonly taskRows = new Map<number, number>()
  /** The only goroutine of a task so far (index + 1; 0: none), and sets for the tasks that have more. */
  private readonly taskFirstGoroutine = new Float64Column()
  private readonly taskGoroutineSets = new Map<number, Set<number>>()
  /** By life: innermost open region, or NONE; by region: the one around it. */
  private readonly innermost = new Uint32Column(NONE)
  private readonly around = new Uint32Column(NONE)
  private times: GoroutineTimes | undefined
  private tables: TraceTables | undefined

  constructor(private readonly rules: SummaryRules) {}

  begin(tables: TraceTables, times: GoroutineTimes): void {
    this.tables = tables
    this.times = times
  }

  /** Task row of an id, or NONE. */
  rowOfTask(id: number): number {
    return this.taskRows.get(id) ?? NONE
  }

  /** How many goroutines began or ended the task, logged to it or ran a region of it. */
  goroutinesOfTask(row: number): number {
    const set = this.taskGoroutineSets.get(row)
    if (set !== undefined) return set.size
    return this.taskFirstGoroutine.values[row] === 0 ? 0 : 1
  }

  taskBegin(context: EventContext, task: number, parent: number, name: number): void {
    const row = this.task(task)
    this.addGoroutine(row, context.goroutine)
    this.taskName.values[row] = name
    this.taskStartNs.values[row] = context.timeNs
    this.adopt(row, parent, 1)
  }

  taskEnd(context: EventContext, task: number, parent: number, name: number): void {
    const row = this.task(task)
    this.addGoroutine(row, context.goroutine)
    // A second end does not know the begin any more: Go forgets the name and takes the later end.
    const isRepeated = !Number.isNaN(this.taskEndNs.values[row])
    if (this.rules.isParity || !isRepeated) {
      this.taskName.values[row] = name
      this.taskEndNs.values[row] = context.timeNs
    }
    this.adopt(row, parent, this.rules.isZeroParentTaskAtEnd ? 0 : 1)
  }

  regionBegin(context: EventContext, task: number, name: number): void {
    const life = this.lifeOf(context)
    const region = this.addRegion(life, task, name, context.timeNs, RegionKind.explicit)
    if (life !== NONE) this.push(life, region)
    this.addToTask(task, context.goroutine)
  }

  regionEnd(context: EventContext, task: number, name: number): void {
    const life = this.lifeOf(context)
    let region = life === NONE ? NONE : this.openRegion(life)
    // An inherited region has no end of its own; Go lets an end without begin close it.
    if (region !== NONE && !this.rules.isParity && this.regionKind.values[region] === RegionKind.inherited) {
      region = NONE
    }
    if (region === NONE) {
      region = this.addRegion(life, task, name, NaN, RegionKind.endOnly)
      this.addToTask(task, context.goroutine)
    } else {
      this.innermost.values[life] = this.around.values[region]
    }
    this.regionEndNs.values[region] = context.timeNs
    this.regionStatus.values[region] = RegionStatus.ended
  }

  log(context: EventContext, task: number, category: number, message: number): void {
    const row = this.task(task)
    this.addGoroutine(row, context.goroutine)
    this.taskLogs.values[row]++
    const log = this.logCount++
    for (const column of [this.logAtNs, this.logGoroutine, this.logTask, this.logCategory, this.logMessage]) {
      column.reach(log)
    }
    this.logAtNs.values[log] = context.timeNs
    this.logGoroutine.values[log] = context.goroutine
    this.logTask.values[log] = task
    this.logCategory.values[log] = category
    this.logMessage.values[log] = message
  }

  lifeBegan(life: number, creator: number, timeNs: number): void {
    if (creator === NONE) return
    const region = this.openRegion(creator)
    if (region === NONE) return
    const inherited = this.addRegion(life, this.regionTask.values[region], 0, timeNs, RegionKind.inherited)
    this.push(life, inherited)
  }

  lifeEnded(life: number, timeNs: number, isEndOfTrace: boolean): void {
    let region = this.openRegion(life)
    if (region === NONE) return
    const { times, tables } = this
    const name =
      times === undefined || tables === undefined ? '' : tables.strings.get(times.functionName.values[life])
    const isDropped = isSystemGoroutine(name)
    const ended = isEndOfTrace ? RegionStatus.ended : RegionStatus.endedByLife
    while (region !== NONE) {
      this.regionEndNs.values[region] = timeNs
      this.regionStatus.values[region] = isDropped ? RegionStatus.dropped : ended
      region = this.around.values[region]
    }
    this.innermost.values[life] = NONE
  }

  /** Length of a region that counts: from its begin, or from the begin of its goroutine's life when it has none. */
  regionNs(region: number): number {
    const life = this.regionLife.values[region]
    const start = this.regionStartNs.values[region]
    const from = Number.isNaN(start) ? this.lifeStartNs(life) : start
    return elapsedNs(from, this.regionEndNs.values[region])
  }

  private lifeStartNs(life: number): number {
    return life === NONE || this.times === undefined ? 0 : this.times.createdNs.values[life]
  }

  private lifeOf(context: EventContext): number {
    return context.goroutine === NONE || this.times === undefined ? NONE : this.times.rowOf(context.goroutine)
  }

  private openRegion(life: number): number {
    return life < this.innermost.values.length ? this.innermost.values[life] : NONE
  }

  private push(life: number, region: number): void {
    this.innermost.reach(life)
    this.around.values[region] = this.innermost.values[life]
    this.innermost.values[life] = region
  }

  private addRegion(life: number, task: number, name: number, startNs: number, kind: number): number {
    const region = this.regionCount++
    for (const column of [
      this.regionName,
      this.regionTask,
      this.regionLife,
      this.regionStartNs,
      this.regionEndNs,
      this.regionKind,
      this.regionStatus,
      this.around,
    ]) {
      column.reach(region)
    }
    this.regionName.values[region] = name
    this.regionTask.values[region] = task
    this.regionLife.values[region] = life
    this.regionStartNs.values[region] = startNs
    this.regionKind.values[region] = kind
    return region
  }

  private addToTask(task: number, goroutine: number): void {
    const row = this.task(task)
    this.taskRegions.values[row]++
    this.addGoroutine(row, goroutine)
  }

  /** The row of a task, added if new. */
  private task(id: number): number {
    const known = this.taskRows.get(id)
    if (known !== undefined) return known
    const row = this.taskCount++
    for (const column of [
      this.taskId,
      this.taskName,
      this.taskParent,
      this.taskChildren,
      this.taskStartNs,
      this.taskEndNs,
      this.taskRegions,
      this.taskLogs,
      this.taskFirstGoroutine,
    ]) {
      column.reach(row)
    }
    this.taskId.values[row] = id
    this.taskRows.set(id, row)
    return row
  }

  /** The first parent that is named stays; ids below `least` mean none. */
  private adopt(row: number, parent: number, least: number): void {
    if (parent < least || this.taskParent.values[row] !== NONE) return
    const parentRow = this.task(parent)
    this.taskParent.values[row] = parentRow
    this.taskChildren.values[parentRow]++
  }

  /** `goroutine` NONE counts as one, as in Go's set. */
  private addGoroutine(row: number, goroutine: number): void {
    const first = this.taskFirstGoroutine.values[row]
    if (first === 0) {
      this.taskFirstGoroutine.values[row] = goroutine + 1
      return
    }
    if (first === goroutine + 1) return
    let set = this.taskGoroutineSets.get(row)
    if (set === undefined) {
      set = new Set([first - 1])
      this.taskGoroutineSets.set(row, set)
    }
    set.add(goroutine)
  }
}
