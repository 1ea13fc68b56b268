/** A blocking profile as a flame graph: width is blocked time. */
import type { ReactNode } from 'react'
import { formatDuration, groupDigits } from '../../../base/format-units'
import type { AnalysisScope, BlockingKind } from '../../../contract/analysis-dto'
import type { SourceDto } from '../../../contract/sources'
import { adviceFor } from '../../data/advice'
import { isRuntimeFrame } from '../../data/names'
import { useLatest } from '../../data/use-query'
import { FlameGraph } from '../../widgets/flame-graph'
import { EmptyNote, FailureNote, WaitingNote } from '../../widgets/query-state'

interface BlockingFlameProps {
  readonly source: SourceDto
  readonly kind: BlockingKind
  readonly scope: AnalysisScope
  readonly title: string
}

export function BlockingFlame({ source, kind, scope, title }: BlockingFlameProps): ReactNode {
  const { answer, isStale } = useLatest('trace/blocking-flame', { source: source.id, kind, ...scope })
  if (answer.state === 'loading') return <WaitingNote answer={answer} />
  if (answer.state === 'failed')
    return (
      <FailureNote
        message={`The flame graph could not be had: ${answer.error.message}`}
        advice={adviceFor(answer.error)}
        again={answer.again}
      />
    )
  const { count, totalNs, withoutStackNs, hiddenNodes } = answer.value
  if (count === 0) return <EmptyNote>There is nothing of this kind here.</EmptyNote>
  const withStackNs = totalNs - withoutStackNs
  return (
    <div className="analysis-flame" tabIndex={0} role="region" aria-label="Flame graph" aria-busy={isStale}>
      <p className="dim">
        {groupDigits(count)} {count === 1 ? 'stretch' : 'stretches'}, {formatDuration(totalNs)} in all over
        goroutines.
        {kind === 'sched' && ' The stacks are those of who made them runnable.'}
        {withoutStackNs > 0 && ` ${formatDuration(withoutStackNs)} more without a stack.`}
        {hiddenNodes > 0 && ` The lightest ${groupDigits(hiddenNodes)} calls are left out.`}
      </p>
      {withStackNs > 0 && (
        <FlameGraph
          key={JSON.stringify([kind, scope])}
          label={`Flame graph: ${title}`}
          nodes={answer.value}
          total={withStackNs}
          printValue={formatDuration}
          isFilling
          isQuiet={(functionName) => isRuntimeFrame({ functionName })}
        />
      )}
    </div>
  )
}
