/** The tables of a GODEBUG log: what stands in its lines, a row a line (pacing: a row a cycle). */
import type { GodebugColumnDto, GodebugTableDto, GodebugTableName } from '../../contract/godebug-dto'
import { assertUnreachable } from '../../base/assert'
import type { GodebugRun, NumberColumns } from '../../model/godebug-log'

/** Longer tables are cut off behind. */
const mostRows = 20_000
const mostListedQueues = 128

type Cell = string | number | null

interface Column<Row> extends GodebugColumnDto {
  readonly cell: (row: Row) => Cell
}

export function tableOf(run: GodebugRun, table: GodebugTableName): GodebugTableDto {
  switch (table) {
    case 'cycles':
      return build(run.cycles.count, cycleColumns(run))
    case 'samples':
      return build(run.samples.count, withoutEmpty(run.samples.count, sampleColumns(run)))
    case 'inits':
      return build(run.inits.count, initColumns(run))
    case 'pacing':
      return build(run.pacings.count, withoutEmpty(run.pacings.count, pacingColumns(run)))
    case 'scavenger':
      return build(run.scavenges.count, withoutEmpty(run.scavenges.count, scavengeColumnsOf(run)))
    default:
      return assertUnreachable(table)
  }
}

function build(total: number, columns: readonly Column<number>[]): GodebugTableDto {
  const rows: Cell[][] = []
  for (let row = 0; row < Math.min(total, mostRows); row++) rows.push(columns.map(({ cell }) => cell(row)))
  return { columns: columns.map(({ key, label, unit, hint }) => ({ key, label, unit, hint })), rows, total }
}

/** Columns that this version of Go did not print yet, or no longer prints, are left out. */
function withoutEmpty(count: number, columns: readonly Column<number>[]): readonly Column<number>[] {
  return columns.filter(({ cell }) => {
    for (let row = 0; row < Math.min(count, mostRows); row++) if (cell(row) !== null) return true
    return false
  })
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

/** `[key, label, unit, hint]` of a column that shows a column of the model as it is. */
type Plain<Name extends string> = readonly [Name, string, GodebugColumnDto['unit'], string]

function plain<Name extends string>(
  { columns }: NumberColumns<Name>,
  [key, label, unit, hint]: Plain<Name>,
): Column<number> {
  const values = columns[key]
  return { key, label, unit, hint, cell: (row) => known(values[row]) }
}

const lineHint = 'Line of the file'

function cycleColumns({ cycles }: GodebugRun): readonly Column<number>[] {
  const { columns } = cycles
  const list: readonly Plain<keyof typeof columns>[] = [
    ['line', 'Line', 'count', lineHint],
    ['number', 'GC', 'count', "The runtime's count of cycles"],
    ['startNs', 'At', 'ns', 'From the start of the runtime to the begin of the cycle, in whole milliseconds'],
    ['cpuPercent', 'CPU %', 'percent', 'CPU share of GC since the process began, rounded down'],
    ['sweepTerminationNs', 'Stop 1', 'ns', 'Sweep termination: the world is stopped'],
    ['concurrentNs', 'Concurrent', 'ns', 'Concurrent mark: the program runs'],
    ['markTerminationNs', 'Stop 2', 'ns', 'Mark termination: the world is stopped'],
    ['assistCpuNs', 'Assist CPU', 'ns', 'CPU time of goroutines that had to mark for what they allocated'],
    ['workerCpuNs', 'Worker CPU', 'ns', 'CPU time of dedicated and fractional workers'],
    ['idleCpuNs', 'Idle CPU', 'ns', 'CPU time of workers on Ps that had nothing else to do'],
    ['heapStartMiB', 'Heap before', 'mib', 'Heap when the cycle began, rounded down'],
    ['heapEndMiB', 'Heap after', 'mib', 'Heap when marking ended, rounded down'],
    ['heapLiveMiB', 'Live', 'mib', 'What marking found alive, rounded down'],
    ['goalMiB', 'Goal', 'mib', 'Heap size that this cycle was to end at, rounded down'],
    ['stacksMiB', 'Stacks', 'mib', 'Scannable stacks, from Go 1.18 on'],
    ['globalsMiB', 'Globals', 'mib', 'Scannable globals, from Go 1.18 on'],
    ['procs', 'Ps', 'count', 'GOMAXPROCS'],
  ]
  return [
    ...withoutEmpty(
      cycles.count,
      list.map((one) => plain(cycles, one)),
    ),
    {
      key: 'remark',
      label: 'Remark',
      unit: 'text',
      hint: 'Forced: runtime.GC or debug.FreeOSMemory',
      cell: (row) =>
        columns.isForced[row] > 0 ? 'forced' : columns.isLeakCheck[row] > 0 ? 'leak check' : '',
    },
  ]
}

function sampleColumns({ samples }: GodebugRun): readonly Column<number>[] {
  const { columns, localQueues } = samples
  const list: readonly Plain<keyof typeof columns>[] = [
    ['line', 'Line', 'count', lineHint],
    ['timeNs', 'At', 'ns', 'From the first SCHED line, in whole milliseconds'],
    ['globalQueue', 'Global queue', 'count', 'Goroutines in the global run queue'],
    ['localQueue', 'Local queues', 'count', 'Goroutines in the queues of all Ps'],
    ['longestLocalQueue', 'Longest', 'count', 'Of the queues of the Ps'],
    ['gomaxprocs', 'Ps', 'count', 'GOMAXPROCS'],
    ['idleProcs', 'Idle Ps', 'count', 'Ps with nothing to run'],
    ['threads', 'Threads', 'count', 'Threads that the runtime has'],
    ['idleThreads', 'Idle threads', 'count', 'Threads that are parked'],
    ['spinningThreads', 'Spinning', 'count', 'Threads that look for work'],
    ['needSpinning', 'Need spinning', 'count', 'Whether one more is wanted, from Go 1.20 on'],
    ['runnable', 'Runnable', 'count', 'Goroutines of status 1, with scheddetail=1'],
    ['running', 'Running', 'count', 'Goroutines of status 2, with scheddetail=1'],
    ['inSyscall', 'Syscall', 'count', 'Goroutines of status 3, with scheddetail=1'],
    ['waiting', 'Waiting', 'count', 'Goroutines of status 4, with scheddetail=1'],
    ['gcWaiting', 'GC waiting', 'count', '1 while the world is being stopped, with scheddetail=1'],
    ['stopWait', 'Stop wait', 'count', 'Ps that have still to stop, with scheddetail=1'],
  ]
  return [
    ...list.map((one) => plain(samples, one)),
    {
      key: 'queues',
      label: 'Queue of each P',
      unit: 'text',
      hint: 'Goroutines in the queue of P0, P1, …',
      cell: (row) => {
        const at = columns.queueAt[row]
        return localQueues.subarray(at, at + Math.min(columns.queueCount[row], mostListedQueues)).join(' ')
      },
    },
  ]
}

function initColumns({ inits }: GodebugRun): readonly Column<number>[] {
  return [
    plain(inits, ['line', 'Line', 'count', lineHint]),
    {
      key: 'package',
      label: 'Package',
      unit: 'text',
      hint: 'Import path',
      cell: (row) => inits.packages[row],
    },
    plain(inits, ['startNs', 'At', 'ns', 'From the start of the runtime']),
    plain(inits, ['clockNs', 'Clock', 'ns', 'Wall-clock time of its init functions and variables']),
    plain(inits, ['bytes', 'Bytes', 'bytes', 'Allocated on the heap meanwhile']),
    plain(inits, ['allocs', 'Allocs', 'count', 'Allocations meanwhile']),
  ]
}

function pacingColumns({ pacings }: GodebugRun): readonly Column<number>[] {
  const list: readonly Plain<keyof typeof pacings.columns>[] = [
    ['line', 'Line', 'count', lineHint],
    ['number', 'GC', 'count', 'Of the gctrace line of the same cycle'],
    ['cpuPercent', 'CPU', 'percent', 'CPU share of marking while it went on, rounded down'],
    ['expectedCpuPercent', 'Expected', 'percent', 'What it was meant to take'],
    ['assistRatio', 'Assist ratio', 'ratio', 'Bytes to scan for each byte allocated, when the cycle began'],
    ['dedicatedWorkers', 'Dedicated', 'count', 'Workers that keep a P to themselves'],
    ['fractionalUtilization', 'Fractional', 'ratio', 'Share of a P for a further worker'],
    ['heapWorkBytes', 'Heap scanned', 'bytes', 'Scan work on the heap'],
    ['stackWorkBytes', 'Stacks scanned', 'bytes', 'Scan work on stacks'],
    ['globalsWorkBytes', 'Globals scanned', 'bytes', 'Scan work on globals'],
    ['expectedWorkBytes', 'Expected work', 'bytes', 'Scan work that was expected'],
    ['triggerBytes', 'Trigger', 'bytes', 'Heap when the cycle began'],
    ['liveBytes', 'Heap after', 'bytes', 'Heap when marking ended'],
    [
      'overGoalBytes',
      'Over goal',
      'bytes',
      'By how much the heap passed its goal; below zero: it stayed under',
    ],
    ['consMark', 'Cons/mark', 'ratio', 'Allocation rate over mark rate that was assumed'],
    ['sweptPages', 'Swept pages', 'count', 'Pages swept behind the cycle'],
    ['sweepAllocatedMiB', 'Grown', 'mib', 'By how much the heap grew while it was swept'],
  ]
  return list.map((one) => plain(pacings, one))
}

function scavengeColumnsOf({ scavenges }: GodebugRun): readonly Column<number>[] {
  const list: readonly Plain<keyof typeof scavenges.columns>[] = [
    ['line', 'Line', 'count', lineHint],
    ['cyclesBefore', 'Behind cycle', 'count', 'How many gctrace lines stand before it'],
    ['releasedMiB', 'Released', 'mib', 'Returned to the system this time'],
    ['inUseMiB', 'In use', 'mib', 'Spans with objects'],
    ['idleMiB', 'Idle', 'mib', 'Spans without any'],
    ['sysMiB', 'From system', 'mib', 'Asked of the system for the heap'],
    ['consumedMiB', 'Consumed', 'mib', 'From the system without what was returned'],
    [
      'backgroundKiB',
      'Background KiB',
      'count',
      'Returned by the background scavenger (up to Go 1.20: by any)',
    ],
    ['eagerKiB', 'Eager KiB', 'count', 'Returned by goroutines that allocated, near the memory limit'],
    ['totalKiB', 'Returned KiB', 'count', 'Of the heap, returned to the system in all'],
    ['utilPercent', 'In use %', 'percent', 'Of the heap that is not returned'],
  ]
  return list.map((one) => plain(scavenges, one))
}
