/**
 * The address a goroutine waits for, where the text has it exactly. Which is when (measured on Go 1.19 to 1.27):
 * `lockSlow(0x…)` names the mutex in every form; SIGQUIT with GOTRACEBACK=system or after a fatal signal also prints
 * `semacquire1` (an address inside the lock) and `chanrecv`, `chansend`. Arguments marked `?` may be stale and are
 * never used. Select, nil channels, condition variables and the count form have none.
 */
import type { StackView } from './stack-view'

export interface WaitAddress {
  /** Start of the lock, or the channel, as a number: addresses fit into 2^53 on every platform of Go. */
  readonly address: number
  readonly kind: 'sync.Mutex' | 'sync.RWMutex' | 'semaphore' | 'channel'
  /** Index of the frame that names it. */
  readonly frame: number
}

/** Offsets in sync.RWMutex: w Mutex at 0 (8 bytes), writerSem, readerSem (Go 1.19 to 1.27 src/sync/rwmutex.go). */
const writerSemaphoreOffset = 8
const readerSemaphoreOffset = 12
/** Offset of sema in sync.Mutex (src/sync/mutex.go; since 1.24 src/internal/sync/mutex.go). */
const mutexSemaphoreOffset = 4

/** The first argument as printed, when it is an exact number. */
export function exactFirstArgument(argumentText: string): number | undefined {
  const found = /^0x([0-9a-f]{1,13})(?=,|$)/.exec(argumentText)
  return found === null ? undefined : parseInt(found[1], 16)
}

export function waitAddressOf(stack: StackView): WaitAddress | undefined {
  const { frames, functionNames } = stack
  const lockSlow = functionNames.findIndex((name) => /(?:^|\/)sync\.\(\*Mutex\)\.lockSlow$/.test(name))
  if (lockSlow >= 0) {
    const address = exactFirstArgument(frames[lockSlow].argumentText)
    const isReadWrite = functionNames.includes('sync.(*RWMutex).Lock')
    const kind = isReadWrite ? 'sync.RWMutex' : 'sync.Mutex'
    if (address !== undefined && address !== 0) return { address, kind, frame: lockSlow }
  }
  const acquire = functionNames.indexOf('runtime.semacquire1')
  if (acquire >= 0) {
    const address = exactFirstArgument(frames[acquire].argumentText)
    if (address === undefined || address === 0) return undefined
    if (lockSlow >= 0) {
      return { address: address - mutexSemaphoreOffset, kind: 'sync.Mutex', frame: acquire }
    }
    if (functionNames.includes('sync.(*RWMutex).RLock')) {
      return { address: address - readerSemaphoreOffset, kind: 'sync.RWMutex', frame: acquire }
    }
    if (functionNames.includes('sync.(*RWMutex).Lock')) {
      return { address: address - writerSemaphoreOffset, kind: 'sync.RWMutex', frame: acquire }
    }
    return { address, kind: 'semaphore', frame: acquire }
  }
  const channel = functionNames.findIndex(
    (name) => name === 'runtime.chanrecv' || name === 'runtime.chansend',
  )
  if (channel >= 0) {
    const address = exactFirstArgument(frames[channel].argumentText)
    if (address !== undefined && address !== 0) return { address, kind: 'channel', frame: channel }
  }
  return undefined
}

export function formatAddress(address: number): string {
  return `0x${address.toString(16)}`
}
