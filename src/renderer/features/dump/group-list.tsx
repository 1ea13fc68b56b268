/**
 * The groups, most telling first, one button each; arrow keys walk them. What is idle by design is folded at the end,
 * under its reasons.
 */
import { useEffect, useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { groupDigits } from '../../../base/format-units'
import type { GoroutineGroupDto, GroupsDto } from '../../../contract/dump-dto'
import { Swatch } from '../../widgets/segment-bar'
import { TableFrame } from '../../widgets/table-frame'
import { focusWhenFree } from '../../widgets/take-focus'
import { Tag } from '../../widgets/tag'
import type { TableContent } from '../../data/table-text'
import { groupAnchor } from '../../../contract/dump-anchor'
import { Callouts, type GroupNote } from './dump-notes'
import { countText, fileLine, shortFunction, visualStateOf, waitText } from '../../../picture/dump-words'

interface GroupListProps {
  readonly groups: GroupsDto
  readonly selected: string | undefined
  readonly isIdleShown: boolean
  readonly hasStates: boolean
  readonly notes: readonly GroupNote[]
  /** A group to bring into sight: a note on it was gone to. */
  readonly revealed: string | undefined
  readonly onSelect: (key: string) => void
  readonly onShowIdle: (isShown: boolean) => void
}

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -Infinity,
  End: Infinity,
}

export function GroupList(props: GroupListProps): ReactNode {
  const { groups, selected, isIdleShown, hasStates, notes, revealed, onSelect, onShowIdle } = props
  const list = useRef<HTMLUListElement>(null)
  const anchors = useMemo(
    () =>
      notes.length === 0 ? undefined : new Map(groups.groups.map((group) => [group.key, groupAnchor(group)])),
    [groups, notes.length],
  )
  useEffect(() => {
    if (revealed === undefined) return
    const button = list.current?.querySelector(`button[data-walk="${CSS.escape(revealed)}"]`)
    button?.scrollIntoView({ block: 'nearest' })
  }, [revealed])
  useEffect(() => {
    const walk = list.current
    focusWhenFree(
      walk?.querySelector<HTMLElement>('[aria-current="true"]') ?? walk?.querySelector<HTMLElement>('button'),
    )
  }, [])
  const notesOn = (key: string): readonly GroupNote[] => {
    const anchor = anchors?.get(key)
    return anchor === undefined ? [] : notes.filter((note) => note.group === anchor)
  }
  const busy = groups.groups.filter((group) => group.idleReason === undefined)
  const idle = groups.groups.filter((group) => group.idleReason !== undefined)
  const largest = Math.max(1, ...groups.groups.map((group) => group.count))

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = steps[event.key]
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>('button[data-walk]') ?? [])]
    const now = buttons.indexOf(document.activeElement as HTMLButtonElement)
    const target = buttons[Math.max(0, Math.min(buttons.length - 1, now + step))]
    if (target === undefined) return
    event.preventDefault()
    event.stopPropagation()
    target.focus()
    if (target.dataset['walk'] !== '') onSelect(target.dataset['walk'] ?? '')
  }

  return (
    <TableFrame isFilling label="Groups" content={() => groupsContent(groups)}>
      <ul className="dump-groups" aria-label="Groups" ref={list} onKeyDown={onKeyDown}>
        {busy.map((group) => (
          <GroupItem
            key={group.key}
            group={group}
            largest={largest}
            hasStates={hasStates}
            isSelected={group.key === selected}
            notes={notesOn(group.key)}
            onSelect={onSelect}
          />
        ))}
        {busy.length === 0 && (
          <li className="dim dump-note">No group is left but those that are idle by design.</li>
        )}
        {idle.length > 0 && (
          <li className="dump-idle">
            <button
              type="button"
              className="dump-idle-fold"
              data-walk=""
              aria-expanded={isIdleShown}
              onClick={() => onShowIdle(!isIdleShown)}
            >
              <span className="dump-idle-mark" aria-hidden>
                {isIdleShown ? '▾' : '▸'}
              </span>
              Idle by design
              <span className="dim">
                {countText(groups.idleCount, 'goroutine')} in {countText(idle.length, 'group')}
              </span>
            </button>
            {!isIdleShown && <IdleReasons groups={idle} />}
          </li>
        )}
        {isIdleShown &&
          idle.map((group) => (
            <GroupItem
              key={group.key}
              group={group}
              largest={largest}
              hasStates={hasStates}
              isSelected={group.key === selected}
              notes={notesOn(group.key)}
              onSelect={onSelect}
            />
          ))}
        {groups.groupCount > groups.groups.length && (
          <li className="dim dump-note">
            {groupDigits(groups.groupCount - groups.groups.length)} more groups: a filter narrows them.
          </li>
        )}
      </ul>
    </TableFrame>
  )
}

function IdleReasons({ groups }: { readonly groups: readonly GoroutineGroupDto[] }): ReactNode {
  const reasons = new Map<string, number>()
  for (const { idleReason = '', count } of groups)
    reasons.set(idleReason, (reasons.get(idleReason) ?? 0) + count)
  return (
    <ul className="dump-reasons">
      {[...reasons]
        .sort((a, b) => b[1] - a[1])
        .map(([reason, count]) => (
          <li key={reason}>
            <span className="number">{groupDigits(count)}</span> {reason}
          </li>
        ))}
    </ul>
  )
}

interface GroupItemProps {
  readonly group: GoroutineGroupDto
  readonly largest: number
  readonly hasStates: boolean
  readonly isSelected: boolean
  readonly notes: readonly GroupNote[]
  readonly onSelect: (key: string) => void
}

function GroupItem({ group, largest, hasStates, isSelected, notes, onSelect }: GroupItemProps): ReactNode {
  const frame = group.frames[group.tellingFrame]
  const wait = waitText(group.waitMinutes)
  return (
    <li className="dump-group-item">
      <button
        type="button"
        className={group.idleReason === undefined ? 'dump-group' : 'dump-group dump-group-idle'}
        data-walk={group.key}
        aria-current={isSelected}
        onClick={() => onSelect(group.key)}
      >
        <span className="dump-group-count">
          {groupDigits(group.count)}
          <span
            className="dump-group-bar"
            style={{ width: `${(group.count / largest) * 100}%` }}
            aria-hidden
          />
        </span>
        <span className="dump-group-what">
          <span className="dump-group-function truncated" title={frame?.functionName}>
            <Callouts notes={notes} />
            {frame === undefined ? 'no frames printed' : shortFunction(frame.functionName)}
          </span>
          <span className="dump-group-facts">
            {hasStates && (
              <>
                <Swatch className={`state-${visualStateOf(group.state)}`} />
                <span>{group.state === '' ? 'no state' : group.state}</span>
              </>
            )}
            {wait !== '' && <span>{wait}</span>}
            {group.hasDied && <Tag text="died here" isStrong />}
            {group.leaked > 0 && <Tag text="leaked" isStrong />}
            {group.lockedToThread > 0 && <Tag text="locked to thread" />}
            {frame !== undefined && <span>{fileLine(frame)}</span>}
            <span>{countText(group.frames.length, 'frame')}</span>
            {group.createdBy !== '' && (
              <span className="truncated" title={`created by ${group.createdBy}`}>
                by {shortFunction(group.createdBy)}
              </span>
            )}
          </span>
          {group.idleReason !== undefined && <span className="dump-group-facts">{group.idleReason}</span>}
        </span>
      </button>
    </li>
  )
}

function groupsContent({ groups }: GroupsDto): TableContent {
  return {
    name: 'groups',
    header: [
      'count',
      'state',
      'about minutes, least',
      'about minutes, median',
      'about minutes, most',
      'function',
      'place',
      'created by',
      'idle by design',
      'leaked',
    ],
    rows: groups.map((group) => {
      const frame = group.frames[group.tellingFrame]
      return [
        group.count,
        group.state,
        group.waitMinutes?.min ?? null,
        group.waitMinutes?.median ?? null,
        group.waitMinutes?.max ?? null,
        frame?.functionName ?? null,
        frame === undefined || frame.file === '' ? null : `${frame.file}:${frame.line}`,
        group.createdBy,
        group.idleReason ?? null,
        group.leaked,
      ]
    }),
  }
}
