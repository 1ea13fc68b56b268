/**
 * A flame graph: outermost frames at the top. A click zooms into a node, arrow keys walk the tree, Enter zooms, Backspace
 * goes back out. Names lose their path first and the end of the function last, and the whole name stands below.
 */
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { formatShare } from '../../base/format-units'
import { cutToWidth, shorterLabels, type TextMeasure } from '../../picture/label-fit'
import { childrenOf, layOutFlame, matchFlame, pathOf, type FlameBox, type FlameNodes } from './flame-layout'
import { useFocusWhenFree } from './take-focus'
import './flame-graph.css'

interface FlameGraphProps {
  readonly label: string
  readonly nodes: FlameNodes
  /** What the whole width stands for. */
  readonly total: number
  /** "12 samples". */
  readonly printValue: (value: number) => string
  /** Drawn quieter: the runtime's own frames. */
  readonly isQuiet: (functionName: string) => boolean
  /** Takes all the room that its parent gives. */
  readonly isFilling?: boolean
  /** Where more is known about the function that is zoomed to. */
  readonly onInspect?: { readonly label: string; readonly go: (functionName: string) => void }
}

const rowPx = 18
const paddingPx = 8

export function FlameGraph(props: FlameGraphProps): ReactNode {
  const { label, nodes, total, printValue, isQuiet, isFilling = false, onInspect } = props
  const frame = useRef<HTMLDivElement>(null)
  useFocusWhenFree(frame, isFilling)
  const [widthPx, setWidthPx] = useState(0)
  const [zoomed, setZoomed] = useState(-1)
  const [focused, setFocused] = useState(-1)
  const [hovered, setHovered] = useState(-1)
  const [text, setText] = useState('')
  const id = useId()
  const [measure] = useState(newMeasure)

  useEffect(() => {
    const element = frame.current
    if (element === null) return
    const observer = new ResizeObserver(() => setWidthPx(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const children = useMemo(() => childrenOf(nodes), [nodes])
  const boxes = useMemo(
    () => layOutFlame(nodes, children, zoomed, total, widthPx),
    [nodes, children, zoomed, total, widthPx],
  )
  const matches = useMemo(() => matchFlame(nodes, text), [nodes, text])
  const depth = boxes.reduce((most, box) => Math.max(most, box.depth + 1), 1)
  const nameInFile = (node: number): string => nodes.names[nodes.name[node] ?? -1] ?? ''
  const nameOf = (node: number): string => {
    const name = nameInFile(node)
    return name === '' ? '(unknown function)' : name
  }
  const shown = hovered >= 0 ? hovered : focused
  const shownBox = boxes.find((box) => box.node === shown)

  const walkTo = (node: number): void => {
    if (node < 0) return
    setFocused(node)
    const box = boxes.find((one) => one.node === node)
    const element = frame.current
    if (box === undefined || element === null) return
    const top = box.depth * rowPx
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + rowPx > element.scrollTop + element.clientHeight)
      element.scrollTop = top + rowPx - element.clientHeight
  }
  const zoomTo = (node: number): void => {
    setZoomed(node)
    setFocused(node)
    setHovered(-1)
  }
  const isDrawn = (node: number): boolean => boxes.some((box) => box.node === node && box.gathered === 0)

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const here = focused >= 0 ? focused : (children.get(-1)?.[0] ?? -1)
    const parent = nodes.parent[here] ?? -1
    const siblings = (children.get(parent) ?? []).filter(isDrawn)
    const at = siblings.indexOf(here)
    switch (event.code) {
      case 'ArrowDown':
        walkTo(focused < 0 ? here : ((children.get(here) ?? []).find(isDrawn) ?? here))
        break
      case 'ArrowUp':
        walkTo(parent < 0 ? here : parent)
        break
      case 'ArrowRight':
        walkTo(siblings[at + 1] ?? here)
        break
      case 'ArrowLeft':
        walkTo(siblings[at - 1] ?? here)
        break
      case 'Enter':
      case 'NumpadEnter':
        zoomTo(here)
        break
      case 'Backspace':
        zoomTo(zoomed < 0 ? -1 : (nodes.parent[zoomed] ?? -1))
        break
      case 'Escape':
        if (zoomed < 0) return
        zoomTo(-1)
        break
      default:
        return
    }
    event.preventDefault()
    event.stopPropagation()
  }

  const describe = (box: FlameBox): string => {
    if (box.gathered > 1)
      return `${box.gathered} functions too narrow to draw, ${printValue(box.total)}, ${formatShare(box.total / total)}`
    const self = nodes.self[box.node] ?? 0
    const own = self === 0 ? '' : `, ${printValue(self)} in itself`
    return `${nameOf(box.node)}: ${printValue(box.total)}, ${formatShare(box.total / total)}${own}`
  }

  return (
    <div className={isFilling ? 'flame flame-filling' : 'flame'}>
      <div className="flame-bar">
        <input
          type="search"
          aria-label={`Find a function in ${label}`}
          placeholder="Find a function"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {text.trim() !== '' && (
          <span className="number" role="status">
            {matches.names.size === 0
              ? 'Not found'
              : `${printValue(matches.total)}, ${formatShare(matches.total / Math.max(1, total))}`}
          </span>
        )}
        {zoomed >= 0 && (
          <button type="button" className="link-button" onClick={() => zoomTo(-1)}>
            Show all
          </button>
        )}
        {zoomed >= 0 && onInspect !== undefined && (
          <button type="button" className="link-button" onClick={() => onInspect.go(nameInFile(zoomed))}>
            {onInspect.label}
          </button>
        )}
      </div>
      <div
        ref={frame}
        className="flame-frame"
        role="tree"
        aria-label={label}
        aria-activedescendant={focused >= 0 ? `${id}-${focused}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onMouseLeave={() => setHovered(-1)}
      >
        <div className="flame-boxes" style={{ height: depth * rowPx }}>
          {boxes.map((box) => {
            const name = nameOf(box.node)
            const isMatch = matches.names.has(nodes.name[box.node] ?? -1)
            return (
              <div
                key={`${box.node} ${box.gathered}`}
                id={`${id}-${box.node}`}
                role="treeitem"
                aria-level={pathOf(nodes, box.node).length}
                aria-selected={box.node === focused}
                aria-label={describe(box)}
                className={classOf(box, isMatch, box.node === focused, isQuiet(name))}
                style={{
                  left: box.leftPx,
                  top: box.depth * rowPx,
                  width: Math.max(1, box.widthPx - 1),
                  height: rowPx - 1,
                }}
                onMouseEnter={() => setHovered(box.node)}
                onClick={() => zoomTo(box.gathered > 1 ? (nodes.parent[box.node] ?? -1) : box.node)}
              >
                {box.gathered > 1 ? '' : fitName(name, box.widthPx - paddingPx, measure)}
              </div>
            )
          })}
        </div>
      </div>
      <p className="flame-facts" aria-live="polite">
        {shownBox === undefined
          ? `${printValue(total)} in all. Click a function to zoom, or walk with the arrow keys.`
          : describe(shownBox)}
      </p>
    </div>
  )
}

function classOf(box: FlameBox, isMatch: boolean, isFocused: boolean, isQuiet: boolean): string {
  const parts = ['flame-box']
  if (isQuiet) parts.push('flame-quiet')
  if (box.gathered > 1) parts.push('flame-gathered')
  if (box.isAncestor) parts.push('flame-ancestor')
  if (isMatch && box.gathered <= 1) parts.push('flame-match')
  if (isFocused) parts.push('flame-focused')
  return parts.join(' ')
}

/** The longest form that fits; cut with an ellipsis only where at least four letters remain. */
function fitName(name: string, widthPx: number, measure: TextMeasure): string {
  if (widthPx < 24) return ''
  const forms = shorterLabels(name)
  for (const form of forms) if (measure(form) <= widthPx) return form
  const cut = cutToWidth(forms.at(-1) ?? name, widthPx, measure)
  return cut.length > 4 ? cut : ''
}

/** Text is measured with the font that the boxes inherit. */
function newMeasure(): TextMeasure {
  const context = document.createElement('canvas').getContext('2d')
  if (context === null) return (text) => text.length * 7
  context.font = `11px ${getComputedStyle(document.body).fontFamily}`
  const known = new Map<string, number>()
  return (text) => {
    const width = known.get(text) ?? context.measureText(text).width
    if (known.size < 5_000) known.set(text, width)
    return width
  }
}
