/** What the marks and the colours of the picture mean. */
import type { ReactNode } from 'react'
import type { VisualState } from '../../../contract/visual-states'
import { stateClass, stateName } from '../../data/state-times'
import { Swatch } from '../../widgets/segment-bar'

const marks: readonly { readonly name: string; readonly mark: ReactNode }[] = [
  { name: 'Created', mark: <path d="M6 0v4M6 4a3 3 0 1 0 .01 0" /> },
  { name: 'Woken by a goroutine', mark: <path d="M6 0v8M3.5 6 6 11 8.5 6z" /> },
  { name: 'by a timer or the network', mark: <path d="M6 2v8" /> },
  { name: 'Ended', mark: <path d="M1 6h8M9 1v10" strokeWidth="1.6" /> },
]

/** @param states those that occur in the picture. */
export const ShapeLegend = ({ states }: { readonly states: readonly VisualState[] }): ReactNode => (
  <ul className="shape-legend" aria-label="Legend">
    {marks.map(({ name, mark }) => (
      <li key={name}>
        <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden fill="none" stroke="currentColor">
          {mark}
        </svg>
        {name}
      </li>
    ))}
    {states.map((state) => (
      <li key={state}>
        <Swatch className={stateClass(state)} /> {stateName(state)}
      </li>
    ))}
  </ul>
)
