/** All functions of the profile with what was spent in them. */
import { useDeferredValue, useMemo, useState, type ReactNode } from 'react'
import { groupDigits } from '../../../base/format-units'
import type { ProfileTopDto } from '../../../contract/profile-dto'
import type { SourceId } from '../../../contract/sources'
import type { ViewProps } from '../../commands/feature'
import { adviceFor } from '../../data/advice'
import { wordMatcher } from '../../data/match-words'
import { useQuery } from '../../data/use-query'
import { showView } from '../../state/places'
import { chooseInProfile, useProfileChoice } from '../../state/profile-choice'
import { Button } from '../../widgets/button'
import { FigureTable, type FigureColumn, type FigureRow } from '../../widgets/figure-table'
import { FilterField } from '../../widgets/filter-field'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { figureUnit, shareOf, weightColumns } from './function-columns'
import { ProfileFrame, type ChosenValues } from './profile-frame'

export const TopView = ({ source }: ViewProps): ReactNode => (
  <ProfileFrame source={source}>{(chosen) => <Top sourceId={source.id} {...chosen} />}</ProfileFrame>
)

interface TopProps extends ChosenValues {
  readonly sourceId: SourceId
}

interface FunctionRow extends FigureRow {
  readonly name: string
}

function Top({ sourceId, type, sampleType, label }: TopProps): ReactNode {
  const { filter } = useProfileChoice(sourceId)
  const wanted = useDeferredValue(filter)
  const [selectedName, setSelectedName] = useState<string>()
  const answer = useQuery('profile/top', {
    source: sourceId,
    type,
    ...(label === undefined ? {} : { label }),
  })
  const top = answer.state === 'ready' ? answer.value : undefined
  const { unit } = figureUnit(sampleType.unit)
  const rows = useMemo(
    () => (top === undefined ? [] : rowsOf(top, wanted, sampleType.unit)),
    [top, wanted, sampleType.unit],
  )
  if (answer.state === 'failed')
    return <FailureNote message={answer.error.message} advice={adviceFor(answer.error)} />
  if (top === undefined) return <WaitingNote />
  const columns: readonly FigureColumn[] = [
    { key: 'function', label: 'Function', unit: 'text', track: 'minmax(200px, 3fr)' },
    ...weightColumns(unit),
    { key: 'file', label: 'File', unit: 'text', track: 'minmax(120px, 2fr)' },
  ]
  const selected = rows.find(({ name }) => name === selectedName)
  return (
    <>
      <div className="view-bar">
        <FilterField
          label="Filter functions"
          placeholder="Filter by function or file"
          value={filter}
          error=""
          onChange={(text) => chooseInProfile(sourceId, { filter: text })}
        />
        <span className="dim" role="status">
          {countText(rows.length, top.functions.length, top.functionTotal)}
        </span>
        <Button
          label="Callers and lines"
          shortcut="Enter"
          isDisabled={selected === undefined}
          onClick={() => selected !== undefined && showCallers(sourceId, selected.name)}
        />
      </div>
      <FigureTable
        label="Functions"
        outName={`functions by ${sampleType.type}`}
        columns={columns}
        rows={rows}
        sortedBy="flat"
        selected={selected}
        onSelect={(row) => setSelectedName(row.name)}
        onOpen={(row) => showCallers(sourceId, row.name)}
      />
    </>
  )
}

function showCallers(sourceId: SourceId, functionName: string): void {
  chooseInProfile(sourceId, { functionName })
  showView(sourceId, 'profile-callers')
}

function rowsOf(top: ProfileTopDto, text: string, unit: string): readonly FunctionRow[] {
  const { factor } = figureUnit(unit)
  const matches = wordMatcher(text)
  const functions =
    matches === undefined
      ? top.functions
      : top.functions.filter(({ name, file }) => matches(`${name} ${file}`))
  return functions.map(({ name, file, flat, cum }) => ({
    name,
    cells: [
      name === '' ? '(function unknown)' : name,
      flat * factor,
      shareOf(flat, top.total),
      cum * factor,
      shareOf(cum, top.total),
      file,
    ],
  }))
}

function countText(shown: number, listed: number, all: number): string {
  const total = `${groupDigits(all)} ${all === 1 ? 'function' : 'functions'}`
  if (shown < listed) return `${groupDigits(shown)} of ${total}`
  return listed < all ? `the heaviest ${groupDigits(listed)} of ${total}` : total
}
