/** The same edges as figures: who woke whom, who created whom. */
import { useMemo, useState, type ReactNode } from 'react'
import type { ShapeDto } from '../../../contract/shape-dto'
import type { SourceDto } from '../../../contract/sources'
import { goroutineName } from '../../data/names'
import { goToTimeline } from '../../data/go-to'
import { select } from '../../state/places'
import { FigureTable, type FigureColumn, type FigureRow } from '../../widgets/figure-table'
import { EmptyNote } from '../../widgets/query-state'

const columns: readonly FigureColumn[] = [
  { key: 'kind', label: 'Edge', unit: 'text', track: '64px' },
  { key: 'from', label: 'From', unit: 'text', hint: 'Who woke or created', track: 'minmax(96px, 2fr)' },
  { key: 'to', label: 'To', unit: 'text', hint: 'Who was woken or created', track: 'minmax(96px, 2fr)' },
  { key: 'count', label: 'Count', unit: 'count' },
  { key: 'first', label: 'First at', unit: 'time' },
  { key: 'p50', label: 'p50 delay', unit: 'ns', hint: 'From the wake-up to running again' },
  { key: 'longest', label: 'Longest', unit: 'ns', hint: 'The longest such delay' },
]

interface EdgeRow extends FigureRow {
  readonly goroutine: number
  readonly atNs: number
}

export function edgeRows(shape: ShapeDto): readonly EdgeRow[] {
  const name = (line: number): string => goroutineName(shape.lines[line]!)
  return [
    ...shape.pairs.map((pair) => ({
      goroutine: shape.lines[pair.woken]!.id,
      atNs: pair.longestStartNs,
      cells: [
        'woke',
        name(pair.waker),
        name(pair.woken),
        pair.count,
        pair.firstNs,
        pair.p50Ns,
        pair.longestNs,
      ],
    })),
    ...shape.creations.map(({ creator, created, atNs }) => ({
      goroutine: shape.lines[created]!.id,
      atNs,
      cells: ['created', name(creator), name(created), 1, atNs, null, null],
    })),
  ]
}

export function ShapeTable({
  source,
  shape,
  name,
}: {
  readonly source: SourceDto
  readonly shape: ShapeDto
  readonly name: string
}): ReactNode {
  const rows = useMemo(() => edgeRows(shape), [shape])
  const [selected, setSelected] = useState<EdgeRow>()
  if (rows.length === 0) return <EmptyNote>None of them created or woke another within the trace.</EmptyNote>
  return (
    <FigureTable
      label={`Edges of ${name}`}
      columns={columns}
      rows={rows}
      sortedBy="count"
      selected={selected !== undefined && rows.includes(selected) ? selected : undefined}
      onSelect={(row) => {
        setSelected(row)
        select(source.id, { kind: 'goroutine', goroutine: row.goroutine })
      }}
      onOpen={({ goroutine, atNs }) =>
        goToTimeline(source.id, { kind: 'goroutine', goroutine }, { fromNs: atNs, toNs: atNs + 1_000 })
      }
    />
  )
}
