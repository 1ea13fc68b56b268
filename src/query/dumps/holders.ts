/**
 * Who might hold a lock that others wait for. A holder prints nothing about what it holds; what a dump can show is a
 * goroutine that stands in a method of an object whose memory encloses the lock. That is a reason to look there, not
 * a proof: candidates are ranked with their reason, and a cycle built from them is "likely" at most.
 */
import type { GoroutineDump, GoroutineText } from '../../model/goroutine-dump'
import { DumpFrameFlag } from '../../model/goroutine-dump'
import { receiverTypeOf } from './function-names'
import type { StackView, StackViews } from './stack-view'
import type { WaitAddress } from './wait-addresses'
import { exactFirstArgument, formatAddress, waitAddressOf } from './wait-addresses'

export interface LockWait {
  readonly address: number
  readonly kind: WaitAddress['kind']
  /** Rows that wait for it, in order. */
  readonly waiters: readonly number[]
  /** Best first; empty when nothing points anywhere. */
  readonly candidates: readonly HolderCandidate[]
}

export interface HolderCandidate {
  readonly row: number
  /** The function it stands in, and the receiver printed there. */
  readonly functionName: string
  readonly receiver: number
  readonly distanceBytes: number
  readonly likeness: Likeness
  readonly reason: string
}

/**
 * How near a candidate comes to the lock. `object`: a waiter locks through a method with the very same receiver.
 * `type`: a waiter locks in a method of the same type (its receiver is printed as stale), and the lock lies within the
 * candidate's object. `near`: only that the candidate's object begins just before the lock.
 */
export type Likeness = 'object' | 'type' | 'near'

const likenessOrder: Readonly<Record<Likeness, number>> = { object: 0, type: 1, near: 2 }

export interface LikelyCycle {
  /** Rows in order: each waits for a lock that the next one may hold. */
  readonly rows: readonly number[]
  readonly addresses: readonly number[]
}

/** An object larger than this is not believed to enclose the lock. */
const largestObjectBytes = 4096
/** When only the type is the same, the lock must lie so close behind the object's begin: locks are early fields. */
const sameTypeBytes = 512
/** Without any likeness, only an object that begins so close before the lock is considered. */
const nearBytes = 64
const maximumCandidates = 5

interface Receiver {
  readonly address: number
  readonly functionName: string
  readonly type: string
}

export class LockAnalysis {
  readonly waits: readonly LockWait[]
  readonly cycles: readonly LikelyCycle[]
  private readonly waitOfRow = new Map<number, WaitAddress>()
  private readonly receiversOfStack = new Map<number, readonly Receiver[]>()

  constructor(
    text: GoroutineText,
    private readonly dump: GoroutineDump,
    private readonly views: StackViews,
  ) {
    const { stacks } = text.tables
    const waitOfStack = new Map<number, WaitAddress | undefined>()
    const { rows } = dump
    const byAddress = new Map<number, { wait: WaitAddress; waiters: number[]; hasReadWrite: boolean }>()
    for (let row = 0; row < rows.count; row++) {
      const stack = rows.stack[row]
      if (stacks.offset[stack + 1] === stacks.offset[stack]) continue
      if (!waitOfStack.has(stack)) waitOfStack.set(stack, waitAddressOf(views.stack(stack)))
      const wait = waitOfStack.get(stack)
      if (wait === undefined) continue
      this.waitOfRow.set(row, wait)
      const known = byAddress.get(wait.address)
      if (known === undefined) {
        byAddress.set(wait.address, { wait, waiters: [row], hasReadWrite: wait.kind === 'sync.RWMutex' })
      } else {
        known.waiters.push(row)
        known.hasReadWrite ||= wait.kind === 'sync.RWMutex'
      }
    }
    const receiverIndex = this.indexReceivers()
    this.waits = [...byAddress.values()]
      .map(({ wait, waiters, hasReadWrite }) => ({
        address: wait.address,
        kind: hasReadWrite ? ('sync.RWMutex' as const) : wait.kind,
        waiters,
        candidates: isLock(wait.kind) ? this.candidatesFor(wait.address, waiters, receiverIndex) : [],
      }))
      .sort((a, b) => b.waiters.length - a.waiters.length || a.address - b.address)
    this.cycles = this.findCycles()
  }

  waitOf(row: number): WaitAddress | undefined {
    return this.waitOfRow.get(row)
  }

  /** Distinct receivers of the dump, ascending by address, with the rows that stand in their methods. */
  private indexReceivers(): readonly { readonly receiver: Receiver; readonly rows: number[] }[] {
    const byKey = new Map<string, { receiver: Receiver; rows: number[] }>()
    const { rows } = this.dump
    for (let row = 0; row < rows.count; row++) {
      for (const receiver of this.receiversOf(rows.stack[row])) {
        const key = `${receiver.address} ${receiver.functionName}`
        const known = byKey.get(key)
        if (known === undefined) byKey.set(key, { receiver, rows: [row] })
        else if (known.rows.length < 64) known.rows.push(row)
      }
    }
    return [...byKey.values()].sort((a, b) => a.receiver.address - b.receiver.address)
  }

  /** Exact receivers of methods outside the runtime and sync, in a stack. */
  private receiversOf(stack: number): readonly Receiver[] {
    const known = this.receiversOfStack.get(stack)
    if (known !== undefined) return known
    const receivers: Receiver[] = []
    for (const frame of this.views.stack(stack).frames) {
      if (frame.owner === 'runtime' || (frame.flags & DumpFrameFlag.inlined) !== 0) continue
      const type = receiverTypeOf(frame.functionName)
      if (type === '' || /(?:^|\/)sync\./.test(type)) continue
      const address = exactFirstArgument(frame.argumentText)
      if (address === undefined || address < 0x10000) continue
      receivers.push({ address, functionName: frame.functionName, type })
    }
    this.receiversOfStack.set(stack, receivers)
    return receivers
  }

  private candidatesFor(
    address: number,
    waiters: readonly number[],
    index: readonly { readonly receiver: Receiver; readonly rows: readonly number[] }[],
  ): HolderCandidate[] {
    const { objects, types } = this.lockedThrough(address, waiters)
    const isWaiter = new Set(waiters)
    const found = new Map<number, HolderCandidate>()
    let at = lowerBound(index, address - largestObjectBytes)
    for (; at < index.length && index[at].receiver.address <= address; at++) {
      const { receiver, rows } = index[at]
      const distanceBytes = address - receiver.address
      const likeness: Likeness = objects.has(`${receiver.address} ${receiver.type}`)
        ? 'object'
        : types.has(receiver.type) && distanceBytes <= sameTypeBytes
          ? 'type'
          : 'near'
      if (likeness === 'near' && distanceBytes > nearBytes) continue
      for (const row of rows) {
        if (isWaiter.has(row)) continue
        const candidate: HolderCandidate = {
          row,
          functionName: receiver.functionName,
          receiver: receiver.address,
          distanceBytes,
          likeness,
          reason: reasonOf(receiver, distanceBytes, likeness),
        }
        const known = found.get(row)
        if (known === undefined || isBetter(candidate, known)) found.set(row, candidate)
      }
    }
    return [...found.values()].sort((a, b) => (isBetter(a, b) ? -1 : 1)).slice(0, maximumCandidates)
  }

  /** Objects, and types, through whose methods the waiters came to the lock. */
  private lockedThrough(
    address: number,
    waiters: readonly number[],
  ): { readonly objects: ReadonlySet<string>; readonly types: ReadonlySet<string> } {
    const objects = new Set<string>()
    const types = new Set<string>()
    const stacks = new Set(waiters.map((row) => this.dump.rows.stack[row]))
    for (const stack of stacks) {
      const method = lockingMethod(this.views.stack(stack))
      if (method === undefined) continue
      types.add(method.type)
      const distance = method.address === undefined ? -1 : address - method.address
      if (distance >= 0 && distance < largestObjectBytes) objects.add(`${method.address} ${method.type}`)
    }
    return { objects, types }
  }

  /** Rings of waiters in which each may hold what the one before waits for. Objects that merely lie near do not count. */
  private findCycles(): LikelyCycle[] {
    const waitByAddress = new Map(this.waits.map((wait) => [wait.address, wait]))
    const cycles: LikelyCycle[] = []
    const done = new Set<number>()
    for (const start of this.waits) {
      if (done.has(start.address)) continue
      const path: { address: number; row: number }[] = []
      const onPath = new Map<number, number>()
      let address: number | undefined = start.address
      while (address !== undefined && !done.has(address)) {
        const seenAt = onPath.get(address)
        if (seenAt !== undefined) {
          const ring = path.slice(seenAt)
          cycles.push({ rows: ring.map((step) => step.row), addresses: ring.map((step) => step.address) })
          break
        }
        const candidate: HolderCandidate | undefined = waitByAddress
          .get(address)
          ?.candidates.find(
            ({ row, likeness }) => likeness !== 'near' && isLock(this.waitOfRow.get(row)?.kind),
          )
        if (candidate === undefined) break
        onPath.set(address, path.length)
        path.push({ address, row: candidate.row })
        address = this.waitOfRow.get(candidate.row)?.address
      }
      for (const step of path) done.add(step.address)
      done.add(start.address)
    }
    return cycles
  }
}

function isLock(kind: WaitAddress['kind'] | undefined): boolean {
  return kind === 'sync.Mutex' || kind === 'sync.RWMutex'
}

function isBetter(a: HolderCandidate, b: HolderCandidate): boolean {
  if (a.likeness !== b.likeness) return likenessOrder[a.likeness] < likenessOrder[b.likeness]
  if (a.distanceBytes !== b.distanceBytes) return a.distanceBytes < b.distanceBytes
  return a.row < b.row
}

function reasonOf(receiver: Receiver, distanceBytes: number, likeness: Likeness): string {
  const place = `stands in ${receiver.functionName} with receiver ${formatAddress(receiver.address)}`
  const isAtStart = distanceBytes === 0
  switch (likeness) {
    case 'object':
      return `${place}, the object through which others wait for the lock (${isAtStart ? 'at its very beginning' : `${distanceBytes} bytes into it`})`
    case 'type':
      return `${place}: the lock ${isAtStart ? 'is at its very beginning' : `lies ${distanceBytes} bytes into it`}, and others wait for it in a method of the same type`
    case 'near':
      return isAtStart
        ? `${place}, the address of the lock itself`
        : `${place}, which begins ${distanceBytes} bytes before the lock`
  }
}

/** The innermost method outside the library in a stack that waits for a lock: the one that called Lock. */
function lockingMethod(
  stack: StackView,
): { readonly type: string; readonly address: number | undefined } | undefined {
  const frame = stack.frames.find(({ owner }) => owner === 'user' || owner === 'dependency')
  const type = frame === undefined ? '' : receiverTypeOf(frame.functionName)
  if (frame === undefined || type === '') return undefined
  return { type, address: exactFirstArgument(frame.argumentText) }
}

function lowerBound(index: readonly { readonly receiver: Receiver }[], address: number): number {
  let low = 0
  let high = index.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (index[middle].receiver.address < address) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The outer method of the same type, on an object that encloses the lock, from which a stack came to wait for it: that
 * method may hold the lock already. Undefined when there is none.
 */
export function mayLockTwice(stack: StackView): string | undefined {
  const wait = waitAddressOf(stack)
  if (wait === undefined || !isLock(wait.kind)) return undefined
  const inner = lockingMethod(stack)
  if (inner === undefined) return undefined
  const methods = stack.frames.filter(({ functionName }) => receiverTypeOf(functionName) === inner.type)
  const outer = methods.slice(1).find(({ argumentText }) => {
    const distance = wait.address - (exactFirstArgument(argumentText) ?? Infinity)
    return distance >= 0 && distance <= sameTypeBytes
  })
  return outer?.functionName
}
