/** The line at the bottom: where the pointer is, what is selected and in view, and whether all of the file is shown. */
import type { ReactNode } from 'react'
import { AlertTriangle } from 'lucide-react'
import type { SourceDto } from '../../contract/sources'
import { formatBytes } from '../../base/format-units'
import { kindNames, useSources } from '../state/sources'
import { useStatus } from '../state/status'
import { lossText } from './banner'
import { SlowWork } from './slow-work'
import './status-bar.css'

export function StatusBar({ source }: { readonly source: SourceDto | undefined }): ReactNode {
  const { pointer, selection, view } = useStatus()
  const connection = useSources((state) => state.connection)
  const isReady = source?.state === 'ready'
  const loss = source === undefined ? '' : lossText(source)
  return (
    <footer className="status-bar">
      {isReady && (
        <>
          <span className="status-pointer">{pointer}</span>
          <span>{selection}</span>
          <span className="truncated">{view}</span>
        </>
      )}
      <span className="status-space" />
      <SlowWork />
      {isReady && loss !== '' && (
        <span className="truncated">
          <AlertTriangle size={12} aria-hidden /> {loss}
        </span>
      )}
      {source !== undefined && (source.kind !== undefined || source.byteLength > 0) && (
        <span>
          {source.kind === undefined ? '' : `${kindNames[source.kind]} · `}
          {formatBytes(source.byteLength)}
        </span>
      )}
      {connection === 'lost' && <span role="status">Connecting again…</span>}
    </footer>
  )
}
