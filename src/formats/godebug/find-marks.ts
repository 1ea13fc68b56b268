/**
 * Where in a line a line of the runtime begins. The program's own output may stand before or behind it: the runtime
 * writes to the same standard error, and prints a SCHED line in several pieces.
 */

export type MarkKind = 'gc' | 'sched' | 'detail' | 'pacer' | 'init' | 'scavenge' | 'scan'

export interface Mark {
  readonly kind: MarkKind
  /** From the mark to the next one, or to the end of the line. */
  readonly text: string
  readonly at: number
}

// What cannot be mistaken may stand right behind anything; the others begin a word.
const marks =
  /(gc \d+ @\d)|(SCHED \d+ms:)|(?<![\w.$/-])(?:([PG]\d+: status=|M\d+: p=)|(pacer: (?:assist|\d+% CPU|sweep done|H_m_prev))|(init [\w./~%+!-]+ @\d)|(scvg-?\d*: (?:inuse: |\d+ MB rel)|scav \d+ (?:\d+ )?KiB work)|(scan: (?:total|class) ))/g

const kinds: readonly MarkKind[] = ['gc', 'sched', 'detail', 'pacer', 'init', 'scavenge', 'scan']

/** The marks of a line in their order. */
export function findMarks(line: string): readonly Mark[] {
  // Most lines of a log are the program's own.
  if (!mayHaveMark(line)) return []
  const found: { readonly kind: MarkKind; readonly at: number }[] = []
  for (const match of line.matchAll(marks)) {
    const group = match.slice(1).findIndex((part) => part !== undefined)
    found.push({ kind: kinds[group], at: match.index })
  }
  return found.map(({ kind, at }, index) => ({ kind, at, text: line.slice(at, found[index + 1]?.at) }))
}

function mayHaveMark(line: string): boolean {
  return (
    line.includes('gc ') ||
    line.includes(': status=') ||
    line.includes(': p=') ||
    line.includes('SCHED ') ||
    line.includes('pacer: ') ||
    line.includes('init ') ||
    line.includes('scvg') ||
    line.includes('scav ') ||
    line.includes('scan: ')
  )
}
