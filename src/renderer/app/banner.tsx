/** What was lost of the file, and what went wrong: under the title bar, never over the view. */
import { useState, type ReactNode } from 'react'
import { AlertTriangle, X } from 'lucide-react'
import type { ImportWarning } from '../../base/import-warning'
import { formatDuration, formatExactTime, groupDigits } from '../../base/format-units'
import type { SourceDto, SourceId } from '../../contract/sources'
import { sentence } from '../data/sentence'
import { dismissNotice, useMessages } from '../state/messages'
import { openOverlay } from '../state/shell'
import { useSources } from '../state/sources'
import { Button, IconButton, LinkButton } from '../widgets/button'
import './banner.css'

export function Banner({ source }: { readonly source: SourceDto | undefined }): ReactNode {
  const notices = useMessages((state) => state.notices)
  const isLost = useSources((state) => state.connection === 'lost')
  const [dismissed, setDismissed] = useState<ReadonlySet<SourceId>>(new Set())
  const hasWarnings =
    source !== undefined &&
    source.state === 'ready' &&
    source.warnings.length > 0 &&
    !dismissed.has(source.id)
  if (notices.length === 0 && !isLost && !hasWarnings) return null
  // A file that could not be opened tells that in the view's place; there is one banner at a time.
  const isToldBelow = source !== undefined && (source.state === 'failed' || source.state === 'cancelled')
  return (
    <div className="banner" data-testid={isToldBelow ? undefined : 'banner'}>
      {isLost && (
        <p className="banner-line" role="alert">
          <AlertTriangle size={14} aria-hidden />
          <span>
            <strong>The connection to Marey was lost.</strong> It is tried again every few seconds; if it does
            not come back, start Marey anew. Your files are not changed.
          </span>
        </p>
      )}
      {notices.map((notice) => (
        <p key={notice.id} className="banner-line" role="alert">
          <AlertTriangle size={14} aria-hidden />
          <span className="banner-text">
            <strong>{notice.text}</strong> {notice.advice}
          </span>
          <IconButton label="Dismiss" icon={X} onClick={() => dismissNotice(notice.id)} />
        </p>
      ))}
      {hasWarnings && (
        <WarningLine
          key={source.id}
          source={source}
          onDismiss={() => setDismissed(new Set([...dismissed, source.id]))}
        />
      )}
    </div>
  )
}

/** One line about what is missing; '' when nothing is. */
export function lossText(source: SourceDto): string {
  if (source.isComplete) return ''
  const losses = source.warnings.filter((warning) => warning.isLoss === true)
  const first = losses[0]
  if (first === undefined) return 'A part of the file is not shown'
  const more = losses.length - 1
  const text = withoutStop(sentence(first.message))
  return more === 0 ? text : `${text}, and ${more} more`
}

const withoutStop = (text: string): string => text.replace(/\.$/, '')

interface WarningLineProps {
  readonly source: SourceDto
  readonly onDismiss: () => void
}

function WarningLine({ source, onDismiss }: WarningLineProps): ReactNode {
  const [isOpen, setOpen] = useState(false)
  const loss = lossText(source)
  const count = source.warnings.reduce((sum, warning) => sum + (warning.count ?? 1), 0)
  const oddities = count === 1 ? 'One oddity' : `${groupDigits(count)} oddities`
  return (
    <div role="status">
      <div className="banner-line">
        <AlertTriangle size={14} aria-hidden />
        <span className="banner-text">
          {loss === '' ? (
            <>{oddities} in the file, repaired or passed over; nothing is missing from what is shown.</>
          ) : (
            <>
              <strong>Opened in part.</strong> {loss}. All else that could be read is shown.
            </>
          )}
        </span>
        <Button label={isOpen ? 'Hide details' : 'Details'} onClick={() => setOpen(!isOpen)} />
        <IconButton label="Dismiss" icon={X} onClick={onDismiss} />
      </div>
      {isOpen && (
        <ul className="banner-details" aria-label="What was lost or odd" tabIndex={0}>
          {source.warnings.map((warning, index) => (
            <li key={index}>{warningText(warning)}</li>
          ))}
          {source.kind === 'trace' && loss !== '' && (
            <li>
              <LinkButton onClick={() => openOverlay('recording')}>
                Why a trace may end early, and how to record one
              </LinkButton>
            </li>
          )}
        </ul>
      )}
    </div>
  )
}

function warningText(warning: ImportWarning): string {
  const parts = [withoutStop(sentence(warning.message))]
  if (warning.fromNs !== undefined && warning.toNs !== undefined)
    parts.push(
      `from ${formatExactTime(warning.fromNs)} to ${formatExactTime(warning.toNs)} (${formatDuration(warning.toNs - warning.fromNs)})`,
    )
  if (warning.byteOffset !== undefined) parts.push(`at byte ${groupDigits(warning.byteOffset)}`)
  if ((warning.count ?? 1) > 1) parts.push(`${groupDigits(warning.count ?? 1)} times`)
  return parts.join(', ')
}
