import { describe, expect, it } from 'vitest'
import type { AnalysisColumnDto, AnalysisRowDto } from '../../../../src/contract/analysis-dto'
import { analysisKinds } from '../../../../src/contract/analysis-dto'
import { tableText } from '../../../../src/renderer/data/table-text'
import { filterRows } from '../../../../src/renderer/features/analyses/filter-rows'
import { bucketFilter, bucketStartNs } from '../../../../src/contract/histogram'
import {
  isListKind,
  pageNames,
  parseInnerPage,
  printInnerPage,
} from '../../../../src/renderer/features/analyses/kinds'
import { parseInstant } from '../../../../src/renderer/features/analyses/parse-instant'
import {
  columnUnit,
  figureContent,
  figureText,
  sortRows,
} from '../../../../src/renderer/widgets/figure-table'

const columns: readonly AnalysisColumnDto[] = [
  { key: 'place', label: 'Place', unit: 'text' },
  { key: 'total', label: 'Total', unit: 'ns' },
]
const rows: readonly AnalysisRowDto[] = [
  { cells: ['main.a (x.go:1)', 10] },
  { cells: ['main.b "quoted", (y.go:2)', 30] },
  { cells: ['net.Read (z.go:3)', null] },
]

describe('tables of analyses', () => {
  it('have a page for every kind', () => {
    const pages = pageNames.map((one) => one.page).filter((page) => page !== 'snapshot')
    // The lists of single tasks, regions and waits open from the tables of their names.
    const listed = analysisKinds.filter((kind) => !isListKind(kind))
    expect([...pages].sort()).toEqual([...listed].sort())
  })

  it('filter by all words, in any case', () => {
    expect(filterRows(rows, '')).toBe(rows)
    expect(filterRows(rows, 'MAIN go').map((row) => row.cells[1])).toEqual([10, 30])
    expect(filterRows(rows, 'nothing')).toEqual([])
  })

  it('sort by any column, what is missing last', () => {
    const values = (list: readonly AnalysisRowDto[]) => list.map((row) => row.cells[1])
    expect(values(sortRows(rows, 1, true))).toEqual([30, 10, null])
    expect(values(sortRows(rows, 1, false))).toEqual([10, 30, null])
    expect(values(sortRows(rows, 0, true))).toEqual([null, 30, 10])
    expect(sortRows(rows, -1, true)).toBe(rows)
  })

  it('are written out exactly, with units in the header', () => {
    expect(tableText(figureContent('waits', columns, rows), 'csv')).toBe(
      'place,total ns\r\nmain.a (x.go:1),10\r\n"main.b ""quoted"", (y.go:2)",30\r\nnet.Read (z.go:3),\r\n',
    )
  })

  it('show one unit a column', () => {
    expect(figureText(1_500, 'ns')).toBe('1.5 µs')
    expect(figureText(18, 'goroutine')).toBe('g18')
    expect(figureText(0.5, 'share')).toBe('50.0 %')
    expect(figureText(null, 'ns')).toBe('')
  })

  it('have no more decimals than their figures', () => {
    const shown = (...cells: readonly number[]): string => {
      const found = columnUnit(
        { key: 'total', label: 'Total', unit: 'ns' },
        cells.map((cell) => ({ cells: [cell] })),
        0,
      )
      return figureText(cells[0] ?? null, 'ns', found)
    }
    expect(shown(7e6, 140e6)).toBe('7')
    expect(shown(7_400_000, 140e6)).toBe('7.4')
    expect(shown(7_000_000, 140_000_001)).toBe('7.000')
    expect(shown(0, 3)).toBe('0')
  })

  it('have five buckets a decade', () => {
    expect(bucketStartNs(0)).toBe(0)
    expect(bucketStartNs(30)).toBeCloseTo(1e6, 3)
    expect(bucketStartNs(35)).toBeCloseTo(1e7, 2)
    expect(bucketFilter(0)).toBe('length < 2ns')
    expect(bucketFilter(31)).toBe('length >= 1.584894ms and length < 2.511887ms')
  })

  it('name the page behind a row, with the filter to begin with', () => {
    for (const page of [
      { kind: 'region-list', name: 'a: b' },
      { kind: 'latency-list', name: 'main.work', filter: bucketFilter(30) },
      { kind: 'task', task: 7 },
    ] as const)
      expect(parseInnerPage(printInnerPage(page))).toEqual(page)
  })
})

describe('parseInstant', () => {
  it.each([
    ['1.5s', 1_500_000_000],
    ['200 ms', 200_000_000],
    ['12us', 12_000],
    ['12 µs', 12_000],
    ['123', 123],
    ['0.005698849 s', 5_698_849],
  ])('reads %s', (text, wanted) => {
    expect(parseInstant(text)).toBe(wanted)
  })

  it.each(['', 'soon', '1 h', '-1s', '1e9', '99999999999 s'])('refuses "%s"', (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })
})
