/** The chosen line as it stands in the file, among its neighbours. */
import type { ReactNode } from 'react'
import { groupDigits } from '../../../base/format-units'
import type { SourceId } from '../../../contract/sources'
import { useLatest } from '../../data/use-query'
import { showView } from '../../state/places'
import { useGodebugChoice } from '../../state/godebug-choice'
import { Button } from '../../widgets/button'

const around = 2

interface LineStripProps {
  readonly source: SourceId
  /** Buttons besides the one to the raw text. */
  readonly children?: ReactNode
  /** While no line is chosen. */
  readonly hint: string
}

export function LineStrip({ source, children, hint }: LineStripProps): ReactNode {
  const { line } = useGodebugChoice(source)
  const firstLine = line === undefined ? undefined : Math.max(1, line - around)
  const { answer } = useLatest(
    'godebug/text',
    firstLine === undefined ? undefined : { source, firstLine, limit: 2 * around + 1 },
  )
  if (line === undefined) {
    return (
      <section className="godebug-strip" aria-label="Line">
        <p className="dim">{hint}</p>
      </section>
    )
  }
  return (
    <section className="godebug-strip" aria-label="Line">
      <div className="godebug-strip-head">
        <h2 role="status">Line {groupDigits(line)}</h2>
        {children}
        <Button label="Show in the raw text" onClick={() => showView(source, 'godebug-raw')} />
      </div>
      <div className="godebug-lines" tabIndex={0} role="group" aria-label="Lines around it">
        {answer.state === 'ready' &&
          answer.value.lines.map((text, index) => (
            <TextLine
              key={index}
              number={answer.value.firstLine + index}
              text={text}
              isChosen={answer.value.firstLine + index === line}
            />
          ))}
      </div>
    </section>
  )
}

interface TextLineProps {
  readonly number: number
  readonly text: string
  readonly isChosen: boolean
}

export const TextLine = ({ number, text, isChosen }: TextLineProps): ReactNode => (
  <div className={isChosen ? 'godebug-line-of godebug-line-chosen' : 'godebug-line-of'}>
    <span className="godebug-number dim">{number}</span>
    <span>{text}</span>
  </div>
)
