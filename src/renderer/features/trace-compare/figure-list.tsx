/** Figures before and after; those that have a place in their trace lead to it. */
import type { ReactNode } from 'react'
import type { ComparedFigureDto, ComparedPlaceDto, TraceComparisonDto } from '../../../contract/compare-dto'
import { ratioText, valuesOf } from '../../../contract/trace-compare'
import type { SourceDto } from '../../../contract/sources'
import { goToTimeline } from '../../data/go-to'
import type { TableContent } from '../../data/table-text'
import { activate } from '../../state/sources'
import { LinkButton } from '../../widgets/button'
import { TableFrame } from '../../widgets/table-frame'
import { changeClass, signedText, valueText } from './compare-words'

interface FigureListProps {
  readonly title: string
  readonly figures: readonly ComparedFigureDto[]
  readonly comparison: TraceComparisonDto
  readonly isPerSecond: boolean
  readonly before: SourceDto
  readonly after: SourceDto
  /** Where a figure without a place of its own leads to. */
  readonly onOpen: (source: SourceDto, figure: ComparedFigureDto) => void
}

export function FigureList(props: FigureListProps): ReactNode {
  const { title, comparison, isPerSecond } = props
  const figures = props.figures.filter(({ before, after }) => before !== null || after !== null)
  const groups = [...new Set(figures.map(({ group }) => group))]
  return (
    <TableFrame label={title} content={() => contentOf(title, figures, comparison)}>
      <table className="trace-compare-figures" aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{isPerSecond ? 'Sums per second' : 'As they are'}</th>
            <th scope="col" className="number">
              Before
            </th>
            <th scope="col" className="number">
              After
            </th>
            <th scope="col" className="number">
              Change
            </th>
            <th scope="col" className="number">
              <span className="visually-hidden">In relation</span>
            </th>
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group}>
            <tr>
              <th scope="rowgroup" colSpan={5} className="trace-compare-group">
                {group}
              </th>
            </tr>
            {figures
              .filter((figure) => figure.group === group)
              .map((figure) => (
                <FigureLine key={figure.key} figure={figure} {...props} />
              ))}
          </tbody>
        ))}
      </table>
    </TableFrame>
  )
}

interface FigureLineProps extends FigureListProps {
  readonly figure: ComparedFigureDto
}

function FigureLine({ figure, comparison, isPerSecond, before, after, onOpen }: FigureLineProps): ReactNode {
  const values = valuesOf(figure, comparison, isPerSecond)
  const change = values.before === null || values.after === null ? undefined : values.after - values.before
  const rate = isPerSecond && figure.isSum ? '/s' : ''
  const cell = (value: number | null, place: ComparedPlaceDto | undefined, source: SourceDto): ReactNode => {
    const text = value === null ? '–' : `${valueText(value, figure)}${rate}`
    const exact = exactText(figure, source === before ? figure.before : figure.after)
    if (value === null || value === 0) return <span title={exact}>{text}</span>
    return (
      <LinkButton
        title={`${exact}, in ${source.name}`}
        onClick={() => {
          activate(source.id)
          if (place === undefined) onOpen(source, figure)
          else showPlace(source, place)
        }}
      >
        {text}
      </LinkButton>
    )
  }
  return (
    <tr>
      <td>{figure.label}</td>
      <td className="number">{cell(values.before, figure.beforePlace, before)}</td>
      <td className="number">{cell(values.after, figure.afterPlace, after)}</td>
      <td className={`number ${changeClass(change ?? 0)}`}>
        {change === undefined ? '' : `${signedText(change, figure)}${change === 0 ? '' : rate}`}
      </td>
      <td className="number dim">{ratioText(values.before, values.after)}</td>
    </tr>
  )
}

function exactText({ unit }: ComparedFigureDto, value: number | null): string {
  if (value === null) return 'not in this trace'
  return unit === 'bytes' ? `${value} bytes` : `${value}${unit === 'ns' ? ' ns' : ''}`
}

function showPlace(source: SourceDto, { fromNs, toNs, goroutine }: ComparedPlaceDto): void {
  goToTimeline(
    source.id,
    goroutine === undefined
      ? { kind: 'range', fromNs: Math.round(fromNs), toNs: Math.round(toNs) }
      : { kind: 'goroutine', goroutine },
    { fromNs, toNs },
  )
}

/** Exact, and both ways. */
function contentOf(
  name: string,
  figures: readonly ComparedFigureDto[],
  comparison: TraceComparisonDto,
): TableContent {
  return {
    name,
    header: ['group', 'figure', 'unit', 'before', 'after', 'before per second', 'after per second'],
    rows: figures.map((figure) => {
      const rates = figure.isSum ? valuesOf(figure, comparison, true) : { before: null, after: null }
      return [figure.group, figure.label, figure.unit, figure.before, figure.after, rates.before, rates.after]
    }),
  }
}
