/**
 * Which rules the figures of a summary follow. docs/deviations.md lists every place where the two differ.
 */
export interface SummaryRules {
  /**
   * True: a figure is what Go 1.27's internal/trace and cmd/trace compute, defects included. False: what the
   * formulas mean.
   */
  readonly isParity: boolean
  /**
   * Go keeps "not yet" as time 0, which is a real time in format 1 (its clock starts at 0, the first Sync is at -1).
   * Here: that instant relative to the first Sync in parity mode for format 1, else NaN, which equals no time.
   */
  readonly zeroNs: number
  /**
   * At the end of a task, parent 0 means the background task instead of none: so Go's conversion of format 1 leaves it
   * (Go 1.27 src/internal/trace/tracev1.go), unlike at the begin, and unlike its reader of format 2.
   */
  readonly isZeroParentTaskAtEnd: boolean
}

export function summaryRules(isParity: boolean, format: 1 | 2): SummaryRules {
  const isFormat1Parity = isParity && format === 1
  return { isParity, zeroNs: isFormat1Parity ? 1 : NaN, isZeroParentTaskAtEnd: isFormat1Parity }
}

/** A length of time that is never negative: raw times may step back between threads. */
export function elapsedNs(fromNs: number, toNs: number): number {
  return toNs > fromNs ? toNs - fromNs : 0
}

/**
 * Go 1.27 src/internal/trace/summary.go, IsSystemGoroutine: by the start function; unknown counts as system
 * (the goroutine of a C thread has no name).
 */
export function isSystemGoroutine(functionName: string): boolean {
  return functionName === '' || (functionName !== 'runtime.main' && functionName.startsWith('runtime.'))
}
