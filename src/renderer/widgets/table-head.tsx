/** The head of a small table: what its rows are, then its columns of figures. */
import type { ReactNode } from 'react'

interface FigureHead {
  readonly label: string
  /** Where the label alone does not say how the figure is made. */
  readonly hint?: string
  /** Of all figures of the column: 'ms'. */
  readonly unit?: string
}

interface TableHeadProps {
  readonly rows: string
  readonly rowsHint?: string
  readonly figures: readonly (string | FigureHead)[]
}

export function TableHead({ rows, rowsHint, figures }: TableHeadProps): ReactNode {
  return (
    <thead>
      <tr>
        <th scope="col" title={rowsHint}>
          {rows}
        </th>
        {figures.map((figure) => {
          const { label, hint, unit }: FigureHead = typeof figure === 'string' ? { label: figure } : figure
          return (
            <th key={label} scope="col" className="number" title={hint}>
              {label}
              {unit !== undefined && <span className="data-table-unit"> {unit}</span>}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}
