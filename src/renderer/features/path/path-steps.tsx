/** The steps in order of time; each leads to its span. */
import { useMemo, type ReactNode } from 'react'
import type { PathDto, PathStepDto } from '../../../contract/path-dto'
import type { SourceDto } from '../../../contract/sources'
import { goToTimeline } from '../../data/go-to'
import { goroutineName } from '../../data/names'
import { stateClass } from '../../data/state-times'
import { LinkButton } from '../../widgets/button'
import { FigureTable, type FigureColumn, type FigureRow } from '../../widgets/figure-table'
import { Swatch } from '../../widgets/segment-bar'
import { hopText, selectionOfStep, stepText } from './path-words'

const columns: readonly FigureColumn[] = [
  { key: 'from', label: 'From', unit: 'time' },
  { key: 'took', label: 'Took', unit: 'ns' },
  { key: 'goroutine', label: 'Goroutine', unit: 'text', track: 'minmax(104px, 1fr)' },
  { key: 'what', label: 'What', unit: 'text', track: 'minmax(104px, 2fr)' },
  {
    key: 'hop',
    label: 'Reached by',
    unit: 'text',
    track: 'minmax(90px, 2fr)',
    hint: 'How the path came there from the step before',
  },
  {
    key: 'sure',
    label: 'Sure',
    unit: 'text',
    track: '64px',
    hint: 'proved: of the goroutine asked about. likely: of one that ended a wait or created another, before it did so. unknown: the trace does not tell',
  },
]

export interface StepRow extends FigureRow {
  readonly step: PathStepDto
}

const stepRows = (path: PathDto): readonly StepRow[] =>
  path.steps.map((step) => ({
    step,
    cells: [
      step.fromNs,
      step.toNs - step.fromNs,
      step.goroutine === undefined ? 'several' : goroutineName(step.goroutine),
      stepText(step),
      hopText(step),
      step.certainty,
    ],
  }))

interface PathStepsProps {
  readonly source: SourceDto
  readonly path: PathDto
  readonly selected: PathStepDto | undefined
  readonly onSelect: (step: PathStepDto) => void
}

export function PathSteps({ source, path, selected, onSelect }: PathStepsProps): ReactNode {
  const rows = useMemo(() => stepRows(path), [path])
  const open = ({ step }: StepRow): void => goToTimeline(source.id, selectionOfStep(step), step)
  return (
    <FigureTable
      label={`Critical path of ${path.subject.text}`}
      columns={columns}
      rows={rows}
      sortedBy="from"
      isAscending
      selected={rows.find(({ step }) => step === selected)}
      onSelect={({ step }) => onSelect(step)}
      onOpen={open}
      cellOf={(row, { key }) => {
        const { step } = row
        if (key === 'goroutine' && step.goroutine !== undefined)
          return (
            <LinkButton title={step.goroutine.functionName} onClick={() => open(row)}>
              {goroutineName(step.goroutine)}
            </LinkButton>
          )
        if (key === 'what')
          return (
            <span className="truncated" title={stepText(step)}>
              <Swatch className={stateClass(step.visualState)} /> {stepText(step)}
            </span>
          )
        return undefined
      }}
    />
  )
}
