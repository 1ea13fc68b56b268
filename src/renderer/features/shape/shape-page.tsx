/** Goroutines as lifelines in time, with who created and who woke whom. */
import { useState, type ReactNode } from 'react'
import { Maximize } from 'lucide-react'
import type { ShapeChoice, ShapeDto } from '../../../contract/shape-dto'
import type { SourceDto } from '../../../contract/sources'
import type { OverviewDto } from '../../../contract/overview-dto'
import type { ViewProps } from '../../commands/feature'
import { adviceFor } from '../../data/advice'
import { useLatest, useQuery } from '../../data/use-query'
import { changeShape, useShape, type ShapeForm } from '../../state/shape'
import { Button } from '../../widgets/button'
import { Choice } from '../../widgets/choice'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { saveShape } from './save-shape'
import { ShapeChooser } from './shape-choice'
import { ShapePicture } from './shape-picture'
import type { ShapeCanvas } from './shape-scene'
import { ShapeTable } from './shape-table'
import { choiceWords, countWords, shapeLimits } from './shape-words'
import './shape.css'

const forms: readonly { readonly value: ShapeForm; readonly label: string }[] = [
  { value: 'picture', label: 'Picture' },
  { value: 'table', label: 'Table' },
]
/** The first answer is for the whole trace; the picture asks on for what it shows. */
const firstSlices = 160

export function ShapePage({ source }: ViewProps): ReactNode {
  const overview = useQuery('trace/overview', { source: source.id })
  if (overview.state === 'loading') return <WaitingNote />
  if (overview.state === 'failed')
    return <FailureNote message={overview.error.message} advice={adviceFor(overview.error)} />
  return <ShapeOf source={source} overview={overview.value} />
}

function ShapeOf({
  source,
  overview,
}: {
  readonly source: SourceDto
  readonly overview: OverviewDto
}): ReactNode {
  const { choice: chosen, hasNeighbours, form } = useShape(source.id)
  const toNs = Math.max(1, overview.durationNs)
  const choice: ShapeChoice = chosen ?? { by: 'time', fromNs: 0, toNs }
  const { answer } = useLatest('trace/shape', {
    source: source.id,
    choice,
    hasNeighbours,
    fromNs: 0,
    toNs,
    slices: firstSlices,
  })
  const [scene, setScene] = useState<ShapeCanvas>()
  const name = choiceWords(chosen)
  return (
    <div className="analysis shape-page">
      <header className="analysis-header">
        <div className="analysis-title">
          <h2>
            Shape of {name}
            <span className="dim analysis-count" role="status">
              {answer.state === 'ready' ? countWords(answer.value) : ''}
            </span>
          </h2>
          {answer.state === 'ready' && <Sentences shape={answer.value} />}
          <p className="dim">{shapeLimits}</p>
        </div>
        <div className="analysis-tools shape-tools">
          <ShapeChooser source={source} overview={overview} />
          <Choice
            label="Form"
            options={forms}
            value={form}
            onChange={(next) => changeShape(source.id, { form: next })}
          />
          {form === 'picture' && (
            <>
              <Button
                label="Fit"
                icon={Maximize}
                shortcut="0"
                hint="Their lives; again: the whole trace"
                isDisabled={scene === undefined}
                onClick={() => scene?.fit()}
              />
              {(['png', 'svg'] as const).map((format) => (
                <Button
                  key={format}
                  label={format.toUpperCase()}
                  hint={`Save the picture as ${format.toUpperCase()}, with its sentences, legend and range`}
                  isDisabled={scene === undefined}
                  onClick={() => {
                    if (scene !== undefined) void saveShape(scene, source, name, format)
                  }}
                />
              ))}
            </>
          )}
        </div>
      </header>
      {answer.state === 'loading' && <WaitingNote answer={answer} />}
      {answer.state === 'failed' && (
        <FailureNote
          message={`There is no shape to show: ${answer.error.message}`}
          advice={adviceFor(answer.error)}
          again={answer.again}
        />
      )}
      {answer.state === 'ready' &&
        (form === 'table' ? (
          <ShapeTable source={source} shape={answer.value} name={name} />
        ) : (
          <ShapePicture
            source={source}
            durationNs={toNs}
            shape={answer.value}
            choice={choice}
            hasNeighbours={hasNeighbours}
            name={name}
            onScene={setScene}
          />
        ))}
    </div>
  )
}

const Sentences = ({ shape }: { readonly shape: ShapeDto }): ReactNode => (
  <ul className="analysis-sentences" aria-label="What the trace says about them">
    {shape.sentences.map((sentence) => (
      <li key={sentence}>{sentence}</li>
    ))}
  </ul>
)
