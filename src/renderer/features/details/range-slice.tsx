/** The stretch as a trace of its own: what a slice would hold, and saving it. */
import type { ReactNode } from 'react'
import { formatBytes, formatExactTime } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import { saveSlice } from '../../data/save-slice'
import { useLatest } from '../../data/use-query'
import { LinkButton } from '../../widgets/button'

interface RangeSliceProps {
  readonly source: SourceDto
  readonly fromNs: number
  readonly toNs: number
}

export function RangeSlice({ source, fromNs, toNs }: RangeSliceProps): ReactNode {
  const { answer } = useLatest('trace/slice-plan', { source: source.id, fromNs, toNs })
  if (answer.state === 'loading') return null
  return (
    <>
      <h3>As a trace of its own</h3>
      {answer.state === 'failed' ? (
        <p className="dim">Not to be had: {answer.error.message}.</p>
      ) : (
        <p>
          <LinkButton
            title="The header and these generations, byte for byte: go tool trace opens it"
            onClick={() => void saveSlice(source, fromNs, toNs)}
          >
            Save slice…
          </LinkButton>{' '}
          <span className="dim">
            widened to {answer.value.generations} of {answer.value.generationTotal} whole generations,{' '}
            {formatExactTime(answer.value.fromNs)} to {formatExactTime(answer.value.toNs)},{' '}
            {formatBytes(answer.value.byteLength)}
            {answer.value.isDamaged && '; a part of it is damaged, where Go’s own reader may stop'}
          </span>
        </p>
      )}
    </>
  )
}
