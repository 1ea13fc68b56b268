/** CPU samples of a range as a flame graph; large on demand. */
import { useState, type ReactNode } from 'react'
import { formatDuration, groupDigits } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import type { RangeStatisticsDto } from '../../../contract/stretch-dto'
import { adviceFor } from '../../data/advice'
import { isRuntimeFrame } from '../../data/names'
import { useLatest } from '../../data/use-query'
import { Dialog } from '../../widgets/dialog'
import { FlameGraph } from '../../widgets/flame-graph'
import { LinkButton } from '../../widgets/button'
import { FailureNote, WaitingNote } from '../../widgets/query-state'

interface RangeFlameProps {
  readonly source: SourceDto
  readonly statistics: RangeStatisticsDto
  readonly ofRows: { readonly rows?: string[] }
}

const printSamples = (count: number): string => (count === 1 ? '1 sample' : `${groupDigits(count)} samples`)

export function RangeFlame({ source, statistics, ofRows }: RangeFlameProps): ReactNode {
  const { fromNs, toNs, cpuSampleCount } = statistics
  const [isLarge, setLarge] = useState(false)
  const { answer } = useLatest(
    'trace/flame',
    cpuSampleCount > 0 ? { source: source.id, fromNs, toNs, ...ofRows } : undefined,
  )
  return (
    <>
      <h3>CPU samples</h3>
      {cpuSampleCount === 0 && (
        <p className="dim">
          None in this range. A trace has CPU samples when a CPU profile is taken at the same time.
        </p>
      )}
      {cpuSampleCount > 0 && answer.state === 'loading' && <WaitingNote />}
      {answer.state === 'failed' && (
        <FailureNote message={answer.error.message} advice={adviceFor(answer.error)} />
      )}
      {cpuSampleCount > 0 && answer.state === 'ready' && (
        <>
          <p>
            <LinkButton onClick={() => setLarge(true)}>Show large</LinkButton>
          </p>
          <FlameGraph
            key={`${fromNs} ${toNs}`}
            label="CPU samples of the range"
            nodes={answer.value}
            total={answer.value.sampleCount - answer.value.withoutStackCount}
            printValue={printSamples}
            isQuiet={(functionName) => isRuntimeFrame({ functionName })}
          />
          {answer.value.withoutStackCount > 0 && (
            <p className="dim">{printSamples(answer.value.withoutStackCount)} more without a stack.</p>
          )}
          {answer.value.hiddenNodes > 0 && (
            <p className="dim">
              The lightest {groupDigits(answer.value.hiddenNodes)} calls are left out: choose a shorter range
              to see them.
            </p>
          )}
          <Dialog
            title={`CPU samples of ${formatDuration(toNs - fromNs)}`}
            isOpen={isLarge}
            onClose={() => setLarge(false)}
          >
            <FlameGraph
              label="CPU samples of the range, large"
              nodes={answer.value}
              total={answer.value.sampleCount - answer.value.withoutStackCount}
              printValue={printSamples}
              isQuiet={(functionName) => isRuntimeFrame({ functionName })}
            />
          </Dialog>
        </>
      )}
    </>
  )
}
