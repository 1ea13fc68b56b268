/** Facts about events by type: Go's words for what format 1 writes as numbers (Go 1.27 src/internal/trace/tracev1.go). */
import { WireType } from './wire'

/** Reasons by type, as Go's reader words them. */
export const blockReasons: ReadonlyMap<number, string> = new Map([
  [WireType.goStop, 'forever'],
  [WireType.goSleep, 'sleep'],
  [WireType.goBlock, ''],
  [WireType.goBlockSend, 'chan send'],
  [WireType.goBlockRecv, 'chan receive'],
  [WireType.goBlockSelect, 'select'],
  [WireType.goBlockSync, 'sync'],
  [WireType.goBlockCond, 'sync.(*Cond).Wait'],
  [WireType.goBlockNet, 'network'],
  [WireType.goBlockGc, 'GC mark assist wait for work'],
])

/** Kinds of stops of the world in header 1.21, by number (Go 1.21 src/runtime/trace.go: stwReasonStrings). */
const stopKinds = [
  '',
  'GC mark termination',
  'GC sweep termination',
  'write heap dump',
  'goroutine profile',
  'goroutine profile cleanup',
  'all goroutine stack trace',
  'read mem stats',
  'AllThreadsSyscall',
  'GOMAXPROCS',
  'start trace',
  'stop trace',
  'CountPagesInUse (test)',
  'ReadMetricsSlow (test)',
  'ReadMemStatsSlow (test)',
  'PageCachePagesLeaked (test)',
  'ResetDebugLog (test)',
] as const

/** What the world was stopped for, '' when unknown. */
export function stopKind(minor: number, kind: number): string {
  if (minor < 21) return kind <= 1 ? stopKinds[kind + 1] : ''
  return stopKinds[kind] ?? ''
}

export const collectionName = 'GC concurrent mark phase'
export const sweepName = 'GC incremental sweep'
export const assistName = 'GC mark assist'

/** Whether the first argument is the goroutine that changes its state. */
export function namesGoroutine(type: number): boolean {
  switch (type) {
    case WireType.goCreate:
    case WireType.goStart:
    case WireType.goStartLabel:
    case WireType.goUnblock:
    case WireType.goSysExit:
    case WireType.goWaiting:
    case WireType.goInSyscall:
      return true
    default:
      return false
  }
}
