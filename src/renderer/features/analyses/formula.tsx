/** How the figures of a page are computed, what the data cannot say, and where the computing stands, one click away. */
import { useState, type ReactNode } from 'react'
import { LinkButton } from '../../widgets/button'

interface FormulaProps {
  readonly title: string
  readonly formula: string
  readonly limits: string
  /** From the root of Marey's own source. */
  readonly sourceFile: string
}

export function Formula({ title, formula, limits, sourceFile }: FormulaProps): ReactNode {
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="analysis-title">
      <h2>{title}</h2>
      <p>
        {formula}{' '}
        <LinkButton
          title={isOpen ? 'Hide where it is computed' : 'Where it is computed'}
          onClick={() => setOpen(!isOpen)}
        >
          Source
        </LinkButton>
        {isOpen && (
          <span className="analysis-source">
            {' '}
            Computed in <code>{sourceFile}</code> of Marey’s source, from the spans of the trace as the file
            has them.
          </span>
        )}
      </p>
      {limits !== '' && <p className="dim">{limits}</p>}
    </div>
  )
}
