/** This profile and another open one: what grew and what shrank, by function. */
import { useMemo, useState, type ReactNode } from 'react'
import { FolderOpen } from 'lucide-react'
import { formatValue } from '../../../base/format-value'
import type { SourceDto } from '../../../contract/sources'
import type { ViewProps } from '../../commands/feature'
import { performCommand } from '../../commands/registry'
import { adviceFor } from '../../data/advice'
import { nameAmong } from '../../data/names'
import { useQuery } from '../../data/use-query'
import { showView } from '../../state/places'
import { chooseInProfile, useProfileChoice } from '../../state/profile-choice'
import { useSources } from '../../state/sources'
import { FigureTable, type FigureRow } from '../../widgets/figure-table'
import { LabelledSelect } from '../../widgets/labelled-select'
import { EmptyNote, FailureNote, WaitingNote } from '../../widgets/query-state'
import { differencesOf, sameType } from './difference'
import { figureUnit } from './function-columns'
import { ProfileFrame, type ChosenValues } from './profile-frame'

export const CompareView = ({ source }: ViewProps): ReactNode => (
  <ProfileFrame source={source}>{(chosen) => <Compare source={source} {...chosen} />}</ProfileFrame>
)

interface CompareProps extends ChosenValues {
  readonly source: SourceDto
}

function Compare({ source, type, sampleType }: CompareProps): ReactNode {
  const all = useSources((state) => state.sources)
  const choice = useProfileChoice(source.id)
  const others = all.filter(
    ({ id, kind, state }) => id !== source.id && kind === 'profile' && state === 'ready',
  )
  const base = others.find(({ id }) => id === choice.comparedWith) ?? others[0]
  const otherOverview = useQuery('profile/overview', base === undefined ? undefined : { source: base.id })
  const otherType =
    otherOverview.state === 'ready' ? sameType(otherOverview.value.sampleTypes, sampleType) : -1
  const before = useQuery(
    'profile/top',
    base === undefined || otherType < 0 ? undefined : { source: base.id, type: otherType },
  )
  const after = useQuery('profile/top', { source: source.id, type })
  if (base === undefined)
    return (
      <EmptyNote
        action={{
          label: 'Open a second profile…',
          icon: FolderOpen,
          onClick: () => performCommand('file.open'),
        }}
      >
        Two profiles of the same kind are compared: open a second one, or drop it on the window.
      </EmptyNote>
    )
  const chooser = (
    <div className="view-bar">
      <LabelledSelect
        label="Before"
        name="Compared with"
        options={others.map((one) => ({ value: one.id, text: nameAmong(others, one) }))}
        value={base.id}
        onChange={(comparedWith) => chooseInProfile(source.id, { comparedWith })}
      />
      <span>
        <span className="dim">After</span> {source.name}
      </span>
      {before.state === 'ready' && after.state === 'ready' && (
        <span role="status">
          {signed(after.value.total - before.value.total, sampleType.unit)} in all, from{' '}
          {formatValue(before.value.total, sampleType.unit)} to{' '}
          {formatValue(after.value.total, sampleType.unit)}
        </span>
      )}
    </div>
  )
  const failed = [otherOverview, before, after].find((answer) => answer.state === 'failed')
  if (failed?.state === 'failed')
    return (
      <>
        {chooser}
        <FailureNote message={failed.error.message} advice={adviceFor(failed.error)} />
      </>
    )
  if (otherOverview.state === 'ready' && otherType < 0)
    return (
      <>
        {chooser}
        <EmptyNote>
          {base.name} has no values of the kind {sampleType.type} in {sampleType.unit}: only like can be
          compared. Choose another kind of value, or another profile.
        </EmptyNote>
      </>
    )
  if (before.state !== 'ready' || after.state !== 'ready')
    return (
      <>
        {chooser}
        <WaitingNote />
      </>
    )
  return (
    <>
      {chooser}
      <Differences
        source={source}
        base={base}
        unit={sampleType.unit}
        before={before.value.functions}
        after={after.value.functions}
      />
    </>
  )
}

interface DifferencesProps {
  readonly source: SourceDto
  readonly base: SourceDto
  readonly unit: string
  readonly before: Parameters<typeof differencesOf>[0]
  readonly after: Parameters<typeof differencesOf>[1]
}

interface DifferenceRow extends FigureRow {
  readonly name: string
}

function Differences({ source, base, unit, before, after }: DifferencesProps): ReactNode {
  const { unit: figures, factor } = figureUnit(unit)
  const [selected, setSelected] = useState<DifferenceRow>()
  const rows = useMemo<readonly DifferenceRow[]>(
    () =>
      differencesOf(before, after).map(({ name, before: b, after: a }) => ({
        name,
        cells: [
          name === '' ? '(function unknown)' : name,
          (a.flat - b.flat) * factor,
          (a.cum - b.cum) * factor,
          b.flat * factor,
          a.flat * factor,
        ],
      })),
    [before, after, factor],
  )
  if (rows.length === 0)
    return <EmptyNote>The two profiles hold the same values for every function.</EmptyNote>
  const track = '104px'
  return (
    <FigureTable
      label="Changes"
      outName={`changes from ${base.name} to ${source.name}`}
      columns={[
        { key: 'function', label: 'Function', unit: 'text', track: 'minmax(200px, 1fr)' },
        { key: 'flat', label: 'Flat change', unit: figures, track, hint: 'In the function itself' },
        { key: 'cum', label: 'Cum change', unit: figures, track, hint: 'With all that it called' },
        { key: 'before', label: 'Flat before', unit: figures, track },
        { key: 'after', label: 'Flat after', unit: figures, track },
      ]}
      rows={rows}
      // As they come: what changed most, up or down, first.
      sortedBy=""
      selected={selected}
      onSelect={setSelected}
      onOpen={(row) => {
        chooseInProfile(source.id, { functionName: row.name })
        showView(source.id, 'profile-callers')
      }}
      cellOf={(row, column, text) => {
        if (column.key !== 'flat' && column.key !== 'cum') return undefined
        const value = Number(row.cells[column.key === 'flat' ? 1 : 2])
        return (
          <span className={classOf(value)} title={signed(value / factor, unit)}>
            {value > 0 ? `+${text}` : text}
          </span>
        )
      }}
    />
  )
}

const classOf = (value: number): string => (value === 0 ? 'dim' : value > 0 ? 'more' : 'less')

function signed(value: number, unit: string): string {
  if (value === 0) return '0'
  return `${value > 0 ? '+' : '−'}${formatValue(Math.abs(value), unit)}`
}
