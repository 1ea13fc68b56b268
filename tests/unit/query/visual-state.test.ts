import { describe, expect, it } from 'vitest'
import { GoroutineState } from '../../../src/model/states'
import { visualStateOf } from '../../../src/query/visual-state'
import { fixtureNames, fixtureTrace } from '../support/fixture-trace'

const { running, runnable, waiting, syscall, undetermined, notExist } = GoroutineState

describe('visualStateOf', () => {
  it.each([
    [waiting, 'sync', 'blocked-sync'],
    [waiting, 'sync.(*Cond).Wait', 'blocked-sync'],
    [waiting, 'chan send', 'blocked-channel'],
    [waiting, 'select', 'blocked-channel'],
    [waiting, 'network', 'network'],
    [waiting, 'sleep', 'sleep'],
    [waiting, 'forever', 'sleep'],
    [waiting, 'system goroutine wait', 'sleep'],
    [waiting, 'GC mark assist wait for work', 'gc-assist'],
    [waiting, '', 'unknown'],
    [waiting, 'a reason of Go 1.40', 'unknown'],
    [waiting, 'constructor', 'unknown'],
    [running, '', 'running'],
    [runnable, 'preempted', 'runnable'],
    [syscall, '', 'syscall'],
    [undetermined, '', 'unknown'],
  ] as const)('%s %s', (state, reason, expected) => {
    expect(visualStateOf(state, reason, false)).toBe(expected)
  })

  it('draws the collector’s workers as GC work, and what does not exist not at all', () => {
    expect(visualStateOf(running, '', true)).toBe('gc-work')
    expect(visualStateOf(runnable, '', true)).toBe('runnable')
    expect(visualStateOf(notExist, '', false)).toBeUndefined()
  })

  it('knows every reason that occurs in the corpus', async () => {
    const unknown = new Set<string>()
    for (const name of fixtureNames(/go1\.2[1-7]\.trace$/)) {
      if (name.startsWith('killed')) continue
      const { spans } = await fixtureTrace(name)
      for (let span = 0; span < spans.count; span++) {
        const reason = spans.reasons[spans.reason[span]]
        if (spans.state[span] !== waiting || reason === '') continue
        if (visualStateOf(waiting, reason, false) === 'unknown') unknown.add(reason)
      }
    }
    expect([...unknown]).toEqual([])
  }, 60_000)
})
