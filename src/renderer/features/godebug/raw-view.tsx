/** The file as it is, line by line. */
import { useCallback, useState, type ReactNode } from 'react'
import { groupDigits } from '../../../base/format-units'
import type { Params, Results } from '../../../contract/api'
import type { ViewProps } from '../../commands/feature'
import { usePages } from '../../data/use-query'
import { useGodebugChoice } from '../../state/godebug-choice'
import { VirtualList } from '../../widgets/virtual-list'
import { GodebugFrame } from './godebug-frame'
import { TextLine } from './line-strip'

export const RawView = ({ source }: ViewProps): ReactNode => (
  <GodebugFrame source={source}>
    {({ overview }) => <RawText source={source.id} lineCount={overview.lineCount} />}
  </GodebugFrame>
)

const lineHeightPx = 18
/** The list begins some lines above the chosen one. */
const leadLines = 8

function RawText({ source, lineCount }: { readonly source: string; readonly lineCount: number }): ReactNode {
  const { line } = useGodebugChoice(source)
  const [range, setRange] = useState({ first: 0, last: 60 })
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), [])
  const request = useCallback(
    (offset: number, limit: number): Params<'godebug/text'> => ({ source, firstLine: offset + 1, limit }),
    [source],
  )
  const read = (value: Results['godebug/text']): { total: number; rows: readonly string[] } => ({
    total: lineCount,
    rows: value.lines,
  })
  const pages = usePages('godebug/text', request, read, range.first, range.last)
  return (
    <div className="godebug-raw">
      {line !== undefined && (
        <p className="godebug-thinned dim" role="status">
          Line {groupDigits(line)} of {groupDigits(lineCount)} is marked.
        </p>
      )}
      <VirtualList
        label="Text of the file"
        count={lineCount}
        rowHeightPx={lineHeightPx}
        shownIndex={line === undefined ? undefined : Math.min(lineCount - 1, line - 1 + leadLines)}
        onRange={onRange}
        renderRow={(row) => (
          <TextLine number={row + 1} text={pages.rowAt(row) ?? ''} isChosen={row + 1 === line} />
        )}
      />
    </div>
  )
}
