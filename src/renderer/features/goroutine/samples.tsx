/** The goroutine's CPU samples as a flame graph. */
import type { ReactNode } from 'react'
import { groupDigits } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import type { GoroutineDto } from '../../../contract/goroutine-dto'
import { adviceFor } from '../../data/advice'
import { isRuntimeFrame } from '../../data/names'
import { useQuery } from '../../data/use-query'
import { FlameGraph } from '../../widgets/flame-graph'
import { FailureNote, WaitingNote } from '../../widgets/query-state'

const printSamples = (count: number): string => (count === 1 ? '1 sample' : `${groupDigits(count)} samples`)

interface SamplesProps {
  readonly source: SourceDto
  readonly goroutine: GoroutineDto
}

export function Samples({ source, goroutine }: SamplesProps): ReactNode {
  const overview = useQuery('trace/overview', { source: source.id })
  const whole = overview.state === 'ready' ? overview.value : undefined
  const answer = useQuery(
    'trace/flame',
    whole === undefined
      ? undefined
      : { source: source.id, fromNs: 0, toNs: whole.durationNs + 1, goroutine: goroutine.id },
  )
  if (answer.state === 'loading') return <WaitingNote />
  if (answer.state === 'failed')
    return (
      <FailureNote
        message={`The samples could not be had: ${answer.error.message}`}
        advice={adviceFor(answer.error)}
      />
    )
  const { sampleCount, withoutStackCount, hiddenNodes } = answer.value
  const withStack = sampleCount - withoutStackCount
  return (
    <section
      className="goroutine-figures goroutine-samples"
      tabIndex={0}
      role="region"
      aria-label="CPU samples"
    >
      <p className="dim goroutine-formula">
        {sampleCount > 0
          ? `Stacks of ${printSamples(sampleCount)} that the CPU profiler took while this goroutine ran, outermost function first. Go takes 100 a second of CPU time unless told otherwise, and loses some under load: shares, not durations.`
          : whole?.cpuSampleCount === 0
            ? 'This trace has no CPU samples. It has them when a CPU profile is taken at the same time (runtime/pprof.StartCPUProfile beside trace.Start).'
            : 'None of the trace’s CPU samples is of this goroutine. It may have run too briefly: Go takes 100 a second of CPU time.'}
        {withoutStackCount > 0 && ` ${printSamples(withoutStackCount)} of them without a stack.`}
        {hiddenNodes > 0 && ` The lightest ${groupDigits(hiddenNodes)} calls are left out.`}
      </p>
      {withStack > 0 && (
        <div className="goroutine-flame">
          <FlameGraph
            key={goroutine.id}
            label={`CPU samples of goroutine ${goroutine.id}`}
            nodes={answer.value}
            total={withStack}
            printValue={printSamples}
            isQuiet={(functionName) => isRuntimeFrame({ functionName })}
          />
        </div>
      )}
    </section>
  )
}
