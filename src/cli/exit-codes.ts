/** What the process says when it ends. Stable: scripts read it. */
export const ExitCode = {
  /** The whole file was read. */
  whole: 0,
  /** A defect of Marey. */
  bug: 1,
  usage: 2,
  /** Opened in part; stderr says what was lost. */
  partial: 3,
  /** Unknown kind, unsupported version, nothing usable in it. */
  unreadable: 4,
  /** Missing, a folder, no permission, changed while reading. */
  unavailable: 5,
  /** Ctrl-C. */
  interrupted: 130,
} as const
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

/** One code for several files: a bug outranks everything, else the highest. */
export function combineExitCodes(codes: readonly ExitCode[]): ExitCode {
  if (codes.includes(ExitCode.bug)) return ExitCode.bug
  return codes.reduce<ExitCode>((worst, code) => (code > worst ? code : worst), ExitCode.whole)
}
