/**
 * Something in the input was odd, repaired or lost. `code` is stable; `message` states facts in words.
 * @property byteOffset where in the (unpacked) input, when known.
 * @property fromNs, toNs the stretch of time that is lost or doubtful, since the trace's start, when known.
 */
export interface ImportWarning {
  readonly code: string
  readonly message: string
  readonly byteOffset?: number
  readonly fromNs?: number
  readonly toNs?: number
  /** How often it happened (1 when absent). Equal warnings are counted, not repeated. */
  readonly count?: number
  /** Whether a part of the file is not shown because of it. */
  readonly isLoss?: boolean
}

/**
 * Why nothing at all could be read. `code` is one of:
 * `empty`, `too-short`, `unknown-kind`, `unsupported-version`, `unsupported-kind`, `damaged`, `over-budget`.
 */
export interface ImportFailure {
  readonly code: ImportFailureCode
  readonly message: string
  readonly byteOffset?: number
}

export type ImportFailureCode =
  | 'empty'
  | 'too-short'
  | 'unknown-kind'
  | 'unsupported-version'
  | 'unsupported-kind'
  | 'damaged'
  | 'over-budget'
