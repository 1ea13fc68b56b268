/** The tables of the Analyses view. To add one: a file with its figures, a line here, a kind in the contract. */
import type { AnalysisDto, AnalysisKind } from '../../contract/goroutine-dto'
import { wholeTrace } from '../analysis-scope'
import type { TraceIndex } from '../trace-index'
import { regionListTable, taskListTable } from './annotation-lists'
import { regionsTable, tasksTable } from './annotations'
import { cgoTable } from './cgo'
import { latencyTable } from './latency'
import { locksTable } from './locks'
import { gcTable, stopsTable } from './pauses'
import { profileTable, waitsTable } from './places'
import { preemptionsTable } from './preemptions'
import { queueTable } from './queue'
import { syscallsTable } from './syscalls'
import type { AnalysisTable, TableQuestion } from './table'
import { threadsTable } from './threads'
import { utilizationTable } from './utilization'

interface Entry {
  readonly table: AnalysisTable
  readonly takesScope: boolean
  /** The file with its figures, for the link beside its formula. */
  readonly file: string
}

const scoped = (table: AnalysisTable, file: string): Entry => ({ table, takesScope: true, file })
const whole = (table: AnalysisTable, file: string): Entry => ({ table, takesScope: false, file })

const tables: Readonly<Record<AnalysisKind, Entry>> = {
  latency: scoped(latencyTable, 'latency'),
  waits: scoped(waitsTable, 'places'),
  locks: scoped(locksTable, 'locks'),
  preemptions: scoped(preemptionsTable, 'preemptions'),
  queue: scoped(queueTable, 'queue'),
  syscalls: scoped(syscallsTable, 'syscalls'),
  cgo: scoped(cgoTable, 'cgo'),
  threads: whole(threadsTable, 'threads'),
  stops: whole(stopsTable, 'pauses'),
  gc: whole(gcTable, 'pauses'),
  regions: whole(regionsTable, 'annotations'),
  'region-list': whole(regionListTable, 'annotation-lists'),
  tasks: whole(tasksTable, 'annotations'),
  'task-list': whole(taskListTable, 'annotation-lists'),
  'profile-sync': scoped(profileTable('sync'), 'places'),
  'profile-net': scoped(profileTable('net'), 'places'),
  'profile-syscall': scoped(profileTable('syscall'), 'places'),
  'profile-sched': scoped(profileTable('sched'), 'places'),
  mmu: whole(utilizationTable, 'utilization'),
}

const cache = new WeakMap<TraceIndex, Map<AnalysisKind, AnalysisDto>>()

const aboutAll: TableQuestion = { scope: wholeTrace, name: undefined }

/** Of the whole trace: computed once. Of a part or of one name: each time. */
export function analysis(
  index: TraceIndex,
  kind: AnalysisKind,
  question: TableQuestion = aboutAll,
): AnalysisDto {
  const { table, takesScope, file } = tables[kind]
  const answer = (): AnalysisDto => ({
    kind,
    sourceFile: `src/query/analysis-tables/${file}.ts`,
    takesScope,
    ...table(index, takesScope ? question : { ...question, scope: wholeTrace }),
  })
  if (question.name !== undefined || !question.scope.isWhole) return answer()
  let known = cache.get(index)
  if (known === undefined) cache.set(index, (known = new Map<AnalysisKind, AnalysisDto>()))
  let whole = known.get(kind)
  if (whole === undefined) known.set(kind, (whole = answer()))
  return whole
}
