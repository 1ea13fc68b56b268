/** The head of a small table: what its rows are, then its columns of figures. */
import type { ReactNode } from 'react'

/** A label; with a hint where the label alone does not say how the figure is made. */
type FigureHead = string | { readonly label: string; readonly hint: string }

interface TableHeadProps {
  readonly rows: string
  readonly rowsHint?: string
  readonly figures: readonly FigureHead[]
}

export function TableHead({ rows, rowsHint, figures }: TableHeadProps): ReactNode {
  return (
    <thead>
      <tr>
        <th scope="col" title={rowsHint}>
          {rows}
        </th>
        {figures.map((figure) => {
          const { label, hint } = typeof figure === 'string' ? { label: figure, hint: undefined } : figure
          return (
            <th key={label} scope="col" className="number" title={hint}>
              {label}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}
