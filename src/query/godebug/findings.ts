/** What a GODEBUG log says, in sentences: each with its figure, its line, and why it may be said. */
import type { GodebugFindingDto } from '../../contract/godebug-dto'
import type { GodebugLog, GodebugRun } from '../../model/godebug-log'
import { gcFindings } from './gc-findings'
import { initFindings } from './init-findings'
import { schedulerFindings } from './scheduler-findings'

const severities = ['high', 'medium', 'low'] as const

/** Worst first; equal ones by run and line. */
export function findInGodebug(log: GodebugLog): GodebugFindingDto[] {
  return log.runs
    .flatMap((run, index) => findInRun(run, index, log.runs.length))
    .sort(
      (a, b) =>
        severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
        a.at.run - b.at.run ||
        a.at.line - b.at.line,
    )
}

/** Beyond so many processes only the worst of each is told. */
const mostRunsInFull = 4

function findInRun(run: GodebugRun, index: number, runCount: number): GodebugFindingDto[] {
  const found = [...gcFindings(run, index), ...schedulerFindings(run, index), ...initFindings(run, index)]
  if (runCount === 1) return found
  const told = runCount > mostRunsInFull ? found.filter(({ severity }) => severity !== 'low') : found
  return told.map((finding) => ({ ...finding, text: `Process ${index + 1}: ${finding.text}` }))
}
