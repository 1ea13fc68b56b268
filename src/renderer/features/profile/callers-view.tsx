/** One function with its direct callers and callees, and the lines of it that were met. */
import { useMemo, useState, type ReactNode } from 'react'
import { formatShare } from '../../../base/format-units'
import { formatValue } from '../../../base/format-value'
import type { CallWeightDto, ProfileFunctionDto } from '../../../contract/profile-dto'
import type { SourceId } from '../../../contract/sources'
import type { ViewProps } from '../../commands/feature'
import { adviceFor } from '../../data/advice'
import { useQuery } from '../../data/use-query'
import { chooseInProfile, useProfileChoice } from '../../state/profile-choice'
import { FigureTable, type FigureColumn, type FigureRow } from '../../widgets/figure-table'
import { Elsewhere } from '../../widgets/elsewhere'
import { EmptyNote, FailureNote, WaitingNote } from '../../widgets/query-state'
import { figureUnit, shareOf, weightColumns } from './function-columns'
import { ProfileFrame, type ChosenValues } from './profile-frame'

export const CallersView = ({ source }: ViewProps): ReactNode => (
  <ProfileFrame source={source}>{(chosen) => <Callers sourceId={source.id} {...chosen} />}</ProfileFrame>
)

interface CallersProps extends ChosenValues {
  readonly sourceId: SourceId
}

function Callers({ sourceId, type, sampleType, label }: CallersProps): ReactNode {
  const chosen = useProfileChoice(sourceId)
  const values = { source: sourceId, type, ...(label === undefined ? {} : { label }) }
  const top = useQuery('profile/top', values)
  const functions = top.state === 'ready' ? top.value.functions : []
  const name = chosen.functionName ?? functions[0]?.name
  const answer = useQuery('profile/function', name === undefined ? undefined : { ...values, name })
  if (top.state === 'failed') return <FailureNote message={top.error.message} advice={adviceFor(top.error)} />
  if (top.state === 'loading') return <WaitingNote />
  return (
    <>
      <FunctionChooser
        key={`chooser ${name}`}
        name={name ?? ''}
        names={functions.map((one) => one.name)}
        onChoose={(functionName) => chooseInProfile(sourceId, { functionName })}
      />
      {name !== undefined && (
        <div className="profile-elsewhere">
          <Elsewhere source={sourceId} functionName={name} />
        </div>
      )}
      {name === undefined && <EmptyNote>No stack of this profile has a value of this kind.</EmptyNote>}
      {name !== undefined && answer.state === 'loading' && <WaitingNote />}
      {answer.state === 'failed' && (
        <FailureNote message={answer.error.message} advice={adviceFor(answer.error)} />
      )}
      {answer.state === 'ready' && (
        <Neighbours
          key={`of ${answer.value.name}`}
          of={answer.value}
          unit={sampleType.unit}
          onChoose={(functionName) => chooseInProfile(sourceId, { functionName })}
        />
      )}
    </>
  )
}

interface FunctionChooserProps {
  readonly name: string
  readonly names: readonly string[]
  readonly onChoose: (name: string) => void
}

/** Offered while typing; more would only slow the page down. */
const mostOffers = 500

function FunctionChooser({ name, names, onChoose }: FunctionChooserProps): ReactNode {
  const [text, setText] = useState(name)
  return (
    <div className="view-bar">
      <input
        type="text"
        className="profile-function"
        aria-label="Function"
        placeholder="Function, as in the table"
        list="profile-functions"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          if (names.includes(event.target.value)) onChoose(event.target.value)
        }}
      />
      <datalist id="profile-functions">
        {names.slice(0, mostOffers).map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {text !== name && !names.includes(text) && (
        <span className="dim" role="status">
          No function of that name
        </span>
      )}
    </div>
  )
}

interface CallRow extends FigureRow {
  readonly name: string
}

interface NeighboursProps {
  readonly of: ProfileFunctionDto
  readonly unit: string
  readonly onChoose: (name: string) => void
}

function Neighbours({ of, unit, onChoose }: NeighboursProps): ReactNode {
  const { factor, unit: figures } = figureUnit(unit)
  const callers = useMemo(
    () => callRows(of.callers, of.cum, factor, '(outermost: nothing called it)'),
    [of, factor],
  )
  const callees = useMemo(() => callRows(of.callees, of.cum, factor, '(in itself)'), [of, factor])
  const lines = useMemo<readonly FigureRow[]>(
    () =>
      of.lines.map(({ file, line, flat, cum }) => ({
        cells: [
          line === 0 ? file : `${file}:${line}`,
          flat * factor,
          shareOf(flat, of.total),
          cum * factor,
          shareOf(cum, of.total),
        ],
      })),
    [of, factor],
  )
  return (
    <div className="profile-neighbours">
      <p>
        {formatValue(of.flat, unit)} in the function itself ({shareText(of.flat, of.total)} of all),{' '}
        {formatValue(of.cum, unit)} with what it called ({shareText(of.cum, of.total)}).
      </p>
      <CallTable label="Callers" name="Called by" rows={callers} unit={figures} onChoose={onChoose} />
      <CallTable label="Callees" name="Calls" rows={callees} unit={figures} onChoose={onChoose} />
      <section className="profile-part" aria-label="Lines">
        <FigureTable
          label="Lines"
          outName={`lines of ${of.name}`}
          columns={[
            { key: 'line', label: 'Line of this function', unit: 'text', track: 'minmax(200px, 1fr)' },
            ...weightColumns(figures),
          ]}
          rows={lines}
          sortedBy="cum"
          selected={undefined}
          onSelect={nothing}
          onOpen={nothing}
        />
      </section>
    </div>
  )
}

const nothing = (): void => undefined

interface CallTableProps {
  readonly label: string
  readonly name: string
  readonly rows: readonly CallRow[]
  readonly unit: FigureColumn['unit']
  readonly onChoose: (name: string) => void
}

function CallTable({ label, name, rows, unit, onChoose }: CallTableProps): ReactNode {
  const [selected, setSelected] = useState<CallRow>()
  return (
    <section className="profile-part" aria-label={label}>
      <FigureTable
        label={label}
        columns={[
          { key: 'name', label: name, unit: 'text', track: 'minmax(160px, 1fr)' },
          {
            key: 'weight',
            label: 'Value',
            unit,
            track: '88px',
            hint: 'Of samples with this call; each counts once',
          },
          {
            key: 'share',
            label: 'Share',
            unit: 'share',
            track: '88px',
            hint: 'Of the function with what it called',
          },
        ]}
        rows={rows}
        sortedBy="weight"
        selected={selected}
        onSelect={setSelected}
        onOpen={(row) => row.name !== '' && onChoose(row.name)}
      />
    </section>
  )
}

function callRows(
  calls: readonly CallWeightDto[],
  cum: number,
  factor: number,
  none: string,
): readonly CallRow[] {
  return calls.map(({ name, weight }) => ({
    name,
    cells: [name === '' ? none : name, weight * factor, shareOf(weight, cum)],
  }))
}

const shareText = (value: number, total: number): string =>
  total === 0 ? 'no share' : formatShare(value / total)
