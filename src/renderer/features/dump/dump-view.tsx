/** The groups of a dump at the left, one of them at the right; above, what is odd and which dump is shown. */
import { useMemo, useState, type ReactNode } from 'react'
import type { DumpFindingDto, DumpOverviewDto, GroupsDto, Similarity } from '../../../contract/dump-dto'
import { groupAnchor } from '../../../contract/dump-anchor'
import { completeExpression, type ValueSource } from '../../../filter/complete'
import { dumpVocabulary } from '../../../filter/dump-fields'
import { parseExpression } from '../../../filter/parse'
import type { FilterError } from '../../../filter/tokens'
import type { ViewProps } from '../../commands/feature'
import { call } from '../../connection/call'
import { useLatest } from '../../data/use-query'
import { useSettled } from '../../data/use-settled'
import { whileBusy } from '../../state/idle'
import { select, showView } from '../../state/places'
import { nothingSelected } from '../../state/selection'
import { Choice } from '../../widgets/choice'
import { FilterField } from '../../widgets/filter-field'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { choose, shownDump, useDumpChoice } from '../../state/dump-choice'
import { SentenceList } from '../../widgets/sentence-list'
import { SelectedNote, useGroupNotes, useSelectedGroupNote } from './dump-notes'
import { countText, fileLine } from '../../../picture/dump-words'
import { ExportButtons } from './export-menu'
import { GroupList } from './group-list'
import { GoroutinePanel, GroupPanel } from './group-panel'
import { SeriesBar } from './series-bar'
import { useOverview } from './use-overview'
import './dump.css'

const offeredWords = 50

const similarityOptions: readonly { readonly value: Similarity; readonly label: string }[] = [
  { value: 'same-place', label: 'Same place' },
  { value: 'same-values', label: 'Same values' },
  { value: 'same-arguments', label: 'Identical' },
]

export function DumpView({ source }: ViewProps): ReactNode {
  const result = useOverview(source.id)
  if ('instead' in result) return result.instead
  return <Groups source={source.id} overview={result.overview} />
}

/** The last filter that can be read: while one types, the groups do not vanish. */
function useReadableFilter(text: string): {
  readonly filter: string
  readonly error: string
  readonly errorAt?: FilterError
} {
  const parsed = parseExpression(text, dumpVocabulary)
  const [last, setLast] = useState('')
  if (parsed.ok && last !== text) setLast(text)
  const filter = useSettled(parsed.ok ? text : last)
  return parsed.ok ? { filter, error: '' } : { filter, error: parsed.error.message, errorAt: parsed.error }
}

/** Words of this dump for the completion: its states, and the functions and creators of the groups that are shown. */
function wordsOf(overview: DumpOverviewDto, groups: GroupsDto | undefined): ValueSource {
  const shown = groups?.groups ?? []
  return (field, prefix) => {
    const all = new Set<string>()
    if (field === 'state') for (const { state } of overview.states) all.add(state)
    for (const group of shown) {
      if (field === 'creator') all.add(group.createdBy)
      if (field === 'label') for (const label of group.labels) all.add(label.text)
      if (field !== 'function' && field !== 'file') continue
      for (const frame of group.frames) all.add(field === 'function' ? frame.functionName : fileLine(frame))
    }
    return [...all]
      .filter((word) => word !== '' && word.toLowerCase().startsWith(prefix))
      .slice(0, offeredWords)
  }
}

interface GroupsProps {
  readonly source: string
  readonly overview: DumpOverviewDto
}

function Groups({ source, overview }: GroupsProps): ReactNode {
  const choice = useDumpChoice(source)
  const { filter, error, errorAt } = useReadableFilter(choice.filter)
  const { similarity } = choice
  const dump = shownDump(choice, overview.dumps.length)
  const dumps = useMemo(() => (dump === undefined ? [] : [dump]), [dump])
  const { answer } = useLatest('dump/groups', { source, dumps, similarity, filter })
  const shownDumps = overview.dumps.filter(({ index }) => dump === undefined || index === dump)
  const note = shownDumps.map(({ abilities }) => abilities.note).find((text) => text !== '') ?? ''
  const groups = answer.state === 'ready' ? answer.value : undefined
  const words = useMemo(() => wordsOf(overview, groups), [overview, groups])
  return (
    <div className="dump">
      <header className="view-bar">
        <h1>Groups</h1>
        <FilterField
          label="Filter groups"
          placeholder="store · g42 · wait > 5m"
          value={choice.filter}
          error={error}
          errorAt={errorAt}
          complete={(text, cursor) => completeExpression(text, cursor, dumpVocabulary, words)}
          onChange={(text) => choose(source, { filter: text })}
        />
        <Choice
          label="How alike the goroutines of a group are"
          options={similarityOptions}
          value={similarity}
          onChange={(value) => choose(source, { similarity: value, group: undefined, goroutine: undefined })}
        />
        <span className="dim dump-total" role="status">
          {groups === undefined ? '' : totalText(groups)}
        </span>
        <ExportButtons source={source} dumps={dumps} similarity={similarity} filter={filter} />
      </header>
      <SeriesBar
        dumps={overview.dumps}
        chosen={dump}
        onChoose={(next) => choose(source, { dump: next ?? 'all', group: undefined, goroutine: undefined })}
      />
      <SentenceList sentences={overview.findings} onPick={(finding) => void goToFinding(source, finding)} />
      {note !== '' && <p className="dim dump-note dump-ability">{note}</p>}
      {answer.state === 'failed' && (
        <FailureNote message={answer.error.message} advice="Reopen the file to read it again." />
      )}
      {groups === undefined ? (
        answer.state === 'loading' && <WaitingNote />
      ) : (
        <Body source={source} overview={overview} groups={groups} dumps={dumps} />
      )}
    </div>
  )
}

function totalText(groups: GroupsDto): string {
  const hidden =
    groups.hiddenGroupCount > 0 ? `, ${countText(groups.hiddenGroupCount, 'group')} filtered out` : ''
  return `${countText(groups.goroutineCount, 'goroutine')} in ${countText(groups.groupCount, 'group')}${hidden}`
}

interface BodyProps extends GroupsProps {
  readonly groups: GroupsDto
  readonly dumps: readonly number[]
}

function Body({ source, overview, groups, dumps }: BodyProps): ReactNode {
  const choice = useDumpChoice(source)
  const notes = useGroupNotes(source)
  const note = useSelectedGroupNote(source)
  const noted = useMemo(
    () => (note === undefined ? undefined : groups.groups.find((group) => groupAnchor(group) === note.group)),
    [note, groups],
  )
  const goroutine = note === undefined ? choice.goroutine : (note.goroutine ?? undefined)
  const selected =
    noted ??
    groups.groups.find(({ key }) => key === choice.group) ??
    groups.groups.find(({ idleReason }) => idleReason === undefined) ??
    groups.groups[0]
  const shown = overview.dumps.filter(({ index }) => dumps.length === 0 || dumps.includes(index))
  return (
    <div className="dump-body">
      <GroupList
        groups={groups}
        selected={selected?.key}
        isIdleShown={
          choice.isIdleShown || noted?.idleReason !== undefined || groups.idleCount === groups.goroutineCount
        }
        hasStates={shown.some(({ abilities }) => abilities.hasStates)}
        notes={notes}
        revealed={noted?.key}
        onSelect={(key) => {
          choose(source, { group: key, goroutine: undefined })
          if (note !== undefined) select(source, nothingSelected)
        }}
        onShowIdle={(isIdleShown) => choose(source, { isIdleShown })}
      />
      <aside className="dump-side" data-testid="inspector" aria-label="Selected group">
        {note !== undefined && <SelectedNote source={source} note={note} />}
        {note !== undefined && noted === undefined && (
          <p className="dim dump-note">The group of this note is not among those shown.</p>
        )}
        {goroutine !== undefined ? (
          <GoroutinePanel source={source} dump={goroutine.dump} row={goroutine.row} />
        ) : selected === undefined ? (
          <p className="dim dump-note">
            {groups.hiddenGroupCount > 0
              ? 'No group fits this filter.'
              : 'There are no goroutines in this text.'}
          </p>
        ) : (
          <GroupPanel
            key={selected.key}
            source={source}
            group={selected}
            dumps={dumps}
            similarity={groups.similarity}
            hasIds={shown.some(({ abilities }) => abilities.hasIds)}
          />
        )}
      </aside>
    </div>
  )
}

/** A finding leads to its goroutine where it names one, else to its group. */
async function goToFinding(source: string, finding: DumpFindingDto): Promise<void> {
  const { dump, goroutine, group, race } = finding.at
  if (race !== undefined) {
    showView(source, 'race')
    return
  }
  if (finding.code.startsWith('crash-')) {
    showView(source, 'crash')
    return
  }
  if (goroutine !== undefined && Number.isFinite(goroutine)) {
    const found = await whileBusy(
      call('dump/find', { source, dumps: dump === undefined ? [] : [dump], id: goroutine }),
    )
    if (found.ok) choose(source, { goroutine: found.value })
    select(source, nothingSelected)
    return
  }
  if (group !== undefined) {
    // The key belongs to the groups of that dump at the usual similarity.
    choose(source, { dump, similarity: 'same-place', filter: '', group, goroutine: undefined })
    select(source, nothingSelected)
  }
}
