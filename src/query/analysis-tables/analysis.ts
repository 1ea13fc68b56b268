/** The tables of the Analyses view. To add one: a file with its figures, a line here, a kind in the contract. */
import type { Steps } from '../../base/steps'
import type { AnalysisDto, AnalysisKind } from '../../contract/analysis-dto'
import { wholeTrace } from '../analysis-scope'
import type { TraceIndex } from '../trace-index'
import { regionListTable, taskListTable } from './annotation-lists'
import { regionsTable, tasksTable } from './annotations'
import { cgoTable } from './cgo'
import { latencyTable } from './latency'
import { latencyListTable } from './latency-list'
import { locksTable } from './locks'
import { gcTable, stopsTable } from './pauses'
import { profileTable, waitsTable } from './places'
import { preemptionsTable } from './preemptions'
import { queueTable } from './queue'
import { syscallsTable } from './syscalls'
import type { AnalysisTable, SteppedTable, TableQuestion } from './table'
import { threadsTable } from './threads'
import { utilizationTable } from './utilization'

interface Entry {
  readonly table: SteppedTable
  readonly takesScope: boolean
  /** The file with its figures, for the link beside its formula. */
  readonly file: string
}

const scoped = (table: SteppedTable, file: string): Entry => ({ table, takesScope: true, file })
const whole = (table: SteppedTable, file: string): Entry => ({ table, takesScope: false, file })

const atOnce = (table: AnalysisTable): SteppedTable =>
  function* (index, question) {
    return table(index, question)
  }

const tables: Readonly<Record<AnalysisKind, Entry>> = {
  latency: scoped(latencyTable, 'latency'),
  'latency-list': scoped(latencyListTable, 'latency-list'),
  waits: scoped(waitsTable, 'places'),
  locks: scoped(atOnce(locksTable), 'locks'),
  preemptions: scoped(preemptionsTable, 'preemptions'),
  queue: scoped(queueTable, 'queue'),
  syscalls: scoped(atOnce(syscallsTable), 'syscalls'),
  cgo: scoped(atOnce(cgoTable), 'cgo'),
  threads: whole(threadsTable, 'threads'),
  stops: whole(atOnce(stopsTable), 'pauses'),
  gc: whole(atOnce(gcTable), 'pauses'),
  regions: whole(atOnce(regionsTable), 'annotations'),
  'region-list': whole(atOnce(regionListTable), 'annotation-lists'),
  tasks: whole(atOnce(tasksTable), 'annotations'),
  'task-list': whole(atOnce(taskListTable), 'annotation-lists'),
  'profile-sync': scoped(profileTable('sync'), 'places'),
  'profile-net': scoped(profileTable('net'), 'places'),
  'profile-syscall': scoped(profileTable('syscall'), 'places'),
  'profile-sched': scoped(profileTable('sched'), 'places'),
  mmu: whole(atOnce(utilizationTable), 'utilization'),
}

const cache = new WeakMap<TraceIndex, Map<AnalysisKind, AnalysisDto>>()

const aboutAll: TableQuestion = { scope: wholeTrace, name: undefined }

/** Of the whole trace: computed once. Of a part or of one name: each time. */
export function* analysis(
  index: TraceIndex,
  kind: AnalysisKind,
  question: TableQuestion = aboutAll,
): Steps<AnalysisDto> {
  const { table, takesScope, file } = tables[kind]
  const isWhole = question.name === undefined && question.test === undefined && question.scope.isWhole
  let known = cache.get(index)
  if (known === undefined) cache.set(index, (known = new Map<AnalysisKind, AnalysisDto>()))
  const kept = isWhole ? known.get(kind) : undefined
  if (kept !== undefined) return kept
  const answer: AnalysisDto = {
    kind,
    sourceFile: `src/query/analysis-tables/${file}.ts`,
    takesScope,
    ...(yield* table(index, takesScope ? question : { ...question, scope: wholeTrace })),
  }
  if (isWhole) known.set(kind, answer)
  return answer
}
