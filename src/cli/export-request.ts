/** What `marey export` was asked for, and how it refuses. */
import { fail, type Result } from '../base/result'
import type { Palette } from '../picture/palette'
import { ExitCode } from './exit-codes'

export interface ExportRequest {
  readonly name: string
  readonly outputName: string
  readonly format: 'png' | 'svg'
  readonly fromNs: number | undefined
  readonly toNs: number | undefined
  readonly rows: string | undefined
  /** An expression: spans that fit stand out. */
  readonly highlight: string | undefined
  /** Index of a dump in the file; undefined: what the session says, else the last. */
  readonly dump: number | 'all' | undefined
  readonly palette: Palette
  readonly scale: number
  readonly widthPx: number
  readonly maximumRows: number
  readonly title: string | undefined
  readonly sentence: string | undefined
  readonly sessionName: string | undefined
}

/** A failure that ends the command with this code. */
export interface Refusal {
  readonly message: string
  readonly exitCode: ExitCode
}

export const unreadable = (message: string): Result<never, Refusal> =>
  fail({ message, exitCode: ExitCode.unreadable })
export const wrongUse = (message: string): Result<never, Refusal> =>
  fail({ message: `export: ${message}`, exitCode: ExitCode.usage })
