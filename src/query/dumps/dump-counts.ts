/**
 * The plain counts of a text of goroutines, over all its dumps, as the command line states them
 * (`marey summary --json` of goroutine-dump and crash).
 */
import type { GoroutineText } from '../../model/goroutine-dump'
import { DumpFrameFlag, GoroutineRowFlag } from '../../model/goroutine-dump'

export interface DumpCounts {
  /** Header lines (`goroutine N [...]`), repetitions included. */
  readonly goroutines: number
  readonly distinctIds: number
  readonly firstId: number | null
  /** By the first word group of the brackets, as printed. */
  readonly states: Readonly<Record<string, number>>
  /** The waits that are printed, in order. */
  readonly minutes: readonly number[]
  readonly lockedToThread: number
  readonly synctestBubble: number
  readonly durable: number
  readonly leaked: number
  /** Call frames, those of stacks without a header included. */
  readonly frames: number
  readonly framesWithElidedArgs: number
  /** Lines that say that frames were left out. */
  readonly elisions: number
  readonly createdBy: Readonly<Record<string, number>>
  readonly headline?: readonly string[]
  readonly debug1Total?: number
  readonly debug1Groups?: number
  readonly debug1GroupSum?: number
}

export function countDumps(text: GoroutineText): DumpCounts {
  const { states, creators } = text.tables
  const ids = new Set<number>()
  const stateCounts = new Map<string, number>()
  const creatorCounts = new Map<string, number>()
  const minutes: number[] = []
  const headline: string[] = []
  let firstId: number | null = null
  let goroutines = 0
  let lockedToThread = 0
  let synctestBubble = 0
  let durable = 0
  let leaked = 0
  let profileTotal = 0
  let profileGroups = 0
  let profileSum = 0
  let hasProfile = false
  const frameCounts = { frames: 0, framesWithElidedArgs: 0, elisions: 0 }
  const countStack = stackCounter(text)
  for (const dump of text.dumps) {
    headline.push(...dump.headlines)
    const { rows } = dump
    if (dump.form === 'counts') {
      hasProfile = true
      profileTotal += dump.statedTotal ?? 0
      profileGroups += rows.count
      for (let i = 0; i < rows.count; i++) profileSum += rows.weight[i]
      continue
    }
    for (let i = 0; i < rows.count; i++) {
      countStack(rows.stack[i], frameCounts)
      const flags = rows.flags[i]
      if ((flags & GoroutineRowFlag.headerless) !== 0) continue
      goroutines++
      firstId ??= rows.id[i]
      ids.add(rows.id[i])
      increment(stateCounts, states[rows.state[i]].firstGroup)
      if (rows.minutes[i] >= 0) minutes.push(rows.minutes[i])
      if ((flags & GoroutineRowFlag.lockedToThread) !== 0) lockedToThread++
      if ((flags & GoroutineRowFlag.durable) !== 0) durable++
      if ((flags & GoroutineRowFlag.leaked) !== 0) leaked++
      if (rows.bubble[i] !== 0) synctestBubble++
      if (rows.creator[i] !== 0) increment(creatorCounts, creators[rows.creator[i]].functionName)
    }
  }
  return {
    goroutines,
    distinctIds: ids.size,
    firstId,
    states: sortedRecord(stateCounts),
    minutes,
    lockedToThread,
    synctestBubble,
    durable,
    leaked,
    ...frameCounts,
    createdBy: sortedRecord(creatorCounts),
    ...(headline.length > 0 ? { headline } : {}),
    ...(hasProfile
      ? { debug1Total: profileTotal, debug1Groups: profileGroups, debug1GroupSum: profileSum }
      : {}),
  }
}

interface FrameCounts {
  frames: number
  framesWithElidedArgs: number
  elisions: number
}

/** Counts each distinct stack once and remembers it: a dump has few of them. */
function stackCounter(text: GoroutineText): (stack: number, into: FrameCounts) => void {
  const { stacks, frames } = text.tables
  const known = new Map<number, FrameCounts>()
  return (stack, into) => {
    let counts = known.get(stack)
    if (counts === undefined) {
      counts = { frames: 0, framesWithElidedArgs: 0, elisions: 0 }
      for (let i = stacks.offset[stack]; i < stacks.offset[stack + 1]; i++) {
        const flags = frames.flags[stacks.frame[i]]
        if ((flags & DumpFrameFlag.elision) !== 0) counts.elisions++
        else if ((flags & DumpFrameFlag.unavailable) === 0) counts.frames++
        if ((flags & DumpFrameFlag.inlined) !== 0) counts.framesWithElidedArgs++
      }
      known.set(stack, counts)
    }
    into.frames += counts.frames
    into.framesWithElidedArgs += counts.framesWithElidedArgs
    into.elisions += counts.elisions
  }
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function sortedRecord(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}
