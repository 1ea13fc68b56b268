/**
 * Names that many answers share: a place in the program, the stack that led to it, a goroutine by Go's own id.
 */

export interface FrameDto {
  readonly functionName: string
  readonly file: string
  readonly line: number
}

export type StackDto = readonly FrameDto[]

export interface GoroutineRefDto {
  readonly id: number
  /** Start function; '' when unknown. */
  readonly functionName: string
}
