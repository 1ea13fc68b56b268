/**
 * What a picture consists of, before anybody paints it. Two kinds of layers, painted in order:
 * - rectangles in a data space that is scaled (time) across and scrolled (rows) down: thousands, as columns;
 * - shapes in CSS pixels of the picture: text, lines, areas; hundreds.
 * The same list goes to WebGL, to a Canvas2D in the page or in Node, and to SVG.
 */
import { drawnKindIndex, drawnKinds, type DrawnKind, type VisualState } from '../contract/visual-states'
import { lookOf, looksOf, type Palette, type Pattern } from './palette'
import type { Rgba } from './color'

/** Styles of rectangles: what a tile can hold first, at their own indexes, then what stands behind and above them. */
const extraStyles = [
  'gc-wash',
  'stw-wash',
  'section',
  'row-tint',
  'lost',
  'flag',
  'grid',
  'range',
  'panel',
  'occupancy',
  'heap-live',
  'count-running',
  'count-runnable',
  'count-syscall',
  'count-waiting',
  /** Over what does not fit while something is highlighted. */
  'veil',
] as const
export type ExtraStyle = (typeof extraStyles)[number]

/** Kinds with an edge in some palette: the sides of their joined rectangles are drawn apart, where a run of them ends. */
const edgedKinds = [
  'runnable',
  'network',
  'gc-assist',
  'task',
  'region',
  'stack',
] as const satisfies readonly DrawnKind[]

export const styleCount = drawnKinds.length + extraStyles.length + edgedKinds.length

/** Index of a style that no tile holds. */
export function extraStyleIndex(style: ExtraStyle): number {
  return drawnKinds.length + extraStyles.indexOf(style)
}

/** By kind: style of the line at the sides of its joined rectangles; -1 for kinds without an edge. */
export const sideStyles: Int16Array = new Int16Array(drawnKinds.length).fill(-1)
edgedKinds.forEach((kind, index) => {
  sideStyles[drawnKindIndex[kind]] = drawnKinds.length + extraStyles.length + index
})

export interface RectangleStyle {
  /** null: only the pattern. */
  readonly fill: Rgba | null
  readonly ink: Rgba
  readonly edge: Rgba | null
  readonly pattern: Pattern
  /** Never narrower than this on the screen. */
  readonly minimumWidthPx: number
  /** Leaves one free pixel at its right when at least `separationFromPx` wide. */
  readonly isSeparated: boolean
}

/** From this width on neighbours are parted by one pixel. */
export const separationFromPx = 8
/** From this width and height on an edge is drawn around, not only above and below. */
export const edgeFromPx = 3

/**
 * Added to a style's index: the rectangle joins its right neighbour without the free pixel. Buckets do: a gap would look
 * like a boundary in the data.
 */
export const joinedStyle = 128

/** How much of what recedes is covered: as much as a state gives up while another stands out (highlight.ts). */
const veilShare = 0.78

/** The styles of a palette, by index. */
export function rectangleStyles(palette: Palette): readonly RectangleStyle[] {
  const plain = { edge: null, pattern: 'none', minimumWidthPx: 1, isSeparated: false } as const
  const ofKinds = looksOf(palette).map((look, index): RectangleStyle => {
    const kind = drawnKinds[index]
    return {
      fill: look.fill,
      ink: look.ink,
      edge: look.edge,
      pattern: look.pattern,
      minimumWidthPx: kind === 'log' || kind === 'sample' ? 2 : 1,
      isSeparated: kind !== 'idle' && kind !== 'unknown',
    }
  })
  const solid = (fill: Rgba): RectangleStyle => ({ ...plain, fill, ink: fill })
  const ofState = (state: VisualState): RectangleStyle => solid(palette.states[state].fill ?? palette.text)
  const ofExtras: Record<ExtraStyle, RectangleStyle> = {
    'gc-wash': { ...plain, fill: palette.gcWash, ink: palette.gcWash },
    'stw-wash': { ...plain, fill: palette.stwWash, ink: palette.stwWash },
    section: { ...plain, fill: palette.sectionTint, ink: palette.sectionTint },
    'row-tint': { ...plain, fill: palette.rowTint, ink: palette.rowTint },
    lost: { ...plain, fill: null, ink: palette.lostHatch, pattern: 'hatch' },
    grid: { ...plain, fill: palette.gridLine, ink: palette.gridLine },
    range: { ...plain, fill: palette.accentWash, ink: palette.accentWash },
    flag: { ...plain, fill: palette.flag, ink: palette.flag, minimumWidthPx: 2 },
    panel: solid(palette.panel),
    occupancy: solid({ ...(palette.states.running.fill ?? palette.accent), alpha: 0.85 }),
    'heap-live': solid(palette.heapLive),
    'count-running': ofState('running'),
    'count-runnable': ofState('runnable'),
    'count-syscall': ofState('syscall'),
    'count-waiting': ofState('sleep'),
    veil: { ...solid({ ...palette.background, alpha: veilShare }), minimumWidthPx: 0 },
  }
  const ofSides = edgedKinds.map((kind): RectangleStyle => {
    const fill = lookOf(palette, kind).edge ?? palette.background
    return { ...plain, fill, ink: fill }
  })
  return [...ofKinds, ...extraStyles.map((style) => ofExtras[style]), ...ofSides]
}

/** Rectangles as columns of equal length; only the first `count` hold. */
export interface Rectangles {
  readonly count: number
  /** Left and right in data units (ns since the trace's start). */
  readonly x0: Float64Array
  readonly x1: Float64Array
  /** Top and bottom in CSS pixels from the top of the first row, growing downwards. */
  readonly y0: Float32Array
  readonly y1: Float32Array
  /** Index into `rectangleStyles`, plus `joinedStyle` or not. */
  readonly style: Uint8Array
}

/** Grows as needed; filled anew for every list, so that a frame allocates nothing. */
export class RectangleBuilder implements Rectangles {
  count = 0
  x0 = new Float64Array(1024)
  x1 = new Float64Array(1024)
  y0 = new Float32Array(1024)
  y1 = new Float32Array(1024)
  style = new Uint8Array(1024)

  clear(): void {
    this.count = 0
  }

  add(x0: number, x1: number, y0: number, y1: number, style: number): void {
    if (this.count === this.x0.length) this.grow()
    const index = this.count++
    this.x0[index] = x0
    this.x1[index] = x1
    this.y0[index] = y0
    this.y1[index] = y1
    this.style[index] = style
  }

  private grow(): void {
    const length = this.x0.length * 2
    const widen = <T extends Float64Array | Float32Array | Uint8Array>(to: T, from: T): T => {
      to.set(from)
      return to
    }
    this.x0 = widen(new Float64Array(length), this.x0)
    this.x1 = widen(new Float64Array(length), this.x1)
    this.y0 = widen(new Float32Array(length), this.y0)
    this.y1 = widen(new Float32Array(length), this.y1)
    this.style = widen(new Uint8Array(length), this.style)
  }
}

/** A box in CSS pixels of the picture. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Which part of the data space stands in a clip box. */
export interface RectangleView {
  /** Data unit at the clip's left edge. */
  readonly fromX: number
  readonly unitsPerPx: number
  /** Row pixel at the clip's top edge. */
  readonly scrollPx: number
}

export interface RectangleLayer {
  readonly kind: 'rectangles'
  readonly clip: Box
  readonly view: RectangleView
  readonly rectangles: Rectangles
}

export interface TextStyle {
  readonly sizePx: number
  readonly weight: 400 | 500 | 600
  readonly family: 'text' | 'mono'
}

export type Shape =
  | { readonly kind: 'box'; readonly box: Box; readonly fill: Rgba }
  | { readonly kind: 'outline'; readonly box: Box; readonly stroke: Rgba; readonly widthPx: number }
  | {
      readonly kind: 'line'
      /** x, y, x, y, … */
      readonly points: readonly number[]
      readonly stroke: Rgba
      readonly widthPx: number
      readonly dash?: readonly number[]
    }
  | { readonly kind: 'area'; readonly points: readonly number[]; readonly fill: Rgba }
  | {
      readonly kind: 'text'
      readonly text: string
      readonly x: number
      /** Middle of the letters. */
      readonly y: number
      readonly color: Rgba
      readonly style: TextStyle
      readonly align: 'left' | 'center' | 'right'
    }
  /** Everything until the matching `end-clip` stays inside the box. */
  | { readonly kind: 'begin-clip'; readonly box: Box }
  | { readonly kind: 'end-clip' }

export interface ShapeLayer {
  readonly kind: 'shapes'
  readonly shapes: readonly Shape[]
}

export type Layer = RectangleLayer | ShapeLayer

export interface DrawList {
  readonly widthPx: number
  readonly heightPx: number
  readonly palette: Palette
  readonly layers: readonly Layer[]
}
