/** One group: what it does and waits for, its stack with the arguments that differ, its goroutines, their text. */
import { useCallback, useMemo, useState, type ReactNode } from 'react'
import { ArrowLeft, Copy } from 'lucide-react'
import { groupDigits } from '../../../base/format-units'
import { succeed, type Result } from '../../../base/result'
import type { Params, Results } from '../../../contract/api'
import type {
  GoroutineDetailDto,
  GoroutineGroupDto,
  GoroutineLineDto,
  Similarity,
} from '../../../contract/dump-dto'
import { groupAnchor } from '../../../contract/dump-anchor'
import { limits } from '../../../contract/limits'
import { call } from '../../connection/call'
import { copyText } from '../../connection/copy-text'
import { adviceFor } from '../../data/advice'
import type { TableCell, TableContent, TableFailure } from '../../data/table-text'
import { usePages, useQuery } from '../../data/use-query'
import { select, showView } from '../../state/places'
import { nothingSelected } from '../../state/selection'
import { Button } from '../../widgets/button'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { Elsewhere } from '../../widgets/elsewhere'
import { TableFrame } from '../../widgets/table-frame'
import { VirtualList } from '../../widgets/virtual-list'
import { DumpFrames } from './dump-frames'
import { addNoteOn, PlaceNotes, useGroupNotes } from './dump-notes'
import { choose } from '../../state/dump-choice'
import { countText, visualStateOf, waitText } from '../../../picture/dump-words'
import { Swatch } from '../../widgets/segment-bar'

interface GroupPanelProps {
  readonly source: string
  readonly group: GoroutineGroupDto
  readonly dumps: readonly number[]
  readonly similarity: Similarity
  readonly hasIds: boolean
}

const lineHeightPx = 24

export function GroupPanel({ source, group, dumps, similarity, hasIds }: GroupPanelProps): ReactNode {
  const wait = group.waitMinutes
  const place = useMemo(() => ({ group }), [group])
  const notes = useGroupNotes(source)
  const anchor = groupAnchor(group)
  return (
    <div className="dump-panel">
      <header className="dump-panel-head">
        <Swatch className={`state-${visualStateOf(group.state)}`} />
        <h2>
          {countText(group.count, 'goroutine')}
          {group.state === '' ? '' : `, ${group.state}`}
        </h2>
      </header>
      <dl className="dump-facts">
        {group.originalStates.some((state) => state !== group.state) && (
          <Fact name="printed as">{group.originalStates.join(', ')}</Fact>
        )}
        {wait !== undefined && (
          <Fact name="waits">
            <span title="As Go prints it: neither exact nor a lower bound, off by about one collection interval">
              {waitText(wait)}
              {wait.min === wait.max ? '' : `, half of them ${wait.median} or less`}
              {wait.knownCount < group.count
                ? `; printed for ${groupDigits(wait.knownCount)} of them, the others are unknown`
                : ''}
            </span>
          </Fact>
        )}
        {group.createdBy !== '' && (
          <Fact name="created by">
            {group.createdBy}
            {group.createdAt !== undefined && (
              <span className="dim">
                {' '}
                {group.createdAt.file}:{group.createdAt.line}
              </span>
            )}
          </Fact>
        )}
        {group.idleReason !== undefined && <Fact name="idle by design">{group.idleReason}</Fact>}
        {group.leaked > 0 && (
          <Fact name="leaked">{countText(group.leaked, 'goroutine')}, proved by the collector</Fact>
        )}
        {group.lockedToThread > 0 && (
          <Fact name="locked">{countText(group.lockedToThread, 'goroutine')}, each to its thread</Fact>
        )}
        {group.bubbles.length > 0 && <Fact name="synctest bubble">{group.bubbles.join(', ')}</Fact>}
        {group.labels.length > 0 && (
          <Fact name="labels">{group.labels.map(({ text, count }) => `${text} ×${count}`).join(', ')}</Fact>
        )}
      </dl>
      {group.notes.map((note) => (
        <p key={note} className="dump-note">
          {note}
        </p>
      ))}
      <PlaceNotes source={source} place={place} />
      <Elsewhere source={source} functionName={group.frames[group.tellingFrame]?.functionName ?? ''} />
      <h3 className="dump-section">Stack, innermost first</h3>
      <DumpFrames
        label="Stack of the group"
        frames={group.frames}
        markedFrame={group.tellingFrame}
        notes={notes.filter((note) => note.group === anchor)}
        onNote={(frame) => addNoteOn(source, { group, frame })}
      />
      <h3 className="dump-section">{hasIds ? 'Goroutines' : 'Stacks'}</h3>
      <Members source={source} group={group} dumps={dumps} similarity={similarity} />
    </div>
  )
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

const readPage = (
  value: Results['dump/goroutines'],
): { readonly total: number; readonly rows: readonly GoroutineLineDto[] } => value

function Members(props: Omit<GroupPanelProps, 'hasIds'>): ReactNode {
  const { source, group, dumps, similarity } = props
  const [range, setRange] = useState({ first: 0, last: 0 })
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), [])
  const dumpsKey = dumps.join(',')
  const request = useCallback(
    (offset: number, limit: number): Params<'dump/goroutines'> => ({
      source,
      dumps: dumpsKey === '' ? [] : dumpsKey.split(',').map(Number),
      similarity,
      group: group.key,
      offset,
      limit,
    }),
    [source, dumpsKey, similarity, group.key],
  )
  const pages = usePages('dump/goroutines', request, readPage, range.first, range.last)
  const total = Math.max(0, pages.total)
  return (
    <div className="dump-members" style={{ height: Math.min(10, Math.max(1, total)) * lineHeightPx + 2 }}>
      <TableFrame isFilling label="Goroutines of the group" content={() => membersContent(request)}>
        <VirtualList
          label="Goroutines of the group"
          count={total}
          rowHeightPx={lineHeightPx}
          onRange={onRange}
          renderRow={(index) => {
            const row = pages.rowAt(index)
            if (row === undefined) return <span className="dim">…</span>
            return (
              <button
                type="button"
                className="dump-member"
                onClick={() => {
                  choose(source, { goroutine: { dump: row.dump, row: row.row } })
                  select(source, nothingSelected)
                }}
              >
                <span className="dump-member-name">{memberName(row)}</span>
                <span className="dim truncated">
                  {[
                    row.minutes === undefined ? '' : `about ${row.minutes} min`,
                    row.createdById === undefined ? '' : `created in goroutine ${row.createdById}`,
                    row.labels,
                  ]
                    .filter((text) => text !== '')
                    .join(' · ')}
                </span>
              </button>
            )
          }}
        />
      </TableFrame>
    </div>
  )
}

/** All goroutines of the group, page by page. */
async function membersContent(
  request: (offset: number, limit: number) => Params<'dump/goroutines'>,
): Promise<Result<TableContent, TableFailure>> {
  const rows: (readonly TableCell[])[] = []
  for (let offset = 0; ; offset += limits.page) {
    const page = await call('dump/goroutines', request(offset, limits.page))
    if (!page.ok) return { ok: false, error: { message: page.error.message, advice: adviceFor(page.error) } }
    for (const row of page.value.rows)
      rows.push([
        row.id ?? null,
        row.dump + 1,
        row.state,
        row.minutes ?? null,
        row.createdById ?? null,
        row.labels,
        row.count,
      ])
    if (page.value.rows.length === 0 || offset + limits.page >= page.value.total) break
  }
  const header = ['goroutine', 'dump', 'state', 'about minutes', 'created in goroutine', 'labels', 'count']
  return succeed({ name: 'goroutines of the group', header, rows })
}

function memberName(row: GoroutineLineDto): string {
  if (row.id !== undefined) return `goroutine ${row.id}`
  return row.count > 1 ? `${groupDigits(row.count)} goroutines` : 'a stack without an id'
}

interface GoroutinePanelProps {
  readonly source: string
  readonly dump: number
  readonly row: number
}

/** One goroutine: what was read, and the text it was read from, side by side. */
export function GoroutinePanel({ source, dump, row }: GoroutinePanelProps): ReactNode {
  const answer = useQuery('dump/goroutine', { source, dump, row })
  if (answer.state === 'loading') return <WaitingNote />
  if (answer.state === 'failed')
    return <FailureNote message={answer.error.message} advice="Choose another goroutine." />
  return <GoroutineDetail source={source} detail={answer.value} />
}

function GoroutineDetail({
  source,
  detail,
}: {
  readonly source: string
  readonly detail: GoroutineDetailDto
}): ReactNode {
  const { dump, row } = detail
  const place = useMemo(
    () => ({ group: detail, goroutine: { dump, row, name: memberName(detail) } }),
    [detail, dump, row],
  )
  const notes = useGroupNotes(source)
  const anchor = groupAnchor(detail)
  return (
    <div className="dump-panel">
      <header className="dump-panel-head">
        <Button
          label="Group"
          icon={ArrowLeft}
          onClick={() => {
            choose(source, { goroutine: undefined })
            select(source, nothingSelected)
          }}
        />
        <Swatch className={`state-${visualStateOf(detail.state)}`} />
        <h2>
          {memberName(detail)}
          {detail.state === '' ? '' : `, ${detail.state}`}
        </h2>
        <Button label="Copy text" icon={Copy} onClick={() => void copyText(detail.raw)} />
        <Button
          label="In the file"
          onClick={() => {
            choose(source, { rawOffset: detail.textOffset })
            showView(source, 'dump-raw')
          }}
        />
      </header>
      <dl className="dump-facts">
        {detail.minutes !== undefined && <Fact name="waits">about {detail.minutes} min</Fact>}
        {detail.createdBy !== '' && (
          <Fact name="created by">
            {detail.createdBy}
            {detail.createdById === undefined ? '' : ` in goroutine ${detail.createdById}`}
            {detail.createdAt !== undefined && (
              <span className="dim">
                {' '}
                {detail.createdAt.file}:{detail.createdAt.line}
              </span>
            )}
          </Fact>
        )}
        {detail.labels !== '' && <Fact name="labels">{detail.labels}</Fact>}
      </dl>
      {detail.notes.map((note) => (
        <p key={note} className="dump-note">
          {note}
        </p>
      ))}
      <PlaceNotes source={source} place={place} />
      <Elsewhere
        source={source}
        functionName={detail.frames.at(-1)?.functionName ?? ''}
        startFunction={detail.frames.at(-1)?.functionName ?? ''}
        {...(detail.id === undefined ? {} : { goroutine: detail.id })}
      />
      <div className="dump-sides">
        <div>
          <h3 className="dump-section">As read</h3>
          <DumpFrames
            label="Stack of the goroutine"
            frames={detail.frames}
            notes={notes.filter(
              (note) =>
                note.group === anchor &&
                (note.goroutine === undefined ||
                  (note.goroutine.dump === dump && note.goroutine.row === row)),
            )}
            onNote={(frame) => addNoteOn(source, { ...place, frame })}
          />
          {detail.ancestors.map((ancestor) => (
            <div key={ancestor.id}>
              <h3 className="dump-section">Created in goroutine {ancestor.id}, which stood here</h3>
              <DumpFrames label={`Stack of goroutine ${ancestor.id}`} frames={ancestor.frames} />
            </div>
          ))}
        </div>
        <div>
          <h3 className="dump-section">As printed</h3>
          <pre className="dump-raw-text" tabIndex={0} aria-label="Text of the goroutine">
            {detail.raw}
          </pre>
          {detail.isRawCut && <p className="dim dump-note">The text goes on; the Raw view has all of it.</p>}
        </div>
      </div>
    </div>
  )
}
