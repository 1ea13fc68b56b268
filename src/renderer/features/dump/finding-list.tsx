/** What is odd, in sentences; a click goes to its group or goroutine. */
import type { ReactNode } from 'react'
import type { DumpFindingDto } from '../../../contract/dump-dto'

interface FindingListProps {
  readonly findings: readonly DumpFindingDto[]
  readonly onPick: (finding: DumpFindingDto) => void
}

const severityNames = { high: 'High', medium: 'Medium', low: 'Low' } as const

export function FindingList({ findings, onPick }: FindingListProps): ReactNode {
  if (findings.length === 0) return null
  return (
    <ol className="dump-findings" aria-label="Findings">
      {findings.map((finding, index) => (
        <li key={`${finding.code} ${index}`}>
          <button
            type="button"
            className="dump-finding"
            title={finding.formula}
            onClick={() => onPick(finding)}
          >
            <span className={`dump-finding-mark dump-finding-${finding.severity}`}>
              <span className="visually-hidden">{severityNames[finding.severity]}: </span>
            </span>
            <span className="dump-finding-text">
              {finding.text}
              {finding.certainty === 'likely' && <span className="dump-tag">likely</span>}
            </span>
          </button>
        </li>
      ))}
    </ol>
  )
}
