/**
 * The line that heads a goroutine: `goroutine 7 gp=0xc000007180 m=0 mp=0x69f5c0 [chan receive, 3 minutes]:`
 * (Go 1.26 src/runtime/traceback.go: goroutineheader; gp, m and mp since 1.23). Labels stand inside the brackets in
 * Go 1.26 (`labels:{"k": "v"}`, values quoted) and behind them since Go 1.27 (`{k: v}`).
 */
import { GoroutineRowFlag } from '../../model/goroutine-dump'

export interface GoroutineStatus {
  readonly state: string
  readonly firstGroup: string
  /** -1 when none is printed. */
  readonly minutes: number
  readonly flags: number
  readonly bubble: number
  /** As printed, braces included; '' for none. */
  readonly labels: string
}

const suffixFlags: readonly (readonly [string, number])[] = [
  [' (leaked)', GoroutineRowFlag.leaked],
  [' (scan)', GoroutineRowFlag.scan],
  [' (durable)', GoroutineRowFlag.durable],
]

const maximumStatusLength = 16 * 1024

/**
 * Reads the part of a header from its `[` to the end of the line.
 * @returns null when it is no status: then the line is no header.
 */
export function parseStatus(text: string): GoroutineStatus | null {
  if (text.length > maximumStatusLength || text[0] !== '[') return null
  const close = closingBracket(text)
  if (close < 0) return null
  const tail = text.slice(close + 1).trim()
  if (!tail.endsWith(':')) return null
  let labels = tail.slice(0, -1).trim()
  if (labels !== '' && !(labels.startsWith('{') && labels.endsWith('}'))) return null
  const inside = text.slice(1, close)
  if (!/^[A-Za-z?]/.test(inside)) return null
  const labelsAt = inside.indexOf(' labels:{')
  const words = labelsAt < 0 ? inside : inside.slice(0, labelsAt)
  if (labelsAt >= 0) labels = inside.slice(labelsAt + ' labels:'.length)
  const groups = words.split(', ')
  let flags = 0
  let minutes = -1
  let bubble = 0
  const unknown: string[] = []
  for (const group of groups.slice(1)) {
    const wait = /^(\d{1,9}) minutes$/.exec(group)
    const bubbleNumber = /^synctest bubble (\d{1,9})$/.exec(group)
    if (wait !== null) minutes = Number(wait[1])
    else if (bubbleNumber !== null) bubble = Number(bubbleNumber[1])
    else if (group === 'locked to thread') flags |= GoroutineRowFlag.lockedToThread
    else unknown.push(group)
  }
  let state = groups[0]
  for (let isChanged = true; isChanged;) {
    isChanged = false
    for (const [suffix, flag] of suffixFlags) {
      if (!state.endsWith(suffix)) continue
      state = state.slice(0, -suffix.length)
      flags |= flag
      isChanged = true
    }
  }
  const firstGroup = labelsAt < 0 ? state : (inside.split(',')[0] ?? state)
  // A word of a Go version that we do not know stays part of the state: nothing printed is dropped.
  if (unknown.length > 0) state = [state, ...unknown].join(', ')
  return { state, firstGroup, minutes, flags, bubble, labels }
}

/** Index of the `]` that ends the status; brackets inside quoted labels do not count. */
function closingBracket(text: string): number {
  let isQuoted = false
  for (let i = 1; i < text.length; i++) {
    const character = text[i]
    if (isQuoted) {
      if (character === '\\') i++
      else if (character === '"') isQuoted = false
    } else if (character === '"') isQuoted = true
    else if (character === ']') return i
  }
  return -1
}
