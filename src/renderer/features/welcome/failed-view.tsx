/** A file that could not be read: what happened, where, and what to do next. */
import type { ReactNode } from 'react'
import { CircleAlert, FolderOpen, RotateCw, X } from 'lucide-react'
import { formatBytes, groupDigits } from '../../../base/format-units'
import type { ApiError } from '../../../contract/errors'
import type { SourceDto } from '../../../contract/sources'
import { performCommand } from '../../commands/registry'
import { adviceFor } from '../../data/advice'
import { closeSource, reopen } from '../../data/opening'
import { sentence } from '../../data/sentence'
import { Button } from '../../widgets/button'
import './status-views.css'

const cancelled: ApiError = { code: 'cancelled', message: 'Reading it was cancelled' }
const unknown: ApiError = { code: 'bug', message: 'It failed without a reason' }

/** Reading the same file again would end the same way. */
const lasting: ReadonlySet<ApiError['code']> = new Set(['file-is-folder', 'not-readable', 'unsupported'])

export function FailedView({ source }: { readonly source: SourceDto }): ReactNode {
  const error = source.error ?? (source.state === 'cancelled' ? cancelled : unknown)
  const place = source.place === '' ? source.name : `${source.place}/${source.name}`
  const isLasting = lasting.has(error.code)
  return (
    <div className="failed" role="alert" data-testid="banner">
      <h1>
        <CircleAlert size={20} aria-hidden />
        <span>
          {source.state === 'cancelled' ? `${source.name} was not opened` : `${source.name} cannot be opened`}
        </span>
      </h1>
      <p className="failed-what">{sentence(error.message, source.name)}</p>
      <p>{adviceFor(error)}</p>
      <p className="dim failed-place">
        {place}
        {source.byteLength > 0 && ` · ${formatBytes(source.byteLength)}`}
        {error.byteOffset !== undefined &&
          error.byteOffset > 0 &&
          ` · at byte ${groupDigits(error.byteOffset)}`}
      </p>
      <div className="failed-buttons">
        <Button label="Reopen" icon={RotateCw} isPrimary={!isLasting} onClick={() => void reopen(source)} />
        <Button
          label="Open another file…"
          icon={FolderOpen}
          isPrimary={isLasting}
          onClick={() => performCommand('file.open')}
        />
        <Button label="Close tab" icon={X} onClick={() => void closeSource(source.id)} />
      </div>
    </div>
  )
}
