/** What the command line says of one file, whatever kind it is of. */
import type { ImportWarning } from '../base/import-warning'
import type { FileKind } from '../contract/sources'
import type { DocumentObject } from '../query/analyses/document-value'
import type { ExitCode } from './exit-codes'

export interface SummarizeOptions {
  readonly isParity: boolean
  /** Of a trace only the events are counted. */
  readonly countsOnly?: boolean
  readonly onProgress: (stage: string, doneBytes: number, totalBytes: number) => void
}

/** What is in one file. */
export interface FileSummary {
  readonly exitCode: ExitCode
  /** Undefined when nothing says what the file is. */
  readonly kind?: FileKind
  /** In words: "Go execution trace, Go 1.26 or 1.27". */
  readonly label: string
  readonly document: DocumentObject
  readonly warnings: readonly ImportWarning[]
  /** Why nothing could be read, or where Go's reader stopped. */
  readonly error?: string
  readonly byteOffset?: number
  readonly eventCount: number
  /** The text form below the first line, for kinds whose reader writes it. */
  readonly textLines?: readonly string[]
}
