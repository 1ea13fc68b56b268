/** Race reports: both accesses side by side, their stacks folded to where they part, and who created whom. */
import { useState, type ReactNode } from 'react'
import { Copy } from 'lucide-react'
import type { RaceAccessDto, RaceDto } from '../../../contract/dump-dto'
import type { FrameDto } from '../../../contract/place-dto'
import type { ViewProps } from '../../commands/feature'
import { copyText } from '../../connection/copy-text'
import { useQuery } from '../../data/use-query'
import { Button } from '../../widgets/button'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { countText, fileLine, shortFunction } from '../../../picture/dump-words'
import { Tag } from '../../widgets/tag'
import './dump.css'
import './race.css'

const listedRaces = 500

export function RaceView({ source }: ViewProps): ReactNode {
  const answer = useQuery('race/reports', { source: source.id })
  if (answer.state === 'loading') return <WaitingNote />
  if (answer.state === 'failed')
    return <FailureNote message={answer.error.message} advice="Reopen the file to read it again." />
  const { races, reportCount } = answer.value
  const merged = reportCount - races.length
  return (
    <div className="race">
      <header className="view-bar">
        <h1>Races</h1>
        <span className="dim" role="status">
          {countText(races.length, 'race')} in {countText(reportCount, 'report')}
          {merged > 0 ? `, ${merged} of them the same again` : ''}
        </span>
        <span className="dim race-numbers">
          Goroutine numbers here are the race detector&apos;s own, not goroutine ids.
        </span>
      </header>
      <ol className="race-list" aria-label="Races">
        {races.slice(0, listedRaces).map((race) => (
          <Race key={race.index} race={race} />
        ))}
      </ol>
      {races.length > listedRaces && (
        <p className="dim dump-note">{races.length - listedRaces} more; marey summary --json lists all.</p>
      )}
    </div>
  )
}

function Race({ race }: { readonly race: RaceDto }): ReactNode {
  const [isRaw, setRaw] = useState(false)
  return (
    <li className="race-item">
      <header className="race-head">
        <h2>{race.text}</h2>
        {race.count > 1 && <Tag text={`${race.count} times`} />}
        {race.isCut && <Tag text="report breaks off" isStrong />}
        <Button label={isRaw ? 'Hide text' : 'Show text'} onClick={() => setRaw(!isRaw)} />
        <Button label="Copy" icon={Copy} onClick={() => void copyText(race.raw)} />
      </header>
      <div className="race-sides">
        {race.accesses.map((access, index) => (
          <Access key={index} access={access} race={race} />
        ))}
      </div>
      {isRaw && (
        <pre className="dump-raw-text race-raw" tabIndex={0} aria-label="Text of the report">
          {race.raw}
        </pre>
      )}
    </li>
  )
}

function Access({ access, race }: { readonly access: RaceAccessDto; readonly race: RaceDto }): ReactNode {
  const made = race.created.find(({ goroutine }) => goroutine === access.goroutine)
  const who = access.isMainGoroutine
    ? 'main goroutine'
    : access.goroutine === undefined
      ? 'an unknown goroutine'
      : `goroutine ${access.goroutine}`
  return (
    <div
      className="race-access"
      role="group"
      aria-label={`${access.isPrevious ? 'earlier ' : ''}${access.kind}`}
    >
      <h3>
        <strong className={access.kind.endsWith('write') ? 'race-write' : 'race-read'}>{access.kind}</strong>
        {access.isPrevious ? ' before, by ' : ' by '}
        {who}
        {access.state === '' ? '' : ` (${access.state})`}
        <span className="dim"> {access.address}</span>
      </h3>
      {access.isStackMissing && <p className="dim">The detector could not restore the stack.</p>}
      <Frames label={`Stack of the ${access.kind}`} frames={access.stack} partsAt={access.partsAt} />
      {made !== undefined && (
        <>
          <h4 className="dim">created at</h4>
          {made.isStackMissing && <p className="dim">The detector could not restore the stack.</p>}
          <Frames label="Where the goroutine was created" frames={made.stack} partsAt={made.stack.length} />
        </>
      )}
    </div>
  )
}

interface FramesProps {
  readonly label: string
  readonly frames: readonly FrameDto[]
  readonly partsAt: number
}

function Frames({ label, frames, partsAt }: FramesProps): ReactNode {
  const [isOpen, setOpen] = useState(false)
  const shown = isOpen ? frames : frames.slice(0, partsAt)
  const folded = frames.length - shown.length
  return (
    <ol className="dump-frames" aria-label={label}>
      {shown.map((frame, index) => (
        <li
          key={index}
          className={`dump-frame ${index < partsAt ? 'dump-frame-user' : 'dump-frame-runtime'}`}
          title={`${frame.functionName}\n${frame.file}:${frame.line}`}
        >
          <span className="dump-call">
            <span className="dump-function">{shortFunction(frame.functionName)}</span>
          </span>
          <span className="dump-place">{fileLine(frame)}</span>
        </li>
      ))}
      {folded > 0 && (
        <li>
          <button type="button" className="dump-fold" aria-expanded={false} onClick={() => setOpen(true)}>
            {countText(folded, 'frame')} that both accesses have
          </button>
        </li>
      )}
    </ol>
  )
}
