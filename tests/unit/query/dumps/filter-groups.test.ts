import { describe, expect, it } from 'vitest'
import { DumpIndex } from '../../../../src/query/dumps/dump-index'
import { dumpGroups } from '../../../../src/query/dumps/dump-answers'
import { filterGroups } from '../../../../src/query/dumps/filter-groups'
import { readFixture, readText } from '../../formats/goroutine-dump/read-fixture'

const index = new DumpIndex(readFixture('dumps/sigquit-go1.27.txt'))
const groups = index.groups([0], 'same-place')

function kept(filter: string, of = index): number {
  const result = filterGroups(of, of.groups(of.allDumps, 'same-place'), filter)
  if (!result.ok) throw new Error(result.error.message)
  return result.value.length
}

describe('the filter over groups', () => {
  const all = groups.length
  const sleeping = groups.filter(({ state }) => state === 'sleep').length
  const made = (name: string): number =>
    groups.filter(({ creator }) => index.text.tables.creators[creator].functionName === name).length
  const leaking = groups.filter(({ stack }) => stack.functionNames.includes('main.leakReceive')).length

  it.each([
    ['', all],
    ['   ', all],
    ['leakReceive', 4],
    ['LEAKRECEIVE "chan receive"', 4],
    ['nothing-like-this', 0],
    ['state = sleep', sleeping],
    ['state != sleep', all - sleeping],
    [
      'not sleep',
      all - groups.filter((group) => JSON.stringify([group.state, group.stack]).includes('sleep')).length,
    ],
    ['function = main.leakReceive', leaking],
    ['function !~ main.leakReceive', all - leaking],
    ['package = main and state = "chan receive"', 6],
    ['created by main.park', made('main.park') + made('main.park.func12')],
    ['created by = main.park', made('main.park')],
    ['creator = main.park', made('main.park')],
    ['id = 1', 1],
    ['g1', 1],
    ['label ~ blue', 1],
    ['locked', 1],
    ['count >= 3', groups.filter(({ count }) => count >= 3).length],
    ['text ~ "goroutine 1 "', 1],
    ['id = 1 or locked', 2],
  ])('%s keeps %i groups', (filter, count) => {
    expect(kept(filter)).toBe(count)
  })

  it('asks one and the same goroutine for everything that stands together', () => {
    const dump = (id: number, minutes: string): string =>
      `goroutine ${id} [select${minutes}]:\nmain.take()\n\t/a/store.go:3 +0x1\ncreated by main.main in goroutine 1\n\t/a/store.go:9 +0x2\n\n`
    const two = new DumpIndex(readText(dump(5, ', 7 minutes') + dump(6, '')))
    expect(kept('wait >= 5m', two)).toBe(1)
    expect(kept('wait >= 5m and id = 5', two)).toBe(1)
    expect(kept('wait >= 5m and id = 6', two)).toBe(0)
    expect(kept('wait < 1h and id = 6', two)).toBe(0)
    expect(kept('not id = 5', two)).toBe(1)
    expect(kept('file = store.go:3', two)).toBe(1)
    expect(kept('file = /a/store.go', two)).toBe(1)
    expect(kept('file = store.go:4', two)).toBe(0)
  })

  it('says what is wrong and where', () => {
    const wrong = (filter: string): { readonly message: string; readonly position: number } => {
      const result = filterGroups(index, groups, filter)
      if (result.ok) throw new Error(`${filter} was read`)
      return result.error
    }
    expect(wrong('sleep and colour = red')).toMatchObject({ position: 10, length: 6 })
    expect(wrong('wait > soon')).toMatchObject({ position: 7, length: 4 })
    expect(wrong('(state = sleep').message).toContain('not closed')
    expect(wrong('locked = 1').message).toContain('stands alone')
    // Words of traces that a dump has no answer for are no fields of it; alone they are words like any other.
    expect(wrong('assist > 1ms').message).toBe('there is no field "assist"')
    expect(kept('exists at 5s')).toBe(0)
    const answer = dumpGroups(index, [], 'same-place', 'state =')
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad-request', filter: { position: 7 } } })
  })
})
