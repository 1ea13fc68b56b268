/** The text as it is, a window of it at a time, and where text was not read. */
import { useMemo, type ReactNode } from 'react'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { formatBytes, groupDigits } from '../../../base/format-units'
import type { UnreadTextDto } from '../../../contract/dump-dto'
import type { ViewProps } from '../../commands/feature'
import { useLatest } from '../../data/use-query'
import { IconButton, LinkButton } from '../../widgets/button'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { choose, useDumpChoice } from '../../state/dump-choice'
import { countText } from '../../../picture/dump-words'
import { useOverview } from './use-overview'
import './dump.css'
import './raw.css'

const windowBytes = 64 * 1024

export function RawView({ source }: ViewProps): ReactNode {
  const result = useOverview(source.id)
  const { rawOffset } = useDumpChoice(source.id)
  const { answer } = useLatest('dump/raw', { source: source.id, offset: rawOffset, length: windowBytes })
  if ('instead' in result) return result.instead
  const { overview } = result
  const total = overview.textBytes
  const isAllRead = overview.unreadLineCount === 0
  const goTo = (offset: number): void =>
    choose(source.id, { rawOffset: Math.max(0, Math.min(total - 1, offset)) })
  return (
    <div className="raw">
      <header className="view-bar">
        <h1>Raw</h1>
        {total > windowBytes && (
          <IconButton
            label="Earlier text"
            icon={ChevronLeft}
            isDisabled={rawOffset === 0}
            onClick={() => goTo(rawOffset - windowBytes)}
          />
        )}
        <span className="dim" role="status">
          {total > windowBytes
            ? `from byte ${groupDigits(rawOffset)} of ${formatBytes(total)}`
            : `all ${formatBytes(total)}`}
        </span>
        {total > windowBytes && (
          <IconButton
            label="Later text"
            icon={ChevronRight}
            isDisabled={rawOffset + windowBytes >= total}
            onClick={() => goTo(rawOffset + windowBytes)}
          />
        )}
        {isAllRead && <span className="dim">everything was read</span>}
        {overview.wrappers.length > 0 && (
          <span className="dim">taken out of {overview.wrappers.join(', ')}; shown without it</span>
        )}
      </header>
      <div className={isAllRead ? 'raw-body raw-whole' : 'raw-body'}>
        {!isAllRead && (
          <aside className="raw-side" aria-label="Text that was not read">
            <h2>{countText(overview.unreadLineCount, 'line')} not read</h2>
            <ul>
              {overview.unread.map((span) => (
                <li key={span.offset}>
                  <LinkButton title={span.excerpt} onClick={() => goTo(span.offset)}>
                    {span.excerpt.trim() === '' ? '(blanks)' : span.excerpt.trim().slice(0, 80)}
                  </LinkButton>
                  <span className="dim raw-where">
                    {countText(span.lineCount, 'line')} at byte {groupDigits(span.byteOffset)}
                    {span.isInsideStack ? ', inside a stack' : ''}
                  </span>
                </li>
              ))}
            </ul>
          </aside>
        )}
        {answer.state === 'loading' && <WaitingNote />}
        {answer.state === 'failed' && (
          <FailureNote message={answer.error.message} advice="Reopen the file to read it again." />
        )}
        {answer.state === 'ready' && (
          <pre className="raw-text" tabIndex={0} aria-label="Text of the file">
            <Marked text={answer.value.text} offset={answer.value.offset} unread={overview.unread} />
          </pre>
        )}
      </div>
    </div>
  )
}

interface MarkedProps {
  readonly text: string
  readonly offset: number
  readonly unread: readonly UnreadTextDto[]
}

/** Marks unread stretches. Offsets are bytes; where the text is not plain ASCII the marks follow its encoding. */
function Marked({ text, offset, unread }: MarkedProps): ReactNode {
  const pieces = useMemo(() => {
    const bytes = new TextEncoder().encode(text)
    const decoder = new TextDecoder()
    const result: { readonly text: string; readonly isUnread: boolean }[] = []
    let at = 0
    for (const span of unread) {
      const from = Math.max(at, span.offset - offset)
      const to = Math.min(bytes.length, span.offset + span.byteLength - offset)
      if (to <= from) continue
      result.push({ text: decoder.decode(bytes.subarray(at, from)), isUnread: false })
      result.push({ text: decoder.decode(bytes.subarray(from, to)), isUnread: true })
      at = to
    }
    result.push({ text: decoder.decode(bytes.subarray(at)), isUnread: false })
    return result
  }, [text, offset, unread])
  return pieces.map((piece, index) =>
    piece.isUnread ? (
      <mark key={index} title="Not read as part of a dump">
        {piece.text}
      </mark>
    ) : (
      <span key={index}>{piece.text}</span>
    ),
  )
}
