/**
 * Groups of goroutines that stand at the same place. Stacks are compared as numbers: every distinct stack gets a class
 * by the similarity asked for, and goroutines are grouped by class, state, creator and marks.
 */
import type { Similarity } from '../../contract/dump-dto'
import type { GoroutineDump, GoroutineText } from '../../model/goroutine-dump'
import { DumpFrameFlag, GoroutineRowFlag } from '../../model/goroutine-dump'
import { idleReason } from './idle-by-design'
import { normaliseState, stateClassOf } from './normalise-state'
import type { StackView } from './stack-view'
import { isWrapper, StackViews } from './stack-view'

export interface GoroutineRef {
  readonly dump: number
  readonly row: number
}

export interface GoroutineGroup {
  /** Stable for a text and a similarity. */
  readonly key: string
  /** Goroutines; for counts the sum of the weights. */
  readonly count: number
  readonly state: string
  readonly originalStates: readonly string[]
  readonly members: readonly GoroutineRef[]
  /** The stack of the first member. */
  readonly stack: StackView
  /** Distinct exact stacks among the members. */
  readonly stackIndices: readonly number[]
  readonly creator: number
  /** Waits that are printed, ascending. */
  readonly minutes: readonly number[]
  readonly lockedToThread: number
  readonly leaked: number
  readonly durable: number
  readonly headerless: number
  readonly idleReason?: string
  readonly hasDied: boolean
  /** Larger is more telling. */
  readonly rank: number
}

interface OpenGroup {
  count: number
  readonly members: GoroutineRef[]
  readonly stackIndices: Set<number>
  readonly states: Set<number>
  readonly minutes: number[]
  lockedToThread: number
  leaked: number
  durable: number
  headerless: number
  hasDied: boolean
  readonly state: string
  readonly creator: number
  readonly stack: number
  readonly isThreadStack: boolean
}

/** Marks that part groups: a leaked or locked goroutine is another story than its neighbours. */
const partingFlags = GoroutineRowFlag.leaked | GoroutineRowFlag.lockedToThread | GoroutineRowFlag.headerless

export class DumpGrouper {
  readonly views: StackViews
  private readonly classes = new Map<Similarity, Uint32Array>()
  private readonly normalisedStates = new Map<number, number>()
  private readonly stateNames: string[] = []
  private readonly traits = new Map<number, number>()
  private readonly stateNumbers = new Map<string, number>()

  constructor(readonly text: GoroutineText) {
    this.views = new StackViews(text)
  }

  /** The state under the name of new Go versions. */
  stateOf(state: number, stack: number): string {
    return this.stateNames[this.stateNumberOf(state, stack)]
  }

  /** Groups over `dumps` (indices into text.dumps), most telling first, idle ones last. */
  group(dumps: readonly number[], similarity: Similarity): GoroutineGroup[] {
    const classes = this.classesOf(similarity)
    const creatorCount = this.text.tables.creators.length
    const open = new Map<number, OpenGroup>()
    for (const dumpIndex of dumps) {
      const dump = this.text.dumps[dumpIndex]
      const died = new Set(dump.crashes.map((crash) => crash.row))
      const { rows } = dump
      const repeated = repeatedRows(dump)
      for (let row = 0; row < rows.count; row++) {
        if (repeated.has(row)) continue
        const stack = rows.stack[row]
        const state = this.stateNumberOf(rows.state[row], stack)
        const flags = rows.flags[row]
        const isThreadStack = isThreadRow(dump, row) ? 1 : 0
        const trait = this.traitNumber(
          (state * creatorCount + rows.creator[row]) * 512 + (flags & partingFlags) * 2 + isThreadStack,
        )
        const key = classes[stack] * 0x4000000 + trait
        let group = open.get(key)
        if (group === undefined) {
          group = newGroup(this.stateNames[state], rows.creator[row], stack, isThreadStack === 1)
          open.set(key, group)
        }
        group.count += rows.weight[row]
        group.members.push({ dump: dumpIndex, row })
        group.stackIndices.add(stack)
        group.states.add(rows.state[row])
        if (rows.minutes[row] >= 0) group.minutes.push(rows.minutes[row])
        if ((flags & GoroutineRowFlag.lockedToThread) !== 0) group.lockedToThread++
        if ((flags & GoroutineRowFlag.leaked) !== 0) group.leaked++
        if ((flags & GoroutineRowFlag.durable) !== 0) group.durable++
        if ((flags & GoroutineRowFlag.headerless) !== 0) group.headerless++
        if (died.has(row)) group.hasDied = true
      }
    }
    const groups = [...open.values()].map((group, index) => this.close(group, index))
    // A stable order: rank, size, then the order of the text.
    return groups
      .map((group, index) => ({ group, index }))
      .sort((a, b) => b.group.rank - a.group.rank || b.group.count - a.group.count || a.index - b.index)
      .map(({ group }) => group)
  }

  private close(open: OpenGroup, order: number): GoroutineGroup {
    const stack = this.views.stack(open.stack)
    const creator = this.text.tables.creators[open.creator]
    open.minutes.sort((a, b) => a - b)
    const reason = open.hasDied
      ? undefined
      : idleReason({
          state: open.state,
          stack,
          creator: creator.functionName,
          count: open.count,
          isLeaked: open.leaked > 0,
          isThreadStack: open.isThreadStack,
        })
    const first = open.members[0]
    return {
      key: `${first.dump}-${first.row}-${order}`,
      count: open.count,
      state: open.state,
      originalStates: [...open.states].map((state) => this.text.tables.states[state].original),
      members: open.members,
      stack,
      stackIndices: [...open.stackIndices],
      creator: open.creator,
      minutes: open.minutes,
      lockedToThread: open.lockedToThread,
      leaked: open.leaked,
      durable: open.durable,
      headerless: open.headerless,
      idleReason: reason,
      hasDied: open.hasDied,
      rank: rankOf(open, stack, reason !== undefined),
    }
  }

  /** Numbers what groups differ in besides the stack, so that both fit into one exact integer. */
  private traitNumber(combined: number): number {
    const known = this.traits.get(combined)
    if (known !== undefined) return known
    this.traits.set(combined, this.traits.size)
    return this.traits.size - 1
  }

  private stateNumberOf(state: number, stack: number): number {
    const { states } = this.text.tables
    const { original } = states[state]
    // Only a vague name needs its stack.
    const key = original === 'semacquire' ? state * 0x100000000 + stack + 1 : state * 0x100000000
    const known = this.normalisedStates.get(key)
    if (known !== undefined) return known
    const name =
      original === 'semacquire' ? normaliseState(original, this.views.stack(stack).functionNames) : original
    let number = this.stateNumbers.get(name)
    if (number === undefined) {
      number = this.stateNames.push(name) - 1
      this.stateNumbers.set(name, number)
    }
    this.normalisedStates.set(key, number)
    return number
  }

  /** Stack -> class: stacks of one class are alike. */
  classesOf(similarity: Similarity): Uint32Array {
    const known = this.classes.get(similarity)
    if (known !== undefined) return known
    const { stacks, frames, strings } = this.text.tables
    const frameClass = new Uint32Array(frames.count)
    const frameKeys = new Map<string, number>()
    for (let frame = 0; frame < frames.count; frame++) {
      if ((frames.flags[frame] & DumpFrameFlag.elision) !== 0) frameClass[frame] = 0
      else if (similarity === 'same-place') frameClass[frame] = frames.place[frame] + 1
      else if (similarity === 'same-arguments') frameClass[frame] = frame + 1
      else {
        const values = withoutPointers(strings.get(frames.argumentText[frame]))
        const key = `${frames.place[frame]} ${values}`
        let number = frameKeys.get(key)
        if (number === undefined) {
          number = frameKeys.size + 1
          frameKeys.set(key, number)
        }
        frameClass[frame] = number
      }
    }
    const result = new Uint32Array(stacks.count)
    const stackKeys = new Map<string, number>()
    for (let stack = 0; stack < stacks.count; stack++) {
      const key = frameClass.length === 0 ? '' : keyOfRun(stacks, frameClass, stack)
      let number = stackKeys.get(key)
      if (number === undefined) {
        number = stackKeys.size
        stackKeys.set(key, number)
      }
      result[stack] = number
    }
    this.classes.set(similarity, result)
    return result
  }
}

function keyOfRun(stacks: GoroutineText['tables']['stacks'], frameClass: Uint32Array, stack: number): string {
  let key = ''
  for (let i = stacks.offset[stack]; i < stacks.offset[stack + 1]; i++) {
    key += `${frameClass[stacks.frame[i]]},`
  }
  return key
}

/** Arguments with pointers left open: a number of six hexadecimal digits and more is taken for one. */
function withoutPointers(argumentText: string): string {
  return argumentText.replace(/0x([0-9a-f]+)\??/g, (whole, digits: string) =>
    digits.length >= 6 ? 'pointer' : whole.replace('?', ''),
  )
}

function newGroup(state: string, creator: number, stack: number, isThreadStack: boolean): OpenGroup {
  return {
    count: 0,
    members: [],
    stackIndices: new Set(),
    states: new Set(),
    minutes: [],
    lockedToThread: 0,
    leaked: 0,
    durable: 0,
    headerless: 0,
    hasDied: false,
    state,
    creator,
    stack,
    isThreadStack,
  }
}

const crowd = 10

/**
 * What an engineer should see first: who died, what the runtime proved to be leaked, crowds and lock waiters in the
 * user's code, other waits there, then work, then the library alone, then what is idle by design.
 */
function rankOf(group: OpenGroup, stack: StackView, isIdle: boolean): number {
  const maximumMinutes = group.minutes[group.minutes.length - 1] ?? 0
  const weight = Math.log2(1 + group.count) * 2 + Math.log2(1 + maximumMinutes)
  return tierOf(group, stack, isIdle, maximumMinutes) * 1000 + weight
}

function tierOf(group: OpenGroup, stack: StackView, isIdle: boolean, maximumMinutes: number): number {
  if (group.hasDied) return 8
  if (group.leaked > 0) return 7
  if (isIdle) return 0
  const stateClass = stateClassOf(group.state)
  const isWaiting = stateClass === 'lock' || stateClass === 'channel' || stateClass === 'forever'
  if (group.count >= crowd && (isWaiting || stateClass === 'unknown')) return 6
  if (stack.isStandardOnly) return isWaiting ? 2 : 1
  if (stateClass === 'lock') return 5
  if (isWaiting) return maximumMinutes > 0 ? 5 : 4
  return 3
}

/**
 * A text that is the same for the same stack in dumps of any form and Go version: the runtime's frames, which only
 * some forms print, and the compiler's wrappers are left out.
 */
export function stackKeyOf(stack: StackView): string {
  return stack.frames
    .filter((frame) => frame.owner !== 'runtime' && !isWrapper(frame.functionName))
    .map((frame) => `${frame.functionName}:${frame.line}`)
    .join('>')
}

/** Header lines of a dump, each goroutine once; for counts the sum of the weights. */
export function goroutineCountOf(dump: GoroutineDump): number {
  const { rows } = dump
  const repeated = repeatedRows(dump)
  let count = 0
  for (let row = 0; row < rows.count; row++) {
    const isRuntimeStack = dump.form === 'goroutines' && (rows.flags[row] & GoroutineRowFlag.headerless) !== 0
    if (!repeated.has(row) && !isRuntimeStack) count += rows.weight[row]
  }
  return count
}

/** A thread's own stack: goroutine 0, or what follows `runtime stack:`. */
function isThreadRow(dump: GoroutineDump, row: number): boolean {
  const { id, flags } = dump.rows
  if (id[row] === 0) return true
  return dump.form === 'goroutines' && (flags[row] & GoroutineRowFlag.headerless) !== 0
}

/**
 * Rows that show a goroutine a second time. GOTRACEBACK=crash prints for every thread what runs on it, also when it
 * stands in the list above; a goroutine is counted once.
 */
function repeatedRows(dump: GoroutineDump): ReadonlySet<number> {
  const known = repeatedByDump.get(dump)
  if (known !== undefined) return known
  const repeated = new Set<number>()
  if (dump.rows.id.includes(0)) {
    const seen = new Set<number>()
    dump.rows.id.forEach((id, row) => {
      if (!(id > 0)) return
      if (seen.has(id)) repeated.add(row)
      else seen.add(id)
    })
  }
  repeatedByDump.set(dump, repeated)
  return repeated
}

const repeatedByDump = new WeakMap<GoroutineDump, ReadonlySet<number>>()
