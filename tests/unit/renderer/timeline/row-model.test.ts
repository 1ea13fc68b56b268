import { describe, expect, it } from 'vitest'
import { succeed } from '../../../../src/base/result'
import type { RowDto, RowsDto } from '../../../../src/contract/rows-dto'
import { RowModel, type RowQuery } from '../../../../src/renderer/features/timeline/scene/row-model'

const row = (key: string, kind: RowDto['kind'], isExpandable = false): RowDto => ({
  key,
  kind,
  depth: 0,
  label: key,
  detail: '',
  isExpandable,
  isExpanded: false,
})

const head = [row('heap', 'heap'), row('goroutines', 'goroutine-counts'), row('gc', 'gc')]
const list = (goroutines: number): RowDto[] => [
  ...head,
  row('section:procs', 'section', true),
  row('proc:0', 'processor'),
  row('section:goroutines', 'section', true),
  ...Array.from({ length: goroutines }, (_, index) => row(`goroutine:${index}`, 'goroutine')),
]

/** A host whose answers are given by hand, in any order. */
function modelOver(rows: RowDto[]): {
  model: RowModel
  queries: RowQuery[]
  answer: (index: number, rows?: RowDto[]) => Promise<void>
} {
  const queries: RowQuery[] = []
  const pending: ((rows: RowDto[]) => void)[] = []
  const model = new RowModel(
    (query) =>
      new Promise((resolve) => {
        queries.push(query)
        pending.push((all) =>
          resolve(succeed<RowsDto>({ totalRows: all.length, rows: all.slice(query.from, query.to) })),
        )
      }),
    () => undefined,
  )
  return {
    model,
    queries,
    answer: async (index, all = rows) => {
      pending[index]?.(all)
      await Promise.resolve()
      await Promise.resolve()
    },
  }
}

describe('RowModel', () => {
  it('keeps plots and GC lane in sight and scrolls the rest', async () => {
    const { model, answer } = modelOver(list(1000))
    model.ensure(0, 1)
    await answer(0)
    expect(model.sticky().map(({ row: { key } }) => key)).toEqual(['heap', 'goroutines', 'gc'])
    expect(model.firstScrolled).toBe(3)
    expect(model.scrolled(0, 50, 0).map(({ row: { key } }) => key)).toEqual([
      'section:procs',
      'proc:0',
      'section:goroutines',
    ])
    expect(model.contentHeightPx()).toBe(1003 * 21)
  })

  it('asks only for pages that are in sight, each once', async () => {
    const { model, queries, answer } = modelOver(list(1000))
    model.ensure(0, 1)
    model.ensure(0, 1)
    expect(queries).toHaveLength(1)
    await answer(0)
    model.ensure(0, 100)
    expect(queries).toHaveLength(1)
    model.ensure(390, 410)
    expect(queries.slice(1).map(({ from, to }) => [from, to])).toEqual([
      [200, 400],
      [400, 600],
    ])
  })

  it('drops an answer that is late, and shows the old rows until the new ones are here', async () => {
    const { model, queries, answer } = modelOver(list(10))
    model.ensure(0, 1)
    await answer(0)
    model.toggle('section:procs')
    model.toggle('section:goroutines')
    expect(queries.map(({ toggled }) => toggled)).toEqual([
      [],
      ['section:procs'],
      ['section:procs', 'section:goroutines'],
    ])
    await answer(1, [...head, row('late', 'goroutine')])
    expect(model.rowAt(3)?.key).toBe('section:procs')
    await answer(2, [...head, row('section:procs', 'section', true)])
    expect(model.totalRows).toBe(4)
    expect(model.rowAt(4)).toBeUndefined()
  })

  it('places every index where it finds it again, at every density', async () => {
    const { model, answer } = modelOver(list(500))
    model.ensure(0, 1)
    await answer(0)
    for (const density of ['normal', 'compact', 'dense'] as const) {
      model.setDensity(density)
      for (let index = model.firstScrolled; index < model.totalRows; index++) {
        expect(model.indexAt(model.topOf(index))).toBe(index)
        expect(model.indexAt(model.topOf(index + 1) - 0.5)).toBe(index)
      }
    }
  })

  it('pins rows below the plots', async () => {
    const { model, answer } = modelOver(list(10))
    model.ensure(0, 1)
    await answer(0)
    const pinned = row('goroutine:3', 'goroutine')
    model.togglePin(pinned)
    expect(model.sticky().at(-1)?.row.key).toBe('goroutine:3')
    model.togglePin(pinned)
    expect(model.sticky().at(-1)?.row.key).toBe('gc')
  })
})
