import type { WarningLog } from '../warning-log'
import type { EventColumns } from './columns'
import { WireType } from './wire'

/**
 * Makes times fit the order, and then moves each end of a system call to the time that was noted for it, which may
 * lie well before the event was written (parser.go: parseEventBatches, its last part). In strict reading times that
 * step back are an error; else they are raised to what came before.
 */
export function restoreSyscallExits(
  events: EventColumns,
  goroutineCount: number,
  isStrict: boolean,
  warnings: WarningLog,
): string | null {
  const { count, time, type, goroutine, c } = events
  let error: string | null = null
  let latest = -Infinity
  let skewed = 0
  for (let i = 0; i < count; i++) {
    if (time[i] < latest) {
      skewed++
      time[i] = latest
    }
    latest = time[i]
  }
  if (skewed > 0) {
    error ??= 'times step back against the order of events'
    if (isStrict) return error
    warnings.add(
      'time-order',
      `${skewed === 1 ? 'One event bears' : `${skewed} events bear`} a time before that of what they followed (clocks of the processors differed); they are shown at the later time.`,
    )
  }

  const blockedAt = new Float64Array(goroutineCount).fill(NaN)
  const moved: number[] = []
  for (let i = 0; i < count; i++) {
    if (type[i] === WireType.goSysBlock || type[i] === WireType.goInSyscall) blockedAt[goroutine[i]] = time[i]
    if (type[i] !== WireType.goSysExit || c[i] === 0) continue
    const block = blockedAt[goroutine[i]]
    const isStray = Number.isNaN(block)
    if (isStray || c[i] < block) {
      error ??= isStray ? 'a system call ends that never began' : 'a system call ends before it began'
      if (isStrict) return error
      if (isStray) continue
    }
    const exit = isStrict ? c[i] : Math.min(Math.max(c[i], block), time[i])
    if (exit === time[i]) continue
    time[i] = exit
    moved.push(i)
  }
  if (moved.length > 0) mergeMoved(events, moved)
  return error
}

/** Sorts by time in place and stably, given that only the events at `moved` are out of order. */
function mergeMoved(events: EventColumns, moved: readonly number[]): void {
  const { time } = events
  const isMoved = new Uint8Array(events.count)
  for (const index of moved) isMoved[index] = 1
  const late = [...moved].sort((left, right) => time[left] - time[right] || left - right)
  const order = new Uint32Array(events.count)
  let next = 0
  let lateAt = 0
  for (let i = 0; i < events.count; i++) {
    if (isMoved[i] === 1) continue
    while (lateAt < late.length && isBefore(time, late[lateAt], i)) order[next++] = late[lateAt++]
    order[next++] = i
  }
  while (lateAt < late.length) order[next++] = late[lateAt++]

  // Column by column in place: a second set of columns would be the most memory that reading ever takes.
  for (const column of [
    events.type,
    events.time,
    events.goroutine,
    events.processor,
    events.stack,
    events.a,
    events.b,
    events.c,
  ]) {
    const before = column.slice()
    for (let i = 0; i < order.length; i++) column[i] = before[order[i]]
  }
}

function isBefore(time: Float64Array, left: number, right: number): boolean {
  return time[left] !== time[right] ? time[left] < time[right] : left < right
}
