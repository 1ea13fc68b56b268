/** Exact facts about what is drawn under the pointer: beside it, never outside the picture and never under it. */
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import './pointer-tip.css'

export interface PointerFacts {
  readonly title: string
  readonly lines: readonly { readonly name: string; readonly value: string }[]
  readonly hint?: string
}

interface PointerTipProps {
  /** Where the pointer is in the parent, whose size bounds the tip. */
  readonly at: { readonly x: number; readonly y: number }
  readonly facts: PointerFacts
  /** A colour before the title. */
  readonly swatch?: ReactNode
}

export function PointerTip({ at: { x, y }, facts, swatch }: PointerTipProps): ReactNode {
  const ref = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState({ left: x + 14, top: y + 16 })
  useLayoutEffect(() => {
    const element = ref.current
    const parent = element?.parentElement
    if (element === null || parent === null || parent === undefined) return
    const left = Math.min(x + 14, parent.clientWidth - element.offsetWidth - 8)
    const below = y + 16
    const top = below + element.offsetHeight > parent.clientHeight ? y - element.offsetHeight - 10 : below
    setPlace({ left: Math.max(4, left), top: Math.max(4, top) })
  }, [x, y, facts])
  return (
    <div ref={ref} className="pointer-tip" role="tooltip" style={place}>
      <strong>
        {swatch}
        {facts.title}
      </strong>
      {facts.lines.length > 0 && (
        <dl>
          {facts.lines.map((line, index) => (
            <div key={index}>
              <dt>{line.name}</dt>
              <dd>{line.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {facts.hint !== undefined && <em>{facts.hint}</em>}
    </div>
  )
}
