/** What a command's thread is told (workerData) and what it sends. */
export interface ThreadTask {
  readonly command: string
  readonly args: readonly string[]
  readonly hasColor: boolean
  /** Int32: pieces of the result that have been written. */
  readonly written: SharedArrayBuffer
}

/** More pieces than these do not wait to be written: whoever makes them is stopped, for a result may be larger than the memory. */
export const mostUnwritten = 64

export type ThreadMessage =
  | { readonly type: 'out'; readonly text: string }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 'notice'; readonly line: string }
  | {
      readonly type: 'progress'
      readonly file: string
      readonly stage: string
      readonly doneBytes: number
      readonly totalBytes: number
    }
  | { readonly type: 'usage'; readonly message: string }
  | { readonly type: 'done'; readonly code: number }
