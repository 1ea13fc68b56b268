import type { ByteSource } from '../base/byte-source'
import { unpack } from '../formats/decompress'
import { openTrace } from '../formats/go-trace/open-trace'
import type { FindingDto } from '../contract/overview-dto'
import { budgetFor, readMemoryFacts } from '../host/memory-budget'
import type { DocumentObject, DocumentValue } from '../query/analyses/document-value'
import { findFindings } from '../query/findings/find-findings'

/**
 * The sentences that the window shows about a trace, worst first; none when its rows would not fit into memory.
 * @param source as it lies in the file, packed or not.
 * @throws SourceReadError
 */
export async function findInTrace(source: ByteSource): Promise<DocumentValue[]> {
  const unpacked = unpack(source)
  if (!unpacked.ok) return []
  const trace = await openTrace(unpacked.value.source, { budgetBytes: budgetFor(readMemoryFacts(), 0) })
  if (!trace.ok) return []
  return findingValues(findFindings(trace.value))
}

/** Findings as the document has them. */
export function findingValues(found: readonly FindingDto[]): DocumentValue[] {
  return found.map(({ code, severity, text, certainty, formula, figures, at }) => ({
    code,
    severity,
    text,
    certainty,
    formula,
    figures: { ...figures },
    at: { ...at },
  }))
}

/** The document with its findings, which stand before the figures. */
export function withFindings(document: DocumentObject, findings: readonly DocumentValue[]): DocumentObject {
  const { kind, complete, warnings, ...figures } = document
  return { kind, complete, warnings, findings, ...figures }
}
