/**
 * What a session thread and a parse thread say to each other, over one MessageChannel for each pair. The host only
 * makes the channels; tasks and results never pass through it.
 */
import type { MessagePort } from 'node:worker_threads'
import type { ParseTask, ParseTaskResult } from '../engine/parse-pool'
import type { FileIdentity } from './file-source'

export interface ParseRequest {
  readonly id: number
  readonly path: string
  /** The file the session opened: a parse thread opens its own descriptor and must read the same bytes. */
  readonly identity: FileIdentity
  readonly task: ParseTask
  /** One Int32; not 0 when the work is no longer wanted. */
  readonly cancelFlag: SharedArrayBuffer
}

/** Errors of the engine lose their class between threads; these are rebuilt on the other side. */
export type ParseReply =
  | { readonly id: number; readonly outcome: 'done'; readonly value: ParseTaskResult }
  | { readonly id: number; readonly outcome: 'cancelled' }
  | {
      readonly id: number
      readonly outcome: 'changed'
      readonly message: string
      readonly byteOffset: number
    }
  | {
      readonly id: number
      readonly outcome: 'unreadable'
      readonly message: string
      readonly byteOffset: number
    }
  | { readonly id: number; readonly outcome: 'bug'; readonly message: string }

/** Host to parse thread: serve the session at the other end of this port. */
export interface ServePort {
  readonly port: MessagePort
}
