/** The first picture of a trace while it is being read: what ran, on the real axis. The views take its place when they can. */
import {
  useEffect,
  useMemo,
  useRef,
  useState,
  type PointerEvent as ReactPointerEvent,
  type ReactNode,
} from 'react'
import type { SourceDto } from '../../../contract/sources'
import { sketchStates } from '../../../contract/sketch-dto'
import { toCss } from '../../../picture/color'
import { darkPalette, lightPalette, type Palette } from '../../../picture/palette'
import { sketchOfFrame, type Sketch } from '../../../picture/sketch-columns'
import { sketchFactsAt } from '../../../picture/sketch-facts'
import { composeSketch, planSketch } from '../../../picture/sketch-picture'
import { call } from '../../connection/call'
import { drawOn, loadLetters, pageMeasure } from '../../gpu/page-canvas'
import { useShell } from '../../state/shell'
import { useTheme } from '../../state/theme'
import { PointerTip } from '../../widgets/pointer-tip'
import './sketch-view.css'

interface Size {
  readonly widthPx: number
  readonly heightPx: number
}

export function SketchView({ source }: { readonly source: SourceDto }): ReactNode {
  const sketch = useSketch(source.id)
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const frameSize = useSize(frame)
  const wishedColumnPx = useShell((state) => state.labelColumnPx)
  const size = useMemo(() => ({ ...frameSize, wishedColumnPx }), [frameSize, wishedColumnPx])
  const palette = useTheme((state) => state.theme) === 'dark' ? darkPalette : lightPalette
  const measure = useMemo(() => pageMeasure(), [])
  useEffect(() => {
    if (canvas.current === null || sketch === undefined || size.widthPx < 1 || size.heightPx < 1) return
    drawOn(canvas.current, composeSketch(sketch, { ...size, palette, measure }), window.devicePixelRatio)
    canvas.current.style.width = `${size.widthPx}px`
    canvas.current.style.height = `${size.heightPx}px`
  }, [sketch, size, palette, measure])
  const plan = useMemo(() => (sketch === undefined ? undefined : planSketch(sketch, size)), [sketch, size])
  const [pointer, setPointer] = useState<{ readonly x: number; readonly y: number }>()
  const facts =
    sketch === undefined || plan === undefined || pointer === undefined
      ? undefined
      : sketchFactsAt(sketch, plan, palette, pointer)
  const follow = ({ clientX, clientY, currentTarget }: ReactPointerEvent): void => {
    const { left, top } = currentTarget.getBoundingClientRect()
    setPointer({ x: clientX - left, y: clientY - top })
  }
  return (
    <section className="sketch" aria-label={`First picture of ${source.name}`} data-testid="sketch">
      <div
        className="sketch-frame"
        ref={frame}
        onPointerMove={follow}
        onPointerLeave={() => setPointer(undefined)}
      >
        <canvas ref={canvas} role="img" aria-label={inWords(sketch)} hidden={sketch === undefined} />
        {pointer !== undefined && facts !== undefined && <PointerTip at={pointer} facts={facts} />}
      </div>
      {sketch !== undefined && <Explanation sketch={sketch} palette={palette} />}
    </section>
  )
}

/** Undefined until it has come, and for good when the file was faster. */
function useSketch(id: string): Sketch | undefined {
  const [sketch, setSketch] = useState<Sketch>()
  useEffect(() => {
    const abort = new AbortController()
    void Promise.all([call('trace/sketch', { source: id }, abort.signal), loadLetters()]).then(([answer]) => {
      if (!abort.signal.aborted && answer.ok) setSketch(sketchOfFrame(answer.value))
    })
    return () => abort.abort()
  }, [id])
  return sketch
}

function useSize(frame: React.RefObject<HTMLDivElement | null>): Size {
  const [size, setSize] = useState<Size>({ widthPx: 0, heightPx: 0 })
  useEffect(() => {
    const element = frame.current
    if (element === null) return
    const observer = new ResizeObserver(() =>
      setSize({ widthPx: element.clientWidth, heightPx: element.clientHeight }),
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [frame])
  return size
}

function Explanation({ sketch, palette }: { readonly sketch: Sketch; readonly palette: Palette }): ReactNode {
  const isPartial = sketch.unread.fromNs.length > 0
  return (
    <p className="sketch-words">
      {sketchStates.map((state) => {
        const { fill, name } = palette.states[state]
        return (
          <span key={state} className="sketch-state">
            <span className="sketch-swatch" style={fill === null ? {} : { background: toCss(fill) }} />
            {name}
          </span>
        )
      })}
      <span className="dim">
        A first picture, still loading. Waiting is not drawn yet: who waits, and for what, is known when the
        events have been put in order.
        {isPartial && ' Hatched: not looked at yet.'}
      </span>
    </p>
  )
}

function inWords(sketch: Sketch | undefined): string {
  if (sketch === undefined) return ''
  const { processors, groups, otherGroups } = sketch.head
  return `What ran over the whole time: ${processors.length} Ps, ${groups.length + otherGroups} start functions, ${sketch.gc.fromNs.length} garbage collections`
}
