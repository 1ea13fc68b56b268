/**
 * What other open files have of a function or a goroutine, in words and with where that leads. By function always; by the
 * number of a goroutine only where its start function is the same too, and then with the reserve that no file names its
 * process; by time where both files carry a clock.
 */
import type { MentionsDto } from '../../contract/mentions-api'
import type { SourceDto, SourceId } from '../../contract/sources'
import { formatDuration, formatShare, groupDigits } from '../../base/format-units'
import { choose } from '../state/dump-choice'
import { showView } from '../state/places'
import { chooseInProfile } from '../state/profile-choice'
import { activate, useSources } from '../state/sources'
import { setTableByFunction, setTableFilter } from '../state/tables'
import { setWhose, showPage } from '../state/analyses-page'
import { goToGoroutine, goToTimeline } from './go-to'

export interface ElsewhereLine {
  readonly text: string
  readonly hint?: string
  readonly go: () => void
}

/** A function, and the goroutine that the user looks at, if it has a number. */
export interface ElsewhereSubject {
  readonly functionName: string
  readonly goroutine?: number
  /** Of that goroutine: its outermost function. */
  readonly startFunction?: string
}

/** Files that can be asked, apart from one; the same list while nothing changes. */
export function useOtherFiles(source: SourceId): readonly SourceDto[] {
  const sources = useSources((state) => state.sources)
  return sources.filter((one) => one.id !== source && one.state === 'ready' && isAsked(one))
}

const isAsked = ({ kind }: SourceDto): boolean =>
  kind === 'trace' || kind === 'goroutine-dump' || kind === 'crash' || kind === 'profile'

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

const goroutinesText = (count: number): string =>
  count === 1 ? 'a goroutine' : `${groupDigits(count)} goroutines`

export function elsewhereLines(
  other: SourceId,
  subject: ElsewhereSubject,
  mentions: MentionsDto,
  own: Pick<MentionsDto, 'fromUnixMs' | 'toUnixMs'> | undefined,
): readonly ElsewhereLine[] {
  const lines = [...byFunction(other, subject, mentions), ...byGoroutine(other, subject, mentions)]
  // Time alone says nothing about the function: it stands beside what does.
  return lines.length === 0 ? [] : [...lines, ...byTime(other, mentions, own)]
}

function byFunction(
  other: SourceId,
  { functionName }: ElsewhereSubject,
  mentions: MentionsDto,
): readonly ElsewhereLine[] {
  switch (mentions.kind) {
    case 'trace':
      return [
        ...(mentions.started === 0
          ? []
          : [
              {
                text: `${goroutinesText(mentions.started)} started in it`,
                go: () => {
                  setTableByFunction(other, false)
                  setTableFilter(other, `function = ${quoted(functionName)}`)
                  activate(other)
                  showView(other, 'goroutines')
                },
              },
            ]),
        ...(mentions.onStacks === 0
          ? []
          : [
              {
                text: `${goroutinesText(mentions.onStacks)} waited or stopped inside it`,
                hint: 'Waits by place, whole trace',
                go: () => {
                  setWhose(other, {})
                  activate(other)
                  showPage(other, 'waits')
                  showView(other, 'analyses')
                },
              },
            ]),
        ...(mentions.samples === 0
          ? []
          : [
              {
                text: `${groupDigits(mentions.samples)} CPU ${mentions.samples === 1 ? 'sample' : 'samples'} in it`,
                hint: 'The flame graph of the whole trace, beside the timeline',
                go: () => {
                  const whole = { fromNs: 0, toNs: Math.round(mentions.durationNs) }
                  activate(other)
                  goToTimeline(other, { kind: 'range', ...whole }, whole)
                },
              },
            ]),
      ]
    case 'dump':
      if (mentions.goroutines === 0) return []
      return [
        {
          text: `${goroutinesText(mentions.goroutines)} in it${mentions.dumps > 1 ? ', in the last dump' : ''}`,
          go: () => {
            choose(other, {
              filter: `function = ${quoted(functionName)}`,
              dump: undefined,
              isIdleShown: true,
            })
            activate(other)
            showView(other, 'dump')
          },
        },
      ]
    case 'profile': {
      const { cum, flat, total, type } = mentions
      if (cum === 0 || total === 0) return []
      return [
        {
          text: `${formatShare(cum / total)} of ${type} in it and below, ${formatShare(flat / total)} in itself`,
          go: () => {
            chooseInProfile(other, { functionName, type: undefined, label: undefined })
            activate(other)
            showView(other, 'profile-callers')
          },
        },
      ]
    }
  }
}

const reserve =
  'The number and the start function are the same. It is the same goroutine only if both files are of one process, which neither of them says.'

function byGoroutine(
  other: SourceId,
  { goroutine, startFunction }: ElsewhereSubject,
  mentions: MentionsDto,
): readonly ElsewhereLine[] {
  if (goroutine === undefined || startFunction === undefined || startFunction === '') return []
  if (mentions.kind === 'profile' || mentions.goroutine === undefined) return []
  if (mentions.goroutine.functionName !== startFunction) return []
  const text = `g${goroutine} there too, same start function; the same one only if of one process`
  if (mentions.kind === 'trace') return [{ text, hint: reserve, go: () => showInTrace(other, goroutine) }]
  const { dump, row } = mentions.goroutine
  return [
    {
      text,
      hint: reserve,
      go: () => {
        choose(other, { dump, goroutine: { dump, row }, filter: '' })
        activate(other)
        showView(other, 'dump')
      },
    },
  ]
}

function showInTrace(other: SourceId, goroutine: number): void {
  activate(other)
  goToGoroutine(other, goroutine)
}

function byTime(
  other: SourceId,
  there: MentionsDto,
  own: Pick<MentionsDto, 'fromUnixMs' | 'toUnixMs'> | undefined,
): readonly ElsewhereLine[] {
  const { fromUnixMs, toUnixMs } = there
  if (own?.fromUnixMs === undefined || own.toUnixMs === undefined) return []
  if (fromUnixMs === undefined || toUnixMs === undefined) return []
  const fromMs = Math.max(fromUnixMs, own.fromUnixMs)
  const toMs = Math.min(toUnixMs, own.toUnixMs)
  if (toMs < fromMs) return []
  const hint = 'By the clocks that both files carry; of two machines they may differ.'
  const text = `its time overlaps this file's by ${formatDuration((toMs - fromMs) * 1e6)}`
  if (there.kind !== 'trace') return [{ text, hint, go: () => activate(other) }]
  const stretch = {
    fromNs: Math.round((fromMs - fromUnixMs) * 1e6),
    toNs: Math.round((toMs - fromUnixMs) * 1e6),
  }
  return [
    {
      text,
      hint,
      go: () => {
        activate(other)
        goToTimeline(other, { kind: 'range', ...stretch }, stretch)
      },
    },
  ]
}
