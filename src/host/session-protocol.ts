/**
 * What the host asks of a session thread (comlink) and what comes back by itself (progress, over its own port).
 */
import type { MessagePort } from 'node:worker_threads'
import type { ImportWarning } from '../base/import-warning'
import type { Result } from '../base/result'
import type { MethodName } from '../contract/api'
import type { ApiError } from '../contract/errors'
import type { FileKind, ProgressDto } from '../contract/sources'

export interface OpenRequest {
  readonly path: string
  /** As people know the file: an upload's temporary file has a name of no meaning. */
  readonly name: string
  readonly budgetBytes: number
  /** One Int32; set to 1 to cancel. */
  readonly cancelFlag: SharedArrayBuffer
  readonly poolSize: number
  readonly poolPorts: readonly MessagePort[]
  /** ProgressDto out; in: MessagePorts to replaced parse threads. */
  readonly sidePort: MessagePort
}

export interface OpenedFile {
  readonly kind: FileKind
  readonly warnings: readonly ImportWarning[]
  readonly isComplete: boolean
}

/** An answer ready to be sent: JSON text, or a frame (contract/wire.ts). */
export interface EncodedAnswer {
  readonly type: 'json' | 'frame'
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface SessionWorkerApi {
  open(request: OpenRequest): Promise<Result<OpenedFile, ApiError>>
  call(method: MethodName, params: unknown): EncodedAnswer
}

export type SideMessage =
  | { readonly type: 'progress'; readonly progress: ProgressDto }
  | { readonly type: 'replacement'; readonly port: MessagePort }
  /** Parse threads die as soon as they start: there will be no more. */
  | { readonly type: 'no-more-threads' }
