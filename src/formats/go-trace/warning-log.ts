import type { ImportWarning } from '../../base/import-warning'

/** How many kinds of warnings are kept apart; beyond it, none of a new kind is recorded. */
const mostKinds = 200

/** What happened to the file. The rest of what is lost follows from it, and is told behind it. */
const causes: ReadonlySet<string> = new Set(['cut-short', 'damaged', 'damaged-frame', 'unscaled-times'])

interface Entry {
  code: string
  message: string
  byteOffset: number | undefined
  fromNs: number | undefined
  toNs: number | undefined
  count: number
  isLoss: boolean
}

export interface WarningPlace {
  readonly byteOffset?: number
  readonly fromNs?: number
  readonly toNs?: number
  readonly isLoss?: boolean
}

/** Counts equal warnings instead of repeating them: first place, widest stretch of time. */
export class WarningLog {
  private readonly entries = new Map<string, Entry>()

  add(code: string, message: string, place: WarningPlace = {}): void {
    const key = `${code} ${message}`
    const entry = this.entries.get(key)
    if (entry === undefined) {
      if (this.entries.size >= mostKinds) return
      this.entries.set(key, {
        code,
        message,
        byteOffset: place.byteOffset,
        fromNs: place.fromNs,
        toNs: place.toNs ?? place.fromNs,
        count: 1,
        isLoss: place.isLoss === true,
      })
      return
    }
    entry.count++
    if (place.isLoss === true) entry.isLoss = true
    if (place.fromNs !== undefined) {
      const to = place.toNs ?? place.fromNs
      if (entry.fromNs === undefined || place.fromNs < entry.fromNs) entry.fromNs = place.fromNs
      if (entry.toNs === undefined || to > entry.toNs) entry.toNs = to
    }
  }

  get isEmpty(): boolean {
    return this.entries.size === 0
  }

  get hasLoss(): boolean {
    for (const entry of this.entries.values()) if (entry.isLoss) return true
    return false
  }

  /** Causes first, else in the order in which they were met. */
  toArray(): ImportWarning[] {
    const entries = [...this.entries.values()]
    const ordered = [
      ...entries.filter((entry) => causes.has(entry.code)),
      ...entries.filter((entry) => !causes.has(entry.code)),
    ]
    return ordered.map((entry) => ({
      code: entry.code,
      message: entry.message,
      ...(entry.byteOffset === undefined ? {} : { byteOffset: entry.byteOffset }),
      ...(entry.fromNs === undefined ? {} : { fromNs: entry.fromNs }),
      ...(entry.toNs === undefined ? {} : { toNs: entry.toNs }),
      ...(entry.count === 1 ? {} : { count: entry.count }),
      ...(entry.isLoss ? { isLoss: true } : {}),
    }))
  }
}
