/** Dumps of this file and of other open files side by side: what is new, gone, grown. */
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { FolderOpen } from 'lucide-react'
import { groupDigits } from '../../../base/format-units'
import { compareDumps } from '../../../contract/dump-trend'
import type { ComparableDumpDto, TrendDto, TrendRowDto } from '../../../contract/dump-dto'
import {
  orderOfTimes,
  sharedDay,
  timesOfDumps,
  timeSourceText,
  type DumpTime,
} from '../../../contract/dump-times'
import type { SourceDto } from '../../../contract/sources'
import type { ViewProps } from '../../commands/feature'
import { performCommand } from '../../commands/registry'
import { call } from '../../connection/call'
import { whileBusy } from '../../state/idle'
import { useSources } from '../../state/sources'
import { EmptyNote, FailureNote, WaitingNote } from '../../widgets/query-state'
import { TableFrame } from '../../widgets/table-frame'
import type { TableContent } from '../../data/table-text'
import { choose, useDumpChoice } from '../../state/dump-choice'
import { DumpTimeField } from './dump-time'
import { countText, fileLine, shortFunction, visualStateOf } from '../../../picture/dump-words'
import { differingNames } from './dump-text'
import { giveTime, useGivenTimes } from '../../state/given-times'
import { Swatch } from '../../widgets/segment-bar'
import './dump.css'
import './compare.css'

const listedRows = 500

const trendWords: Readonly<Record<TrendRowDto['trend'], string>> = {
  rose: 'rose in every dump',
  fell: 'fell in every dump',
  new: 'new',
  gone: 'gone',
  same: 'same',
  mixed: 'changed',
}

/** Of two dumps, "in every dump" would only puff up. */
function wordOf({ trend, counts }: TrendRowDto): string {
  if (counts.length > 2) return trendWords[trend]
  return trend === 'rose' ? 'more' : trend === 'fell' ? 'fewer' : trendWords[trend]
}

/** A dump with the file it stands in. */
type ComparedDump = ComparableDumpDto & {
  readonly file: SourceDto
  readonly dump: number
  readonly dumpCount: number
}

type Fetched =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'ready'; readonly dumps: readonly ComparedDump[] }

/** The dumps of several files, in the order of the tabs. */
function useComparable(sources: readonly SourceDto[], withIds: boolean): Fetched {
  const key = `${withIds} ${sources.map(({ id, name }) => `${id} ${name}`).join('\n')}`
  const [fetched, setFetched] = useState<{ readonly key: string; readonly value: Fetched }>()
  useEffect(() => {
    let isWanted = true
    const fetchAll = async (): Promise<Fetched> => {
      const dumps: ComparedDump[] = []
      for (const source of sources) {
        const result = await call('dump/comparable', { source: source.id, withIds })
        if (!result.ok) return { state: 'failed', message: `${source.name}: ${result.error.message}` }
        const dumpCount = result.value.length
        result.value.forEach((dump, index) => {
          const name = dumpCount === 1 ? source.name : `${source.name}, ${dump.name}`
          dumps.push({ ...dump, name, file: source, dump: index, dumpCount })
        })
      }
      return { state: 'ready', dumps }
    }
    void whileBusy(fetchAll()).then((value) => {
      if (isWanted) setFetched({ key, value })
    })
    return () => {
      isWanted = false
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key says which sources
  }, [key])
  return fetched?.key === key ? fetched.value : { state: 'loading' }
}

/** With their times, in the order of these where all are known. */
function inOrderOfTime(
  dumps: readonly ComparedDump[],
  given: ReadonlyMap<string, Readonly<Record<number, number>>>,
): readonly (ComparedDump & { readonly time: DumpTime })[] {
  const times = timesOfDumps(
    dumps.map(({ file, dump, dumpCount, unixMs }) => ({
      fileName: file.name,
      dumpCount,
      logMs: unixMs,
      givenMs: given.get(file.id)?.[dump],
    })),
  )
  return orderOfTimes(times).map((index) => ({ ...dumps[index], time: times[index] }))
}

export function CompareView({ source }: ViewProps): ReactNode {
  const choice = useDumpChoice(source.id)
  const all = useSources((state) => state.sources)
  const others = all.filter(
    ({ id, kind, state }) =>
      id !== source.id && state === 'ready' && (kind === 'goroutine-dump' || kind === 'crash'),
  )
  const comparedWith = choice.comparedWith ?? others.map(({ id }) => id)
  const compared = all.filter(
    ({ id }) => id === source.id || (comparedWith.includes(id) && others.some((other) => other.id === id)),
  )
  const fetched = useComparable(compared, choice.isOneProcess)
  const given = useGivenTimes(compared)
  const dumps = fetched.state === 'ready' ? inOrderOfTime(fetched.dumps, given) : undefined
  const orderKey = dumps?.map(({ name, time }) => `${name} ${time.source} ${time.unixMs}`).join('\n')
  const trend = useMemo(
    () => (dumps === undefined || dumps.length < 2 ? undefined : compareDumps(dumps, choice.isOneProcess)),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the dumps change with what was fetched and their order
    [fetched, orderKey, choice.isOneProcess],
  )
  return (
    <div className="compare">
      <header className="view-bar">
        <h1>Compare</h1>
        {others.map((other) => (
          <label key={other.id} className="check-label">
            <input
              type="checkbox"
              checked={comparedWith.includes(other.id)}
              onChange={(event) =>
                choose(source.id, {
                  comparedWith: event.target.checked
                    ? [...comparedWith, other.id]
                    : comparedWith.filter((id) => id !== other.id),
                })
              }
            />
            with {other.name}
          </label>
        ))}
        {dumps !== undefined && dumps.length > 1 && (
          <label className="check-label compare-process">
            <input
              type="checkbox"
              checked={choice.isOneProcess}
              onChange={(event) => choose(source.id, { isOneProcess: event.target.checked })}
            />
            All from one process: follow goroutines by id
          </label>
        )}
      </header>
      {fetched.state === 'loading' && <WaitingNote text="Comparing…" />}
      {fetched.state === 'failed' && (
        <FailureNote message={fetched.message} advice="Leave that file out, or reopen it." />
      )}
      {dumps !== undefined && dumps.length < 2 && (
        <EmptyNote
          action={
            others.length === 0
              ? {
                  label: 'Open another dump…',
                  icon: FolderOpen,
                  onClick: () => performCommand('file.open'),
                }
              : undefined
          }
        >
          {others.length === 0
            ? 'This file holds one dump. Open another one to compare, drop several files at once, or a file with several dumps.'
            : 'Choose a file above to compare this one with.'}
        </EmptyNote>
      )}
      {trend !== undefined && (
        <Trend
          trend={trend}
          onGiveTime={(index, unixMs) => {
            const dump = dumps?.[index]
            if (dump !== undefined) giveTime(dump.file, dump.dump, unixMs)
          }}
        />
      )}
    </div>
  )
}

interface TrendProps {
  readonly trend: TrendDto
  readonly onGiveTime: (dump: number, unixMs: number | undefined) => void
}

function perMinuteText(value: number): string {
  const text = Math.abs(value) >= 10 ? groupDigits(Math.round(value)) : String(Number(value.toFixed(1)))
  return value > 0 ? `+${text}` : text
}

function Trend({ trend, onGiveTime }: TrendProps): ReactNode {
  const names = differingNames(trend.dumps.map(({ name }) => name))
  const day = sharedDay(trend.dumps.map(({ time }) => time))
  const sources = new Set(trend.dumps.map(({ time }) => time.source))
  const [only] = sources
  const source = sources.size === 1 && only !== 'unknown' ? only : undefined
  const largest = Math.max(1, ...trend.rows.flatMap(({ counts }) => counts))
  return (
    <div className="compare-scroll" tabIndex={0} role="group" aria-label="Comparison">
      {(day !== undefined || source !== undefined) && (
        <p className="dim dump-note">
          {[
            ...(day === undefined ? [] : [`All of ${day}`]),
            ...(source === undefined ? [] : [`times ${timeSourceText(source)}`]),
          ].join(', ')}
        </p>
      )}
      {trend.notes.map((note) => (
        <p key={note} className="dim dump-note">
          {note}
        </p>
      ))}
      <TableFrame label="Groups over the dumps" content={() => trendContent(trend)}>
        <table className="compare-table" aria-label="Groups over the dumps">
          <thead>
            <tr>
              <th scope="col">Change</th>
              <th scope="col">State, where</th>
              {trend.minutes !== undefined && (
                <th scope="col" className="number" title="Growth from the first dump to the last, per minute">
                  per minute
                </th>
              )}
              {trend.dumps.map((dump, index) => (
                <th key={index} scope="col" className="number compare-dump">
                  <span className="truncated compare-name" title={dump.name}>
                    {names[index]}
                  </span>
                  <DumpTimeField
                    name={dump.name}
                    time={dump.time}
                    isDayKnown={day !== undefined}
                    isSourceKnown={source !== undefined}
                    onGive={(unixMs) => onGiveTime(index, unixMs)}
                  />
                  <span className="compare-count">{countText(dump.goroutineCount, 'goroutine')}</span>
                </th>
              ))}
              {trend.isOneProcess && (
                <th
                  scope="col"
                  className="number"
                  title="The same goroutines in every dump, by id and creator"
                >
                  stayed
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {trend.rows.slice(0, listedRows).map((row) => (
              <TrendLine
                key={row.key}
                row={row}
                largest={largest}
                isFollowed={trend.isOneProcess}
                hasMinutes={trend.minutes !== undefined}
              />
            ))}
          </tbody>
        </table>
      </TableFrame>
      {trend.rows.length > listedRows && (
        <p className="dim dump-note">{trend.rows.length - listedRows} more rows that changed less.</p>
      )}
    </div>
  )
}

interface TrendLineProps {
  readonly row: TrendRowDto
  readonly largest: number
  readonly isFollowed: boolean
  readonly hasMinutes: boolean
}

function TrendLine({ row, largest, isFollowed, hasMinutes }: TrendLineProps): ReactNode {
  const growth = row.growth > 0 ? `+${groupDigits(row.growth)}` : groupDigits(row.growth)
  return (
    <tr
      className={row.idleReason === undefined && row.trend !== 'same' ? '' : 'compare-idle'}
      title={row.idleReason}
    >
      <td className="number compare-trend">
        <strong className={row.growth === 0 ? '' : row.growth > 0 ? 'more' : 'less'}>{growth}</strong>
        <span className="compare-word">{wordOf(row)}</span>
      </td>
      <td className="compare-place">
        <div className="truncated" title={row.place?.functionName}>
          {row.state !== '' && <Swatch className={`state-${visualStateOf(row.state)}`} />} {row.state}{' '}
          {row.place === undefined ? 'no frames printed' : shortFunction(row.place.functionName)}{' '}
          <span className="dim">{row.place === undefined ? '' : fileLine(row.place)}</span>
        </div>
      </td>
      {hasMinutes && <td className="number">{perMinuteText(row.growthPerMinute ?? 0)}</td>}
      {row.counts.map((count, index) => (
        <td key={index} className="number compare-cell">
          <span className="compare-bar" style={{ width: `${(count / largest) * 100}%` }} aria-hidden />
          <span>{groupDigits(count)}</span>
        </td>
      ))}
      {isFollowed && (
        <td className="number">{row.stayedCount === undefined ? '' : groupDigits(row.stayedCount)}</td>
      )}
    </tr>
  )
}

/** Every row, not only those on the screen. */
function trendContent(trend: TrendDto): TableContent {
  const names = trend.dumps.map(({ name, time }, index) =>
    [
      `${index + 1}: ${name}`,
      ...(time.unixMs === undefined ? [] : [new Date(time.unixMs).toISOString()]),
    ].join(', '),
  )
  return {
    name: 'groups over the dumps',
    header: [
      'change',
      'growth',
      'per minute',
      'state',
      'function',
      'place',
      'created by',
      ...names,
      'stayed',
    ],
    rows: trend.rows.map((row) => [
      wordOf(row),
      row.growth,
      row.growthPerMinute ?? null,
      row.state,
      row.place?.functionName ?? null,
      row.place === undefined ? null : `${row.place.file}:${row.place.line}`,
      row.createdBy,
      ...row.counts,
      row.stayedCount ?? null,
    ]),
  }
}
