/**
 * A table of figures that is whole in memory: sorts by any column, shows durations and sizes in one unit a column with the
 * exact value in the tooltip, and hands the rows on in the order on screen.
 */
import { useMemo, useState, type ReactNode } from 'react'
import {
  byteUnit,
  durationUnit,
  formatBytes,
  formatColumnShare,
  formatDuration,
  formatExactTime,
  formatInUnit,
  groupDigits,
  type ColumnUnit,
} from '../../base/format-units'
import type { TableContent } from '../data/table-text'
import { DataTable } from './data-table'

export type FigureUnit = 'text' | 'ns' | 'time' | 'count' | 'share' | 'goroutine' | 'bytes'

export interface FigureColumn {
  readonly key: string
  readonly label: string
  readonly unit: FigureUnit
  readonly hint?: string
  /** A CSS grid track; by unit when absent. */
  readonly track?: string
}

export type FigureCell = string | number | null

export interface FigureRow {
  readonly cells: readonly FigureCell[]
}

interface FigureTableProps<Row extends FigureRow> {
  readonly label: string
  /** Its name when it is taken out; the label when absent. */
  readonly outName?: string
  readonly columns: readonly FigureColumn[]
  readonly rows: readonly Row[]
  readonly sortedBy: string
  /** Of `sortedBy`; the most first when absent. */
  readonly isAscending?: boolean
  readonly selected: Row | undefined
  readonly onSelect: (row: Row) => void
  /** Enter or double click. */
  readonly onOpen: (row: Row) => void
  /** Draws a cell otherwise; undefined leaves it as it is. @param text what it would be, in the unit of its column. */
  readonly cellOf?: (row: Row, column: FigureColumn, text: string) => ReactNode
}

const tracks: Readonly<Record<FigureUnit, string>> = {
  text: 'minmax(104px, 1fr)',
  ns: '84px',
  time: '132px',
  count: '60px',
  share: '76px',
  goroutine: '84px',
  bytes: '84px',
}

const nothing = (): void => undefined

export function FigureTable<Row extends FigureRow>(props: FigureTableProps<Row>): ReactNode {
  const { label, columns, rows, selected, onSelect, onOpen, cellOf } = props
  const [chosen, setChosen] = useState<{ readonly key: string; readonly isDescending: boolean }>()
  const { key, isDescending } = chosen ?? {
    key: props.sortedBy,
    isDescending: props.isAscending !== true,
  }
  const at = columns.findIndex((column) => column.key === key)
  const sorted = useMemo(() => sortRows(rows, at, isDescending), [rows, at, isDescending])
  const units = useMemo(
    () => columns.map((column, index) => columnUnit(column, rows, index)),
    [columns, rows],
  )
  return (
    <DataTable<string, Row>
      label={label}
      columns={columns.map((column, index) => ({
        key: column.key,
        label: column.label,
        ...unitName(units[index]),
        ...(column.hint === undefined ? {} : { hint: column.hint }),
        track: column.track ?? tracks[column.unit],
        isNumber: column.unit !== 'text' && column.unit !== 'goroutine',
        sort: column.key,
      }))}
      count={sorted.length}
      rowAt={(index) => sorted[index]}
      cellOf={(row, columnKey) => {
        const index = columns.findIndex((column) => column.key === columnKey)
        const column = columns[index]
        const value = row.cells[index] ?? null
        const text = figureText(value, column.unit, units[index])
        const own = cellOf?.(row, column, text)
        return own ?? <span title={exactText(value, column.unit)}>{text}</span>
      }}
      isSelected={(row) => row === selected}
      onSelect={onSelect}
      onOpen={onOpen}
      sort={key}
      isDescending={isDescending}
      onSort={(next) => {
        const isText = columns.find((column) => column.key === next)?.unit === 'text'
        setChosen({ key: next, isDescending: next === key ? !isDescending : !isText })
      }}
      onRange={nothing}
      content={() => figureContent(props.outName ?? label, columns, sorted)}
    />
  )
}

const exactUnits: Readonly<Partial<Record<FigureUnit, string>>> = {
  ns: ' ns',
  time: ' ns',
  bytes: ' bytes',
}

/** Exact values, with the unit in the header. */
export function figureContent(
  name: string,
  columns: readonly FigureColumn[],
  rows: readonly FigureRow[],
): TableContent {
  return {
    name,
    header: columns.map((column) => `${column.label.toLowerCase()}${exactUnits[column.unit] ?? ''}`),
    rows: rows.map((row) => row.cells),
  }
}

/** Equal rows keep their order; what is not there comes last. */
export function sortRows<Row extends FigureRow>(
  rows: readonly Row[],
  column: number,
  isDescending: boolean,
): readonly Row[] {
  if (column < 0) return rows
  const sign = isDescending ? -1 : 1
  return [...rows].sort((left, right) => {
    const a = left.cells[column] ?? null
    const b = right.cells[column] ?? null
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b)
    return sign * String(a).localeCompare(String(b), 'en')
  })
}

/** The unit of a column of durations or sizes, by its largest value. */
export function columnUnit(
  { unit }: FigureColumn,
  rows: readonly FigureRow[],
  index: number,
): ColumnUnit | undefined {
  if (unit !== 'ns' && unit !== 'bytes') return undefined
  let largest = 0
  for (const { cells } of rows) {
    const value = cells[index]
    if (typeof value === 'number') largest = Math.max(largest, Math.abs(value))
  }
  return unit === 'ns' ? withoutIdleDecimals(durationUnit(largest), rows, index) : byteUnit(largest)
}

/** A log that counts in milliseconds is not shown as if it had measured microseconds. */
function withoutIdleDecimals(unit: ColumnUnit, rows: readonly FigureRow[], index: number): ColumnUnit {
  let { decimals } = unit
  const isExact = (step: number): boolean =>
    rows.every(({ cells }) => typeof cells[index] !== 'number' || cells[index] % step === 0)
  while (decimals > 0 && isExact(unit.divisor / 10 ** (decimals - 1))) decimals--
  return { ...unit, decimals }
}

const unitName = (unit: ColumnUnit | undefined): { readonly unit?: string } =>
  unit === undefined ? {} : { unit: unit.name }

/** @param inUnit that of the whole column; without it each figure has its own. */
export function figureText(value: FigureCell, unit: FigureUnit, inUnit?: ColumnUnit): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (inUnit !== undefined) return formatInUnit(value, inUnit)
  switch (unit) {
    case 'ns':
      return formatDuration(value)
    case 'time':
      return formatExactTime(value)
    case 'share':
      return formatColumnShare(value)
    case 'bytes':
      return formatBytes(value)
    case 'goroutine':
      return `g${value}`
    case 'count':
    case 'text':
      return groupDigits(value)
  }
}

function exactText(value: FigureCell, unit: FigureUnit): string {
  if (typeof value !== 'number') return value ?? ''
  if (unit === 'ns' || unit === 'time') return `${groupDigits(value)} ns`
  if (unit === 'bytes') return `${groupDigits(value)} bytes`
  return unit === 'share' ? String(value) : groupDigits(value)
}
