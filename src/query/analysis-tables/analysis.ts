/** The tables of the Analyses view. To add one: a file with its figures, a line here, a kind in the contract. */
import type { AnalysisDto, AnalysisKind } from '../../contract/goroutine-dto'
import type { TraceIndex } from '../trace-index'
import { regionsTable, tasksTable } from './annotations'
import { latencyTable } from './latency'
import { locksTable } from './locks'
import { gcTable, stopsTable } from './pauses'
import { profileTable, waitsTable } from './places'
import { syscallsTable } from './syscalls'
import type { AnalysisTable } from './table'
import { utilizationTable } from './utilization'

const tables: Readonly<Record<AnalysisKind, AnalysisTable>> = {
  latency: latencyTable,
  waits: waitsTable,
  locks: locksTable,
  syscalls: syscallsTable,
  stops: stopsTable,
  gc: gcTable,
  regions: regionsTable,
  tasks: tasksTable,
  'profile-sync': profileTable('sync'),
  'profile-net': profileTable('net'),
  'profile-syscall': profileTable('syscall'),
  'profile-sched': profileTable('sched'),
  mmu: utilizationTable,
}

const cache = new WeakMap<TraceIndex, Map<AnalysisKind, AnalysisDto>>()

/** Computed once for a trace. */
export function analysis(index: TraceIndex, kind: AnalysisKind): AnalysisDto {
  let known = cache.get(index)
  if (known === undefined) cache.set(index, (known = new Map<AnalysisKind, AnalysisDto>()))
  let table = known.get(kind)
  if (table === undefined) known.set(kind, (table = { kind, ...tables[kind](index) }))
  return table
}
