/**
 * What is odd about a run, in sentences, worst first. The window and the command line print the same.
 */
import { neverCancelled } from '../../base/cancellation'
import type { FindingDto } from '../../contract/overview-dto'
import type { Trace } from '../../model/trace'
import { buildTraceIndex } from '../build-trace-index'
import type { TraceIndex } from '../trace-index'
import { findBlockingPlace } from './blocking-place'
import type { Finder } from './finding-context'
import { findCreationBurst } from './creation-burst'
import { findGcShare } from './gc-share'
import { findGoroutineGrowth } from './goroutine-growth'
import { findIdleProcessors } from './idle-processors'
import { findLockHandoff } from './lock-handoff'
import { findLongestSchedulingWait } from './longest-scheduling-wait'
import { findLongestStop } from './longest-stop'
import { withoutLost } from './lost-stretches'
import { findNoCpu } from './no-cpu'
import { findSyscallProcessor } from './syscall-processor'

/** To add a kind: one file with a Finder, one line here, one planted trace in the tests. */
const finders: readonly Finder[] = [
  findLongestStop,
  findLongestSchedulingWait,
  findIdleProcessors,
  findLockHandoff,
  findBlockingPlace,
  findSyscallProcessor,
  findGcShare,
  findGoroutineGrowth,
  findCreationBurst,
  findNoCpu,
]

const mostFindings = 10
const severities = { high: 0, medium: 1, low: 2 } as const

export function findFindingsIn(index: TraceIndex): readonly FindingDto[] {
  const found = finders.flatMap((finder) => finder(index))
  return [...withoutLost(index.trace, found)]
    .sort((a, b) => severities[a.finding.severity] - severities[b.finding.severity] || b.lostNs - a.lostNs)
    .slice(0, mostFindings)
    .map(({ finding }) => finding)
}

export function findFindings(trace: Trace): readonly FindingDto[] {
  return findFindingsIn(buildTraceIndex(trace, neverCancelled))
}
