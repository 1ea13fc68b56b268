/** Which goroutines: the most connected, those of a start function, all of them, or what was asked for elsewhere. */
import { useMemo, type ReactNode } from 'react'
import type { ShapeChoice } from '../../../contract/shape-dto'
import type { SourceDto } from '../../../contract/sources'
import type { OverviewDto } from '../../../contract/overview-dto'
import { startsWithNeighbours, userGoroutines } from '../../data/open-shape'
import { shortFunctionName } from '../../data/names'
import { changeShape, useShape } from '../../state/shape'
import { viewportOf } from '../../state/viewport'
import { choiceWords } from './shape-words'

interface Offer {
  readonly value: string
  readonly label: string
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
              label: 'Most connected within what the timeline shows',
              choice: { by: 'time' as const, fromNs: Math.round(shown.fromNs), toNs: Math.round(shown.toNs) },
            },
          ]
    return [
      { value: 'most', label: 'Most connected', choice: undefined },
      ...window,
      { value: 'all', label: 'All goroutines', choice: userGoroutines },
    ]
  }, [source.id, overview])
  const functions = useMemo(
    () =>
      overview.topFunctions.map(({ functionName, count }, at): Offer => ({
        value: `function ${at}`,
        label: `${shortFunctionName(functionName)} (${count})`,
        choice: { by: 'function', functionName },
      })),
    [overview],
  )
  const all = [...offers, ...functions]
  const current = all.find((offer) => isSame(offer.choice, choice))
  const own: Offer = { value: 'own', label: choiceWords(choice), choice }
  return (
    <>
      <span className="shape-choice">
        <select
          aria-label="Goroutines"
          title="Which goroutines are shown"
          value={(current ?? own).value}
          onChange={(event) => {
            const next = all.find(({ value }) => value === event.target.value)
            if (next === undefined) return
            const isFew = next.choice !== undefined && startsWithNeighbours(next.choice)
            changeShape(source.id, { choice: next.choice, hasNeighbours: isFew })
          }}
        >
          {current === undefined && <option value="own">{own.label}</option>}
          {offers.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
          <optgroup label="Of one start function">
            {functions.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </optgroup>
        </select>
      </span>
      <label
        className="shape-neighbours"
        title="Also those that created, woke, or were woken by one of them; the runtime’s own stay out"
      >
        <input
          type="checkbox"
          checked={hasNeighbours}
          onChange={(event) => changeShape(source.id, { hasNeighbours: event.target.checked })}
        />
        Connected ones
      </label>
    </>
  )
}
