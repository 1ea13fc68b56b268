/** What other open files have of a function or goroutine, as links. Nothing where no other file is open or has anything. */
import type { ReactNode } from 'react'
import type { SourceDto, SourceId } from '../../contract/sources'
import { elsewhereLines, useOtherFiles, type ElsewhereSubject } from '../data/elsewhere'
import { shortFunctionName } from '../data/names'
import { useQuery } from '../data/use-query'
import { LinkButton } from './button'
import './elsewhere.css'

interface ElsewhereProps extends ElsewhereSubject {
  readonly source: SourceId
}

export function Elsewhere({ source, ...subject }: ElsewhereProps): ReactNode {
  const others = useOtherFiles(source)
  if (others.length === 0 || subject.functionName === '') return null
  return (
    <div className="elsewhere">
      {others.map((other) => (
        <OtherFile key={other.id} source={source} other={other} subject={subject} />
      ))}
    </div>
  )
}

interface OtherFileProps {
  readonly source: SourceId
  readonly other: SourceDto
  readonly subject: ElsewhereSubject
}

function OtherFile({ source, other, subject }: OtherFileProps): ReactNode {
  const { functionName, goroutine } = subject
  const question = { functionName, ...(goroutine === undefined ? {} : { goroutine }) }
  const answer = useQuery('file/mentions', { source: other.id, ...question })
  const own = useQuery('file/mentions', { source, ...question })
  if (answer.state !== 'ready') return null
  const clock = own.state === 'ready' ? own.value : undefined
  const lines = elsewhereLines(other.id, subject, answer.value, clock)
  if (lines.length === 0) return null
  return (
    <section aria-label={`In ${other.name}: ${shortFunctionName(functionName)}`}>
      <h3>
        In {other.name}: <span className="elsewhere-function">{shortFunctionName(functionName)}</span>
      </h3>
      <ul>
        {lines.map((line) => (
          <li key={line.text}>
            <LinkButton {...(line.hint === undefined ? {} : { title: line.hint })} onClick={line.go}>
              {line.text}
            </LinkButton>
          </li>
        ))}
      </ul>
    </section>
  )
}
