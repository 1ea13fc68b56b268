import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import type { RowSort } from '../../../src/contract/rows-dto'
import { GoroutineState } from '../../../src/model/states'
import type { Trace } from '../../../src/model/trace'
import { RowLists } from '../../../src/query/rows/row-list'
import { packageOf, shortFunctionName } from '../../../src/base/function-names'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { buildTrace } from '../support/build-trace'
import { drawTrace } from '../support/draw-trace'

function listOf(trace: Trace, request: { toggled?: string[]; sort?: RowSort; filter?: string } = {}) {
  const lists = new RowLists(buildTraceIndex(trace, neverCancelled))
  const list = lists.listFor({ toggled: [], sort: 'start', filter: '', ...request })
  if (!list.ok) throw new Error(list.error.message)
  return list.value
}

const keys = (trace: Trace, request?: Parameters<typeof listOf>[1]): string[] => {
  const list = listOf(trace, request)
  return list.window(0, list.totalRows).rows.map((row) => row.key)
}

const workers = drawTrace(
  [
    'g1 main.main             RRRRRRRRRR',
    'g2 runtime.bgsweep       ZZZZZZZZZZ',
    'g18 example.com/a/b.work ..RCCCRR..',
    'g19 example.com/a/b.work ...RRLLLLL',
  ],
  { stepNs: 1_000 },
)

describe('row list', () => {
  it('stands in the order of the screen, small groups open, the runtime last and folded', () => {
    expect(keys(workers)).toEqual([
      'goroutines',
      'gc',
      'section:procs',
      'proc:0',
      'proc:1',
      'section:threads',
      'group:main.main',
      'goroutine:1',
      'group:example.com/a/b.work',
      'goroutine:18',
      'goroutine:19',
      'group:runtime',
    ])
  })

  it('folds and unfolds what is toggled', () => {
    const toggled = ['section:procs', 'group:example.com/a/b.work', 'group:runtime']
    expect(keys(workers, { toggled })).toEqual([
      'goroutines',
      'gc',
      'section:procs',
      'section:threads',
      'group:main.main',
      'goroutine:1',
      'group:example.com/a/b.work',
      'group:runtime',
      'goroutine:2',
    ])
  })

  it('names rows: package shortened, creator and count beside', () => {
    const rows = listOf(workers).window(0, 99).rows
    expect(rows.find((row) => row.key === 'goroutine:18')).toMatchObject({ label: 'g18 b.work', depth: 1 })
    expect(rows.find((row) => row.key === 'group:example.com/a/b.work')).toMatchObject({
      label: 'b.work',
      detail: '2',
      isExpandable: true,
      isExpanded: true,
    })
  })

  it('sorts groups and goroutines by what is asked for', () => {
    const blocked = keys(workers, { sort: 'blocked' })
    expect(blocked.indexOf('group:example.com/a/b.work')).toBeLessThan(blocked.indexOf('group:main.main'))
    // g19 waited 5 µs for a lock, g18 3 µs for a channel.
    expect(blocked.indexOf('goroutine:19')).toBeLessThan(blocked.indexOf('goroutine:18'))
    expect(blocked[blocked.length - 1]).toBe('group:runtime')
  })

  it.each([
    ['start', [18, 19]],
    ['id', [18, 19]],
    ['lifetime', [19, 18]],
    ['blocked', [19, 18]],
    ['runnable', [20, 18, 19]],
    ['assist', [20, 18, 19]],
  ] as const)('sorts by %s', (sort, wanted) => {
    const busy = drawTrace(
      [
        'g1 main.main             RRRRRRRRRR',
        'g18 example.com/a/b.work ..RCCCRR..',
        'g19 example.com/a/b.work ...RRLLLLL',
        ...(wanted.length > 2 ? ['g20 example.com/a/b.work ....QQAAAR'] : []),
      ],
      { stepNs: 1_000 },
    )
    const order = keys(busy, { sort }).filter((key) => key.startsWith('goroutine:') && key !== 'goroutine:1')
    expect(order).toEqual(wanted.map((id) => `goroutine:${id}`))
  })

  it('keeps only goroutines that pass the filter, and says how many of how many', () => {
    const list = listOf(workers, { filter: 'state = blocked-channel' })
    const rows = list.window(0, list.totalRows).rows
    expect(rows.filter((row) => row.kind === 'goroutine').map((row) => row.key)).toEqual(['goroutine:18'])
    expect(rows.find((row) => row.kind === 'group')?.detail).toBe('1 of 2')
  })

  it('finds the place of a row, and -1 for one that is folded away', () => {
    const list = listOf(workers)
    expect(list.indexOf('goroutine:19')).toBe(10)
    expect(list.indexOf('goroutine:2')).toBe(-1)
    expect(list.indexOf('nonsense')).toBe(-1)
  })

  it('opens the tracks of a goroutine under it', () => {
    const trace = drawTrace(['g1 main.main RRRR', 'g2 main.other RRRR'], {
      regions: [{ name: 'load', goroutine: 1, startNs: 1, endNs: 3 }],
      samples: [{ atNs: 2, goroutine: 1 }],
    })
    const opened = keys(trace, { toggled: ['goroutine:1', 'goroutine:2'] })
    const at = opened.indexOf('goroutine:1')
    expect(opened.slice(at, at + 3)).toEqual(['goroutine:1', 'regions:1', 'samples:1'])
    expect(opened[opened.length - 1]).toBe('goroutine:2')
    expect(listOf(trace, { toggled: ['goroutine:1'] }).indexOf('samples:1')).toBe(at + 2)
  })

  it('nests tasks under their parents, and survives a cycle', () => {
    const task = (id: number, parentId: number) => ({
      id,
      parentId,
      name: `t${id}`,
      startNs: id,
      endNs: 9,
      goroutine: 1,
    })
    const trace = drawTrace(['g1 main.main RRRRRRRRRR'], {
      tasks: [task(1, 0), task(2, 1), task(3, 0), task(4, 2), task(5, 6), task(6, 5)],
    })
    const list = listOf(trace)
    const rows = list.window(0, list.totalRows).rows.filter((row) => row.kind === 'task')
    expect(rows.map((row) => [row.key, row.depth])).toEqual([
      ['task:1', 1],
      ['task:2', 2],
      ['task:4', 3],
      ['task:3', 1],
    ])
  })

  it('answers a window into a hundred thousand goroutines of one group', () => {
    const count = 100_000
    const trace = buildTrace({
      durationNs: count * 10,
      goroutines: Array.from({ length: count }, (_, at) => ({
        id: at + 1,
        name: 'main.work',
        spans: [{ startNs: at * 10, state: GoroutineState.running }],
        endNs: at * 10 + 10,
        ended: true,
        createdInTrace: true,
      })),
    })
    const list = listOf(trace, { toggled: ['group:main.work'] })
    const from = list.totalRows - 60_000
    const begin = performance.now()
    const { rows } = list.window(from, from + 60)
    const place = list.indexOf(rows[59].key)
    // A few milliseconds alone; the limit is for a busy machine.
    expect(performance.now() - begin).toBeLessThan(1_000)
    expect(rows).toHaveLength(60)
    expect(place).toBe(from + 59)
  })
})

describe('Ps of a large machine', () => {
  const keysOf = (processorCount: number, busy: readonly number[]): readonly string[] => {
    const trace = drawTrace(['g1 main.main RRRR'])
    const offsets = Uint32Array.from(
      { length: processorCount + 1 },
      (_, at) => busy.filter((one) => one < at).length,
    )
    const count = offsets[processorCount]
    const processors = {
      count: processorCount,
      id: Uint32Array.from({ length: processorCount }, (_, at) => at),
      spanOffset: offsets,
      span: new Uint32Array(count),
      spanGoroutine: new Uint32Array(count),
      runOffset: new Uint32Array(processorCount + 1),
      runStartNs: new Float64Array(0),
      runEndNs: new Float64Array(0),
      runThread: new Uint32Array(0),
    }
    return keys({ ...trace, processors }).filter((key) => key.startsWith('proc:') || key.includes('procs'))
  }

  it('that ran nothing are folded into a section of their own, where there are many', () => {
    expect(keysOf(12, [9, 10])).toEqual(['section:procs', 'proc:9', 'proc:10', 'section:idle-procs'])
  })

  it('stay in place where they are few, or all', () => {
    expect(keysOf(3, [2])).toEqual(['section:procs', 'proc:0', 'proc:1', 'proc:2'])
    expect(keysOf(9, [])).toHaveLength(10)
  })
})

describe('names of functions', () => {
  it.each([
    ['encoding/json.(*Decoder).Decode', 'json.(*Decoder).Decode', 'encoding/json'],
    ['main.main', 'main.main', 'main'],
    ['example.com/x/y.Map[go.shape.int,a/b.T].Get', 'y.Map[go.shape.int,a/b.T].Get', 'example.com/x/y'],
    ['', '', ''],
  ])('%s', (name, short, pack) => {
    expect(shortFunctionName(name)).toBe(short)
    expect(packageOf(name)).toBe(pack)
  })
})
