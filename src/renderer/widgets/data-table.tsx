/**
 * A table of any length: only the rows in sight exist, columns sort by their header, arrow keys walk the rows.
 * Roles are those of a plain table, so that screen readers and tests read it as one.
 */
import { memo, useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { copyRow, takeTable } from '../data/table-out'
import { formatNames, tableFormats, type TableSource } from '../data/table-text'
import { isMenuKey, openContextMenu, placeBelow, type MenuGroups } from './context-menu'
import { TableFrame } from './table-frame'
import { useFocusWhenFree } from './take-focus'
import './data-table.css'

export interface TableColumn<Key extends string> {
  readonly key: string
  readonly label: string
  /** What the column says, in a tooltip. */
  readonly hint?: string
  /** A CSS grid track: '80px', 'minmax(160px, 1fr)'. */
  readonly track: string
  readonly isNumber?: boolean
  /** Of all its figures: 'ms'. Part of its head. */
  readonly unit?: string
  /** Absent: it does not sort. */
  readonly sort?: Key
}

interface DataTableProps<Key extends string, Row> {
  readonly label: string
  readonly columns: readonly TableColumn<Key>[]
  readonly count: number
  /** Undefined while it is on the way. */
  readonly rowAt: (index: number) => Row | undefined
  readonly cellOf: (row: Row, column: string) => ReactNode
  readonly isSelected: (row: Row) => boolean
  readonly onSelect: (row: Row) => void
  /** Enter or double click. */
  readonly onOpen: (row: Row) => void
  readonly sort: Key
  readonly isDescending: boolean
  readonly onSort: (key: Key) => void
  readonly onRange: (first: number, last: number) => void
  /** All rows in the order on screen, to be copied or saved. */
  readonly content: TableSource
  /** What can be done with a row besides opening it. */
  readonly menuOf?: (row: Row) => MenuGroups
}

const rowHeightPx = 24

export function DataTable<Key extends string, Row>(props: DataTableProps<Key, Row>): ReactNode {
  const { label, columns, count, rowAt, cellOf, isSelected, onSelect, onOpen, onRange, content, menuOf } =
    props
  const frame = useRef<HTMLDivElement>(null)
  useFocusWhenFree(frame)
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are used here only, never memoized
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeightPx,
    overscan: 8,
    // The header lies over the first pixels of the frame.
    scrollPaddingStart: rowHeightPx + 4,
  })
  const items = virtualizer.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items[items.length - 1]?.index ?? 0
  useEffect(() => onRange(first, last), [onRange, first, last])

  const selectedIndex = (): number => {
    for (let index = first; index <= last; index++) {
      const row = rowAt(index)
      if (row !== undefined && isSelected(row)) return index
    }
    return -1
  }

  const walkTo = (index: number): void => {
    const target = Math.max(0, Math.min(count - 1, index))
    virtualizer.scrollToIndex(target, { align: 'auto' })
    const row = rowAt(target)
    if (row !== undefined) onSelect(row)
  }

  const openMenu = (row: Row, line: HTMLElement, at: { readonly x: number; readonly y: number }): void => {
    const texts = [...line.querySelectorAll('[role="cell"]')].map((cell) => cell.textContent.trim())
    openContextMenu({
      ...at,
      title: texts
        .filter((text) => text !== '')
        .slice(0, 2)
        .join(' · '),
      groups: [
        [{ label: 'Open', key: 'Enter', perform: () => onOpen(row) }],
        ...(menuOf?.(row) ?? []),
        [
          { label: 'Copy row', perform: () => void copyRow(texts) },
          ...tableFormats.map((format) => ({
            label: `Copy table as ${formatNames[format]}`,
            perform: () => void takeTable(content, format, 'clipboard'),
          })),
        ],
      ],
    })
  }

  /** The Menu key: of the selected row, beside it. */
  const openMenuByKey = (table: HTMLElement): void => {
    const row = rowAt(selectedIndex())
    const line = table.querySelector<HTMLElement>('[aria-current="true"]')
    if (row !== undefined && line !== null) openMenu(row, line, placeBelow(line))
  }

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (isMenuKey(event) && event.target === event.currentTarget) {
      event.preventDefault()
      openMenuByKey(event.currentTarget)
      return
    }
    if (event.altKey || event.ctrlKey || event.metaKey || event.target !== event.currentTarget) return
    const now = selectedIndex()
    const pageRows = Math.max(1, Math.floor((frame.current?.clientHeight ?? 0) / rowHeightPx) - 2)
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: now < 0 ? first : now + 1,
      ArrowUp: now < 0 ? first : now - 1,
      PageDown: (now < 0 ? first : now) + pageRows,
      PageUp: (now < 0 ? first : now) - pageRows,
    }
    const target = steps[event.code]
    const row = rowAt(now)
    if (target !== undefined) walkTo(target)
    else if (event.code === 'Enter' && now >= 0 && row !== undefined) onOpen(row)
    else return
    event.preventDefault()
  }

  const tracks = columns.map((column) => column.track).join(' ')
  const minWidth = minimumWidthPx(columns)
  return (
    <TableFrame label={label} content={content} isFilling hasRoom>
      <div
        className="data-table"
        role="table"
        aria-label={label}
        aria-rowcount={count + 1}
        aria-colcount={columns.length}
        tabIndex={0}
        ref={frame}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" className="data-table-head" style={{ minWidth }}>
          <div
            role="row"
            aria-rowindex={1}
            className="data-table-row"
            style={{ gridTemplateColumns: tracks }}
          >
            {columns.map((column) => (
              <HeaderCell key={column.key} column={column} {...props} />
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          className="data-table-body"
          style={{ minWidth, height: virtualizer.getTotalSize() }}
        >
          {items.map((item) => {
            const row = rowAt(item.index)
            return (
              <div
                key={item.key}
                role="row"
                aria-rowindex={item.index + 2}
                aria-current={row !== undefined && isSelected(row) ? 'true' : undefined}
                className="data-table-row data-table-line"
                style={{ gridTemplateColumns: tracks, transform: `translateY(${item.start}px)` }}
                onClick={() => row !== undefined && onSelect(row)}
                onDoubleClick={() => row !== undefined && onOpen(row)}
                onContextMenu={(event) => {
                  event.preventDefault()
                  if (row === undefined) return
                  onSelect(row)
                  openMenu(row, event.currentTarget, { x: event.clientX, y: event.clientY })
                }}
              >
                <Cells columns={columns} row={row} cellOf={cellOf} />
              </div>
            )
          })}
        </div>
      </div>
    </TableFrame>
  )
}

const gapPx = 12
const paddingPx = { left: 16, right: 4 }

/** What all tracks need at least: the same for every row, so that columns stay in line when the table scrolls sideways. */
function minimumWidthPx<Key extends string>(columns: readonly TableColumn<Key>[]): number {
  const tracksPx = columns.reduce((sum, { track }) => sum + Number(/(\d+)px/.exec(track)?.[1] ?? 0), 0)
  return tracksPx + gapPx * (columns.length - 1) + paddingPx.left + paddingPx.right
}

interface CellsProps<Row> {
  readonly columns: readonly { readonly key: string; readonly isNumber?: boolean }[]
  readonly row: Row | undefined
  readonly cellOf: (row: Row, column: string) => ReactNode
}

/** A row that only moves is not written again, as long as the table hands in the same `cellOf`. */
const Cells = memo(function Cells<Row>({ columns, row, cellOf }: CellsProps<Row>): ReactNode {
  return columns.map(({ key, isNumber }) => (
    <div key={key} role="cell" className={isNumber === true ? 'number' : 'truncated'}>
      {row === undefined ? '' : cellOf(row, key)}
    </div>
  ))
}) as <Row>(props: CellsProps<Row>) => ReactNode

interface HeaderCellProps<Key extends string> {
  readonly column: TableColumn<Key>
  readonly sort: Key
  readonly isDescending: boolean
  readonly onSort: (key: Key) => void
}

function HeaderCell<Key extends string>(props: HeaderCellProps<Key>): ReactNode {
  const { column, sort, isDescending, onSort } = props
  const key = column.sort
  const className = column.isNumber === true ? 'data-table-header number' : 'data-table-header'
  if (key === undefined)
    return (
      <div role="columnheader" className={className} title={column.hint}>
        <HeaderText column={column} />
      </div>
    )
  const isSorted = key === sort
  const Arrow = isDescending ? ArrowDown : ArrowUp
  return (
    <div
      role="columnheader"
      className={className}
      aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" title={column.hint} onClick={() => onSort(key)}>
        {isSorted && column.isNumber === true && <Arrow size={12} aria-hidden />}
        <HeaderText column={column} />
        {isSorted && column.isNumber !== true && <Arrow size={12} aria-hidden />}
      </button>
    </div>
  )
}

function HeaderText<Key extends string>({ column }: { readonly column: TableColumn<Key> }): ReactNode {
  if (column.unit === undefined) return column.label
  return (
    <>
      {column.label} <span className="data-table-unit">{column.unit}</span>
    </>
  )
}
