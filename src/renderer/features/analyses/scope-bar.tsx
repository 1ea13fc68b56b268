/** What an analysis is of: which stretch of the trace, and whose time. */
import type { ReactNode } from 'react'
import { formatDuration } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import { shortFunctionName } from '../../data/names'
import { useQuery } from '../../data/use-query'
import { setExtent, setWhose, useAnalyses, type Extent, type Whose } from '../../state/analyses-page'
import { Choice } from '../../widgets/choice'
import { LabelledSelect } from '../../widgets/labelled-select'
import type { ScopeChoice } from './use-scope'

const extentLabels: Readonly<Record<Extent, string>> = {
  whole: 'Whole trace',
  range: 'Selected range',
  view: 'In view',
}

interface ScopeBarProps {
  readonly source: SourceDto
  readonly choice: ScopeChoice
}

export function ScopeBar({ source, choice }: ScopeBarProps): ReactNode {
  const { whose } = useAnalyses(source.id)
  const { fromNs, toNs } = choice.scope
  return (
    <div className="analysis-scope">
      {choice.extents.length > 1 ? (
        <Choice
          label="Stretch of time"
          options={choice.extents.map((value) => ({ value, label: extentLabels[value] }))}
          value={choice.extent}
          onChange={(extent) => setExtent(source.id, extent)}
        />
      ) : (
        <span
          className="dim"
          title="Select a range in the timeline (drag on its axis) to see that range alone"
        >
          Whole trace
        </span>
      )}
      {fromNs !== undefined && toNs !== undefined && (
        <span className="dim analysis-stretch">{formatDuration(toNs - fromNs)}</span>
      )}
      <WhoseSelect source={source} whose={whose} />
    </div>
  )
}

const everybody = 'all'

function printWhose({ functionName, region }: Whose): string {
  if (functionName !== undefined) return `f:${functionName}`
  return region === undefined ? everybody : `r:${region}`
}

function WhoseSelect({ source, whose }: { readonly source: SourceDto; readonly whose: Whose }): ReactNode {
  const functions = useQuery('trace/scope-names', { source: source.id })
  if (functions.state !== 'ready') return null
  const { functionNames, regions } = functions.value
  const onChange = (value: string): void => {
    const name = value.slice(2)
    if (value.startsWith('f:')) setWhose(source.id, { functionName: name })
    else setWhose(source.id, value.startsWith('r:') ? { region: name } : {})
  }
  return (
    <LabelledSelect
      label="of"
      name="Whose time"
      hint="All goroutines, those of one start function, or only what lies inside user regions of one name"
      options={[
        { value: everybody, text: 'all goroutines' },
        ...functionNames.map((name) => ({
          value: `f:${name}`,
          text: shortFunctionName(name),
          group: 'Start function',
        })),
        ...regions.map((name) => ({ value: `r:${name}`, text: name, group: 'Inside the user region' })),
      ]}
      value={printWhose(whose)}
      onChange={onChange}
    />
  )
}
