/** One opened file and the questions it can answer, whatever kind it is of. */
import type { Cancellation } from '../base/cancellation'
import type { ImportWarning } from '../base/import-warning'
import type { Result } from '../base/result'
import type { Steps } from '../base/steps'
import type { MethodName } from '../contract/api'
import type { ApiError } from '../contract/errors'
import type { SketchHead } from '../contract/sketch-dto'
import type { FileKind } from '../contract/sources'
import type { Frame } from '../contract/wire'
import type { ParsePool } from './parse-pool'

export interface SessionOptions {
  /** The file's name without its folder: only a hint for detection, and for messages. */
  readonly name: string
  /** Threads that share the work; without it everything runs in place. */
  readonly pool?: ParsePool
  /** Nothing more is asked of `pool`, and what its threads hold may go. */
  readonly onPoolDone?: () => void
  /** Columns beyond this are refused in words before they are allocated. */
  readonly budgetBytes: number
  readonly cancellation: Cancellation
  /** With a first picture of a large file, before it has been read; at most once (contract/sketch-dto.ts). */
  readonly onSketch?: (frame: Frame<SketchHead>) => void
  /** `stage` in words for people: 'Reading', 'Ordering events', 'Building rows'. */
  readonly onProgress: (stage: string, doneBytes: number, totalBytes: number) => void
}

export interface Session {
  readonly kind: FileKind
  readonly warnings: readonly ImportWarning[]
  /** False when a part of the file is lost. */
  readonly isComplete: boolean
  /**
   * Answers a method of contract/api.ts. `params` has been checked against its schema by the caller. The value of a
   * bulk method is a Frame of contract/wire.ts, of the others plain JSON. Expected failures (an unknown goroutine, a
   * filter that does not parse, a method of another kind of file) are values; a throw is a bug.
   */
  call(method: MethodName, params: unknown): Result<unknown, ApiError>
  /** As `call`, in pieces, where a question may take long. */
  callInSteps?(method: MethodName, params: unknown): Steps<Result<unknown, ApiError>>
}
