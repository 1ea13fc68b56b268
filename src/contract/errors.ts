/**
 * Failures as values: they cross threads and HTTP as JSON. The interface writes the advice; this states facts.
 */
export type ApiErrorCode =
  | 'bad-request'
  | 'unknown-method'
  | 'unknown-source'
  | 'not-ready'
  | 'not-found'
  | 'file-missing'
  | 'file-is-folder'
  | 'file-no-permission'
  | 'file-changed'
  | 'file-unreadable'
  | 'not-readable'
  | 'unsupported'
  | 'over-budget'
  | 'cancelled'
  | 'worker-died'
  | 'bug'

export interface ApiError {
  readonly code: ApiErrorCode
  readonly message: string
  readonly byteOffset?: number
  /** Where in a filter expression it is wrong, in UTF-16 units of the text. */
  readonly filter?: { readonly message: string; readonly position: number; readonly length: number }
}
