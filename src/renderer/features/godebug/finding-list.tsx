/** What the log says, worst first; a click goes to the place in the plots and to the line. */
import type { ReactNode } from 'react'
import type { GodebugFindingDto } from '../../../contract/godebug-dto'

interface FindingListProps {
  readonly findings: readonly GodebugFindingDto[]
  readonly onPick: (finding: GodebugFindingDto) => void
}

const severityNames = { high: 'High', medium: 'Medium', low: 'Low' } as const

export function FindingList({ findings, onPick }: FindingListProps): ReactNode {
  return (
    <ol className="godebug-findings" aria-label="Findings" tabIndex={0}>
      {findings.map((finding, index) => (
        <li key={`${finding.code} ${index}`}>
          <button
            type="button"
            className="godebug-finding"
            title={finding.formula}
            onClick={() => onPick(finding)}
          >
            <span className={`godebug-finding-mark godebug-${finding.severity}`}>
              <span className="visually-hidden">{severityNames[finding.severity]}: </span>
            </span>
            <span className="godebug-finding-text">
              {finding.text}
              {finding.certainty === 'likely' && <span className="godebug-likely">likely</span>}
            </span>
          </button>
        </li>
      ))}
      {findings.length === 0 && (
        <li className="dim godebug-none">Nothing stands out by the rules that Marey checks.</li>
      )}
    </ol>
  )
}
