/** Ps, Ms and Gs of one SCHED line (scheddetail=1), with their states in words. */
import { useMemo, useState, type ReactNode } from 'react'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { groupDigits } from '../../../base/format-units'
import type { GodebugDetailDto } from '../../../contract/godebug-dto'
import type { SourceId } from '../../../contract/sources'
import { adviceFor } from '../../data/advice'
import { useLatest } from '../../data/use-query'
import { chooseInGodebug, useGodebugChoice } from '../../state/godebug-choice'
import { showView } from '../../state/places'
import { Button, IconButton } from '../../widgets/button'
import { FigureTable, type FigureColumn, type FigureRow } from '../../widgets/figure-table'
import { FailureNote, WaitingNote } from '../../widgets/query-state'

interface SchedulerDetailsProps {
  readonly source: SourceId
  readonly run: number
}

export function SchedulerDetails({ source, run }: SchedulerDetailsProps): ReactNode {
  const { detail } = useGodebugChoice(source)
  const { answer } = useLatest('godebug/detail', { source, run, ordinal: detail })
  if (answer.state === 'loading') return <WaitingNote />
  if (answer.state === 'failed')
    return <FailureNote message={answer.error.message} advice={adviceFor(answer.error)} />
  const shown = answer.value
  const goTo = (ordinal: number): void => chooseInGodebug(source, { detail: ordinal })
  const name = `at ${(shown.timeNs / 1e9).toFixed(3)} s`
  return (
    <>
      <div className="view-bar">
        <IconButton
          label="Previous SCHED line"
          icon={ChevronLeft}
          isDisabled={shown.ordinal === 0}
          onClick={() => goTo(shown.ordinal - 1)}
        />
        <span role="status">
          SCHED line {groupDigits(shown.ordinal + 1)} of {groupDigits(shown.count)}, {name} (line{' '}
          {groupDigits(shown.line)})
        </span>
        <IconButton
          label="Next SCHED line"
          icon={ChevronRight}
          isDisabled={shown.ordinal + 1 >= shown.count}
          onClick={() => goTo(shown.ordinal + 1)}
        />
        <span className="dim">{factsOf(shown)}</span>
        <Button
          label="Show in the plots"
          onClick={() => {
            chooseInGodebug(source, { line: shown.line })
            showView(source, 'godebug')
          }}
        />
      </div>
      <div className="godebug-details">
        <Groups shown={shown} name={name} />
        <Procs shown={shown} name={name} />
        <Goroutines shown={shown} name={name} />
        <Threads shown={shown} name={name} />
      </div>
    </>
  )
}

function factsOf(shown: GodebugDetailDto): string {
  const parts = [
    `${shown.idleProcs} of ${shown.gomaxprocs} Ps idle`,
    `${groupDigits(shown.threads)} threads`,
    `${groupDigits(shown.globalQueue)} in the global queue`,
  ]
  if (shown.gcWaiting) parts.push(`the world is being stopped, ${shown.stopWait} Ps still to stop`)
  return parts.join(' · ')
}

interface PartProps {
  readonly shown: GodebugDetailDto
  readonly name: string
}

interface PartTableProps {
  readonly label: string
  readonly outName: string
  readonly columns: readonly FigureColumn[]
  readonly rows: readonly FigureRow[]
  readonly sortedBy: string
  readonly isAscending?: boolean
}

const nothing = (): void => undefined

function PartTable({
  label,
  outName,
  columns,
  rows,
  sortedBy,
  isAscending = true,
}: PartTableProps): ReactNode {
  const [selected, setSelected] = useState<FigureRow>()
  return (
    <section className="godebug-part" aria-label={label}>
      <h2>{label}</h2>
      <FigureTable
        label={label}
        outName={outName}
        columns={columns}
        rows={rows}
        sortedBy={sortedBy}
        isAscending={isAscending}
        selected={selected}
        onSelect={setSelected}
        onOpen={nothing}
      />
    </section>
  )
}

const mostListedIds = 12

function Groups({ shown, name }: PartProps): ReactNode {
  const rows = useMemo(
    () =>
      shown.groups.map(({ statusName, reason, count, ids }) => ({
        cells: [
          count,
          statusName,
          reason,
          ids.slice(0, mostListedIds).join(' ') + (count > mostListedIds ? ' …' : ''),
        ],
      })),
    [shown],
  )
  return (
    <PartTable
      label={`Goroutines by state: ${groupDigits(shown.goroutineTotal)}`}
      outName={`goroutines by state ${name}`}
      sortedBy="count"
      isAscending={false}
      columns={[
        { key: 'count', label: 'Count', unit: 'count' },
        { key: 'state', label: 'State', unit: 'text', track: 'minmax(88px, 1fr)' },
        { key: 'reason', label: 'Waits for', unit: 'text', track: 'minmax(120px, 1fr)' },
        { key: 'ids', label: 'Ids', unit: 'text', track: 'minmax(100px, 1fr)' },
      ]}
      rows={rows}
    />
  )
}

function Procs({ shown, name }: PartProps): ReactNode {
  const rows = useMemo(
    () =>
      shown.procs.map((proc) => ({
        cells: [
          proc.id,
          proc.statusName,
          proc.thread,
          proc.queueLength,
          proc.schedTick,
          proc.syscallTick,
          proc.timers,
          proc.freeGoroutines,
        ],
      })),
    [shown],
  )
  return (
    <PartTable
      label={`Ps: ${groupDigits(shown.procs.length)}`}
      outName={`Ps ${name}`}
      sortedBy="id"
      columns={[
        { key: 'id', label: 'P', unit: 'count', track: '40px' },
        { key: 'state', label: 'State', unit: 'text', track: 'minmax(80px, 1fr)' },
        { key: 'thread', label: 'M', unit: 'count', track: '40px', hint: 'Thread that holds it' },
        { key: 'queue', label: 'Queue', unit: 'count', hint: 'Goroutines in its run queue' },
        {
          key: 'tick',
          label: 'Runs',
          unit: 'count',
          track: '72px',
          hint: 'schedtick: how often it went over to another goroutine',
        },
        { key: 'syscalls', label: 'Syscalls', unit: 'count', track: '72px', hint: 'syscalltick' },
        { key: 'timers', label: 'Timers', unit: 'count', track: '64px', hint: 'Timers in its heap' },
        {
          key: 'free',
          label: 'Free Gs',
          unit: 'count',
          track: '64px',
          hint: 'Dead goroutines kept to be used again',
        },
      ]}
      rows={rows}
    />
  )
}

function Goroutines({ shown, name }: PartProps): ReactNode {
  const rows = useMemo(
    () =>
      shown.goroutines.map(({ id, statusName, reason, thread, lockedThread }) => ({
        cells: [id, statusName, reason, thread, lockedThread],
      })),
    [shown],
  )
  const isCut = shown.goroutines.length < shown.goroutineTotal
  return (
    <PartTable
      label={`Gs: ${isCut ? `the first ${groupDigits(shown.goroutines.length)} of ` : ''}${groupDigits(shown.goroutineTotal)}`}
      outName={`Gs ${name}`}
      sortedBy="id"
      columns={[
        { key: 'id', label: 'G', unit: 'count' },
        { key: 'state', label: 'State', unit: 'text', track: 'minmax(88px, 1fr)' },
        {
          key: 'reason',
          label: 'Reason',
          unit: 'text',
          track: 'minmax(120px, 1fr)',
          hint: 'Why it waits; of one that does not wait, why it waited last, where the runtime still knows',
        },
        { key: 'thread', label: 'M', unit: 'count', track: '40px', hint: 'Thread that runs it' },
        {
          key: 'locked',
          label: 'Locked M',
          unit: 'count',
          track: '72px',
          hint: 'Thread that it is locked to',
        },
      ]}
      rows={rows}
    />
  )
}

function Threads({ shown, name }: PartProps): ReactNode {
  const rows = useMemo(
    () =>
      shown.threadLines.map((thread) => ({
        cells: [
          thread.id,
          stateOfThread(thread),
          thread.proc,
          thread.goroutine,
          thread.lockedGoroutine,
          thread.locks,
          thread.preemptOff,
        ],
      })),
    [shown],
  )
  return (
    <PartTable
      label={`Ms: ${groupDigits(shown.threadLines.length)}`}
      outName={`Ms ${name}`}
      sortedBy="id"
      columns={[
        { key: 'id', label: 'M', unit: 'count', track: '40px' },
        {
          key: 'state',
          label: 'State',
          unit: 'text',
          track: 'minmax(100px, 1fr)',
          hint: 'From spinning, blocked, mallocing, throwing and dying',
        },
        { key: 'proc', label: 'P', unit: 'count', track: '40px', hint: 'P that it holds' },
        { key: 'goroutine', label: 'G', unit: 'count', track: '56px', hint: 'Goroutine that it runs' },
        {
          key: 'locked',
          label: 'Locked G',
          unit: 'count',
          track: '72px',
          hint: 'Goroutine that is locked to it',
        },
        { key: 'locks', label: 'Locks', unit: 'count', hint: 'Runtime locks that it holds' },
        {
          key: 'preempt',
          label: 'No preemption',
          unit: 'text',
          track: 'minmax(72px, 1fr)',
          hint: 'preemptoff: why it must not be preempted',
        },
      ]}
      rows={rows}
    />
  )
}

function stateOfThread(thread: GodebugDetailDto['threadLines'][number]): string {
  const words = [
    ...(thread.dying > 0 ? ['dying'] : []),
    ...(thread.throwing > 0 ? ['throwing'] : []),
    ...(thread.isBlocked ? ['parked'] : []),
    ...(thread.isSpinning ? ['spinning'] : []),
    ...(thread.mallocing > 0 ? ['allocating'] : []),
  ]
  if (words.length > 0) return words.join(', ')
  return thread.proc === null ? 'without a P' : 'with a P'
}
