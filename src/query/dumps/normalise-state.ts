/**
 * One name for a state over the versions of Go. The runtime's wait reasons got finer: what 1.19 calls `semacquire`
 * is `sync.Mutex.Lock`, `sync.RWMutex.RLock` or `sync.RWMutex.Lock` since 1.20 and `sync.WaitGroup.Wait` since 1.26
 * (src/runtime/runtime2.go: waitReasonStrings). The stack tells which; without a telling stack the old name stays.
 */

/** Functions that a goroutine stands in, innermost first, by the state that newer versions print. */
const semaphoreFunctions: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)sync\.\(\*Mutex\)\.(?:lockSlow|Lock)$/, 'sync.Mutex.Lock'],
  [/^sync\.\(\*RWMutex\)\.RLock$/, 'sync.RWMutex.RLock'],
  [/^sync\.\(\*RWMutex\)\.Lock$/, 'sync.RWMutex.Lock'],
  [/^sync\.\(\*WaitGroup\)\.Wait$/, 'sync.WaitGroup.Wait'],
  [/^sync\.\(\*Cond\)\.Wait$/, 'sync.Cond.Wait'],
]

/**
 * @param functionNames the stack's functions, innermost first.
 */
export function normaliseState(original: string, functionNames: readonly string[]): string {
  if (original !== 'semacquire') return original
  for (const name of functionNames) {
    const found = semaphoreFunctions.find(([pattern]) => pattern.test(name))
    if (found !== undefined) return found[1]
  }
  return original
}

export type StateClass =
  'running' | 'lock' | 'channel' | 'forever' | 'input' | 'sleep' | 'runtime' | 'unknown'

/** What kind of waiting a normalised state is. */
export function stateClassOf(state: string): StateClass {
  if (state === '') return 'unknown'
  if (/^(?:running|runnable|preempted|copystack)/.test(state)) return 'running'
  if (/\(nil chan\)$|^select \(no cases\)$/.test(state)) return 'forever'
  if (/^(?:sync\.|semacquire)/.test(state)) return 'lock'
  if (/^(?:chan |select|synctest\.|coroutine)/.test(state)) return 'channel'
  if (/^(?:IO wait|syscall)/.test(state)) return 'input'
  if (state === 'sleep') return 'sleep'
  if (
    /^(?:GC |GOMAXPROCS|force gc|finalizer wait|cleanup wait|idle|wait for GC|trace reader|garbage|flushing|stopping|debug call|page trace|trace goroutine|trace proc|timer goroutine)/.test(
      state,
    )
  ) {
    return 'runtime'
  }
  return 'unknown'
}
