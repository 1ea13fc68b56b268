/** How much of the path lies with each start function or goroutine, and what it did there. */
import { useMemo, useState, type ReactNode } from 'react'
import { pathKinds } from '../../../contract/path-dto'
import type { PathDto, PathShareDto } from '../../../contract/path-dto'
import type { SourceDto } from '../../../contract/sources'
import { goToGoroutine } from '../../data/go-to'
import { goroutineName, shortFunctionName } from '../../data/names'
import { select } from '../../state/places'
import { FigureTable, type FigureColumn, type FigureRow } from '../../widgets/figure-table'
import { kindLabels } from './path-words'

interface ShareRow extends FigureRow {
  readonly goroutine?: number
}

function columnsOf(path: PathDto, name: string): readonly FigureColumn[] {
  return [
    { key: 'of', label: name, unit: 'text', track: 'minmax(150px, 2fr)' },
    { key: 'total', label: 'Time', unit: 'ns' },
    { key: 'share', label: 'Share', unit: 'share' },
    { key: 'count', label: 'Steps', unit: 'count' },
    ...path.kinds.map(({ kind }) => ({ key: kind, label: kindLabels[kind], unit: 'ns' as const })),
  ]
}

function cellsOf(path: PathDto, name: string, share: PathShareDto<unknown>): ShareRow['cells'] {
  const wholeNs = path.subject.toNs - path.subject.fromNs
  return [
    name,
    share.totalNs,
    share.totalNs / wholeNs,
    share.count,
    ...path.kinds.map(({ kind }) => share.kindNs[pathKinds.indexOf(kind)] ?? 0),
  ]
}

interface PathSharesProps {
  readonly source: SourceDto
  readonly path: PathDto
  readonly form: 'functions' | 'goroutines'
}

export function PathShares({ source, path, form }: PathSharesProps): ReactNode {
  const rows = useMemo(
    (): readonly ShareRow[] =>
      form === 'functions'
        ? path.functions.map((share) => ({ cells: cellsOf(path, shortFunctionName(share.of), share) }))
        : path.goroutines.map((share) => ({
            goroutine: share.of.id,
            cells: cellsOf(path, goroutineName(share.of), share),
          })),
    [path, form],
  )
  const [selected, setSelected] = useState<ShareRow>()
  return (
    <FigureTable
      label={`Critical path of ${path.subject.text}, by ${form === 'functions' ? 'start function' : 'goroutine'}`}
      columns={columnsOf(path, form === 'functions' ? 'Start function' : 'Goroutine')}
      rows={rows}
      sortedBy="total"
      selected={selected}
      onSelect={(row) => {
        setSelected(row)
        if (row.goroutine !== undefined) select(source.id, { kind: 'goroutine', goroutine: row.goroutine })
      }}
      onOpen={({ goroutine }) => {
        if (goroutine !== undefined) goToGoroutine(source.id, goroutine)
      }}
    />
  )
}
