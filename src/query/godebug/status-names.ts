/** Names for the numbers of scheddetail=1 (Go 1.27 src/runtime/runtime2.go: the constants _G… and _P…). */

const goroutineStatuses: readonly string[] = [
  'idle (new)',
  'runnable',
  'running',
  'in a syscall',
  'waiting',
  'unused (5)',
  'dead',
  'unused (7)',
  'stack being copied',
  'preempted',
  // From Go 1.26 on.
  'leaked',
  // From Go 1.26 on: an extra M's goroutine for calls from C.
  'dead (extra M)',
]

/** Added to a status while something scans the goroutine's stack. */
const scanBit = 0x1000

export function goroutineStatusName(status: number): string {
  const isScanned = (status & scanBit) !== 0
  const name = goroutineStatuses[status & ~scanBit] ?? `status ${status}`
  return isScanned ? `${name}, stack being scanned` : name
}

/** 2 is out of use from Go 1.26 on: a P keeps running (1) while its goroutine is in a short syscall. */
const procStatuses: readonly string[] = ['idle', 'running', 'in a syscall', 'stopped for GC', 'dead']

export const procStatusName = (status: number): string => procStatuses[status] ?? `status ${status}`

/** Whether a reason tells why the goroutine waits now; else it is that of its last wait. */
export const isWaiting = (status: number): boolean => (status & ~scanBit) === 4
