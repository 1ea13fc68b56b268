/**
 * A report of the race detector. Its goroutine numbers are the detector's own, not goroutine ids: nothing may link
 * them to a dump or a trace.
 */
export interface RaceReport {
  /** The access that completed the race first, then the previous ones. */
  readonly accesses: readonly RaceAccess[]
  readonly created: readonly RaceCreation[]
  /** Other sections ("Mutex M1 created at:"), kept as they are. */
  readonly others: readonly { readonly title: string; readonly stack: readonly RaceFrame[] }[]
  readonly offset: number
  readonly byteLength: number
  /** The text breaks off inside this report. */
  readonly isCut: boolean
}

export interface RaceAccess {
  /** As printed, in lower case and without "previous": 'read', 'write', 'atomic read', 'atomic write'. */
  readonly kind: string
  readonly isPrevious: boolean
  /** As printed: '0x00c00009c120'; '' when none is printed. */
  readonly address: string
  /** The detector's number; absent for the main goroutine. */
  readonly goroutine?: number
  readonly isMainGoroutine: boolean
  readonly stack: readonly RaceFrame[]
  /** "[failed to restore the stack]". */
  readonly isStackMissing: boolean
}

export interface RaceCreation {
  readonly goroutine: number
  /** 'running' or 'finished', as printed. */
  readonly state: string
  readonly stack: readonly RaceFrame[]
  readonly isStackMissing: boolean
}

export interface RaceFrame {
  readonly functionName: string
  readonly file: string
  readonly line: number
}
