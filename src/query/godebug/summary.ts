/** A GODEBUG log as one plain document: what `marey summary --json` prints. Field names are a contract. */
import type { ImportWarning } from '../../base/import-warning'
import type { GodebugFindingDto } from '../../contract/godebug-dto'
import type { GodebugLog, GodebugRun, NumberColumns } from '../../model/godebug-log'
import { DocumentList } from '../analyses/document-value'
import type { DocumentObject, DocumentValue } from '../analyses/document-value'
import { warningValue } from '../analyses/summary-document'
import { figuresOf } from './figures'
import { findInGodebug } from './findings'

/** @param warnings the log's own, and those about what it came in. */
export function godebugSummary(log: GodebugLog, warnings: readonly ImportWarning[]): DocumentObject {
  return {
    kind: 'godebug',
    complete: warnings.every(({ isLoss }) => isLoss !== true),
    warnings: warnings.map(warningValue),
    findings: findInGodebug(log).map(findingValue),
    lines: log.lineCount,
    godebugLines: log.readLineCount,
    wrappers: log.wrappers,
    runs: log.runs.map(runValue),
  }
}

function findingValue(finding: GodebugFindingDto): DocumentValue {
  const { code, severity, text, certainty, formula, figures, at } = finding
  return { code, severity, text, certainty, formula, figures: { ...figures }, at: { ...at } }
}

function runValue(run: GodebugRun): DocumentValue {
  const { gc, scheduler, inits, ...facts } = figuresOf(run)
  return {
    source: facts.source,
    firstLine: facts.firstLine,
    lastLine: facts.lastLine,
    startUnixMs: facts.startUnixMs ?? undefined,
    endNs: facts.endNs,
    gc: gc === null ? undefined : { ...gc },
    scheduler: scheduler === null ? undefined : { ...scheduler },
    inits: inits === null ? undefined : { ...inits },
    cycles: rowsOf(run.cycles),
    samples: rowsOf(run.samples, ['queueAt', 'queueCount', 'detailAt', 'detailLength'], (row) => ({
      queues: [
        ...run.samples.localQueues.subarray(
          run.samples.columns.queueAt[row],
          run.samples.columns.queueAt[row] + run.samples.columns.queueCount[row],
        ),
      ],
    })),
    packages: rowsOf(run.inits, [], (row) => ({ package: run.inits.packages[row] })),
    pacing: rowsOf(run.pacings),
    scavenges: rowsOf(run.scavenges),
  }
}

/** A row an object; what the log does not say is left out. */
function rowsOf<Name extends string>(
  { count, columns }: NumberColumns<Name>,
  hidden: readonly Name[] = [],
  more: (row: number) => DocumentObject = () => ({}),
): DocumentList {
  const names = (Object.keys(columns) as Name[]).filter((name) => !hidden.includes(name))
  return new DocumentList(count, function* () {
    for (let row = 0; row < count; row++) {
      const value: DocumentObject = {}
      for (const name of names) if (Number.isFinite(columns[name][row])) value[name] = columns[name][row]
      yield { ...value, ...more(row) }
    }
  })
}
