/** A file is being read: what is done, how much of it, and a way out. As a strip while a view already shows a part. */
import type { ReactNode } from 'react'
import { formatBytes, formatShare } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import { cancelLoading } from '../../data/opening'
import { Button } from '../../widgets/button'
import { ProgressBar } from '../../widgets/progress-bar'
import './status-views.css'

interface LoadingViewProps {
  readonly source: SourceDto
  readonly isStrip?: boolean
}

export function LoadingView({ source, isStrip = false }: LoadingViewProps): ReactNode {
  const progress = source.progress
  const share =
    progress === undefined || progress.totalBytes === 0 ? undefined : progress.doneBytes / progress.totalBytes
  const stage = progress?.stage ?? 'Opening'
  const bytes =
    progress === undefined || share === undefined
      ? ''
      : `${formatBytes(progress.doneBytes)} of ${formatBytes(progress.totalBytes)}`
  const text = bytes === '' ? stage : `${stage}, ${bytes}`
  return (
    <div className={isStrip ? 'loading loading-strip' : 'loading'}>
      {!isStrip && <h1 className="truncated">{source.name}</h1>}
      <ProgressBar label={`Opening ${source.name}`} share={share} text={text} />
      <div className="loading-line">
        <span>{stage}</span>
        <span className="dim">
          {bytes}
          {share !== undefined && ` · ${formatShare(share)}`}
        </span>
        <Button label="Cancel" onClick={() => void cancelLoading(source.id)} />
      </div>
    </div>
  )
}
