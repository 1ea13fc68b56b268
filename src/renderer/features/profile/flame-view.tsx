/** The profile as a flame graph: each function as wide as what was spent in it and below it. */
import type { ReactNode } from 'react'
import { groupDigits } from '../../../base/format-units'
import { formatValue } from '../../../base/format-value'
import type { ProfileFlameDto } from '../../../contract/profile-dto'
import type { ViewProps } from '../../commands/feature'
import { adviceFor } from '../../data/advice'
import { isRuntimeFrame } from '../../data/names'
import { useQuery } from '../../data/use-query'
import { showView } from '../../state/places'
import { chooseInProfile } from '../../state/profile-choice'
import { FlameGraph } from '../../widgets/flame-graph'
import { EmptyNote, FailureNote, WaitingNote } from '../../widgets/query-state'
import { ProfileFrame, type ChosenValues } from './profile-frame'

export const FlameView = ({ source }: ViewProps): ReactNode => (
  <ProfileFrame source={source}>{(chosen) => <Flame sourceId={source.id} {...chosen} />}</ProfileFrame>
)

interface FlameProps extends ChosenValues {
  readonly sourceId: string
}

function Flame({ sourceId, type, sampleType, label }: FlameProps): ReactNode {
  const answer = useQuery('profile/flame', {
    source: sourceId,
    type,
    ...(label === undefined ? {} : { label }),
  })
  if (answer.state === 'loading') return <WaitingNote />
  if (answer.state === 'failed')
    return <FailureNote message={answer.error.message} advice={adviceFor(answer.error)} />
  const tree = answer.value
  const print = (value: number): string => formatValue(value, sampleType.unit)
  const leftOut = leftOutText(tree, print)
  return (
    <div className="profile-flame">
      {tree.treeTotal === 0 ? (
        <EmptyNote>No stack of this profile has a value of this kind.</EmptyNote>
      ) : (
        <FlameGraph
          key={`${type} ${label ?? ''}`}
          label={`Calls by ${sampleType.type}`}
          nodes={tree}
          total={tree.treeTotal}
          printValue={print}
          isQuiet={(functionName) => isRuntimeFrame({ functionName })}
          isFilling
          onInspect={{
            label: 'Callers and lines',
            go: (functionName) => {
              chooseInProfile(sourceId, { functionName })
              showView(sourceId, 'profile-callers')
            },
          }}
        />
      )}
      {leftOut !== '' && <p className="dim profile-note">{leftOut}</p>}
    </div>
  )
}

/** What the picture does not hold, in words; '' when it holds everything. */
function leftOutText(tree: ProfileFlameDto, print: (value: number) => string): string {
  const parts: string[] = []
  if (tree.hiddenNodes > 0)
    parts.push(
      `The lightest ${groupDigits(tree.hiddenNodes)} calls are left out: the table of functions has them all.`,
    )
  if (tree.withoutStackTotal !== 0) parts.push(`${print(tree.withoutStackTotal)} more without a stack.`)
  if (tree.negativeTotal !== 0)
    parts.push(
      `${print(tree.negativeTotal)} in stacks below zero (a difference of two profiles), which have no width.`,
    )
  return parts.join(' ')
}
