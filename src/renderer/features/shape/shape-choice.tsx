/** Which goroutines: the most connected, those of a start function, all of them, or what was asked for elsewhere. */
import { useMemo, type ReactNode } from 'react'
import type { ShapeChoice } from '../../../contract/shape-dto'
import type { SourceDto } from '../../../contract/sources'
import type { OverviewDto } from '../../../contract/overview-dto'
import { startsWithNeighbours, userGoroutines } from '../../data/open-shape'
import { shortFunctionName } from '../../data/names'
import { changeShape, useShape } from '../../state/shape'
import { viewportOf } from '../../state/viewport'
import { LabelledSelect } from '../../widgets/labelled-select'
import { choiceWords } from './shape-words'

interface Offer {
  readonly value: string
  readonly text: string
  readonly choice: ShapeChoice | undefined
}

const isSame = (a: ShapeChoice | undefined, b: ShapeChoice | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

export function ShapeChooser({
  source,
  overview,
}: {
  readonly source: SourceDto
  readonly overview: OverviewDto
}): ReactNode {
  const { choice, hasNeighbours } = useShape(source.id)
  const offers = useMemo((): readonly Offer[] => {
    const shown = viewportOf(source.id).get()
    const window =
      shown === undefined || shown.toNs - shown.fromNs > overview.durationNs * 0.98
        ? []
        : [
            {
              value: 'window',
              text: 'Most connected within what the timeline shows',
              choice: { by: 'time' as const, fromNs: Math.round(shown.fromNs), toNs: Math.round(shown.toNs) },
            },
          ]
    return [
      { value: 'most', text: 'Most connected', choice: undefined },
      ...window,
      { value: 'all', text: 'All goroutines', choice: userGoroutines },
    ]
  }, [source.id, overview])
  const functions = useMemo(
    () =>
      overview.topFunctions.map(({ functionName, count }, at): Offer => ({
        value: `function ${at}`,
        text: `${shortFunctionName(functionName)} (${count})`,
        choice: { by: 'function', functionName },
      })),
    [overview],
  )
  const all = [...offers, ...functions]
  const current = all.find((offer) => isSame(offer.choice, choice))
  const own: Offer = { value: 'own', text: choiceWords(choice), choice }
  return (
    <>
      <LabelledSelect
        label=""
        name="Goroutines"
        hint="Which goroutines are shown"
        options={[
          ...(current === undefined ? [own] : []),
          ...offers,
          ...functions.map((one) => ({ ...one, group: 'Of one start function' })),
        ]}
        value={(current ?? own).value}
        onChange={(chosen) => {
          const next = all.find(({ value }) => value === chosen)
          if (next === undefined) return
          const isFew = next.choice !== undefined && startsWithNeighbours(next.choice)
          changeShape(source.id, { choice: next.choice, hasNeighbours: isFew })
        }}
      />
      <label
        className="check-label"
        title="Also those that created, woke, or were woken by one of them; the runtime’s own stay out"
      >
        <input
          type="checkbox"
          checked={hasNeighbours}
          onChange={(event) => changeShape(source.id, { hasNeighbours: event.target.checked })}
        />
        Neighbours
      </label>
    </>
  )
}
