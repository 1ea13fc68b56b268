import type { ExitCode } from './exit-codes'

/** Where a command writes. Results go to `out`, everything else to `notice`. */
export interface CommandOutput {
  /** Text of the result, line ends included. */
  out(text: string): void
  /** Bytes of the result, for binary formats. */
  outBytes(bytes: Uint8Array): void
  /** One line for people, without its line end. */
  notice(line: string): void
  /** Shown on a terminal only, and only when the work takes long. `stage` in words for people. */
  progress(file: string, stage: string, doneBytes: number, totalBytes: number): void
  /** Whether `out` may be coloured: a terminal, and NO_COLOR is not set. */
  readonly hasColor: boolean
}

/** How a command is called. */
export interface CommandUsage {
  readonly name: string
  /** What stands behind the name in the usage: `[--json] FILE...`. */
  readonly usage: string
  /** One line for the list of commands. */
  readonly summary: string
  /** The rest of `--help`: options and examples, ready to print. */
  readonly help: string
  /** Long work without pauses runs in a thread of its own, so that Ctrl-C and progress stay alive. */
  readonly runsInThread: boolean
  /** The files whose opening `--timing` in `args` asks to measure. @throws UsageError */
  timedFiles?(args: readonly string[]): readonly string[]
}

export interface Command extends CommandUsage {
  /**
   * @param args what follows the command's name.
   * @throws UsageError for a wrong call.
   */
  run(args: readonly string[], output: CommandOutput): Promise<ExitCode>
}

/** A wrong call. The message says what is wrong; the right usage is printed below it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
