/**
 * What a layer has on the GPU: four vertices a rectangle, and for stretches of rectangles where they lie and whether one of
 * them shows a cue (a pattern, a rim), so that a frame draws what is seen, and by the cheaper program where that is enough.
 */
import { Buffer, BufferUsage, Geometry, type WebGLRenderer } from 'pixi.js'
import { edgeFromPx, joinedStyle, type Rectangles, type RectangleStyle } from '../../picture/draw-list'
import { patternMinimumHeightPx, patternMinimumWidthPx } from '../../picture/patterns'
import { indexesPerRectangle, type Stretches } from './drawn-stretches'
import type { PainterLayer } from './rectangle-painter'

const floatsPerVertex = 5
const verticesPerRectangle = 4
const floatsPerRectangle = floatsPerVertex * verticesPerRectangle
const bytesPerRectangle = floatsPerRectangle * 4
const bytesPerVertex = floatsPerVertex * 4
/** Of so many rectangles one knows where they lie, and leaves them out where that is not on the screen. */
const rectanglesPerChunk = 64
/** Left, right, top, bottom of a chunk, and its widest rectangle with a cue. */
const factsPerChunk = 5
/** Rectangles that are widened to the least size, or rounded, reach so far beyond. */
const chunkMarginPx = 4

/** Two triangles a rectangle, the same for all layers; grows with the largest. */
export class CornerIndexes {
  readonly buffer = new Buffer({
    data: new Uint32Array(indexesPerRectangle),
    label: 'corners',
    usage: BufferUsage.INDEX | BufferUsage.COPY_DST,
    shrinkToFit: false,
  })
  private capacity = 0

  reserve(count: number): void {
    if (count <= this.capacity) return
    this.capacity = count
    this.buffer.data = cornerIndexes(count)
  }

  destroy(): void {
    this.buffer.destroy()
  }
}

/** What of its styles a layer must know, by the byte of a rectangle's style. Changes with the palette. */
export interface StyleTraits {
  /** 1 where something may shine through, else 0. */
  readonly isTranslucent: Uint8Array
  readonly cue: Uint8Array
}

/** No cue; a pattern, from a size on; a rim, from a height on. */
const patternCue = 1
const rimCue = 2

export const newStyleTraits = (): StyleTraits => ({
  isTranslucent: new Uint8Array(2 * joinedStyle),
  cue: new Uint8Array(2 * joinedStyle),
})

export function fillStyleTraits(traits: StyleTraits, styles: readonly RectangleStyle[]): void {
  styles.forEach(({ fill, ink, edge, pattern }, index) => {
    const isTranslucent = [fill, ink, edge].some((color) => color !== null && color.alpha < 1)
    traits.isTranslucent[index] = traits.isTranslucent[index + joinedStyle] = isTranslucent ? 1 : 0
    const cue = edge !== null ? rimCue : pattern === 'none' ? 0 : patternCue
    traits.cue[index] = cue
    // What joins its neighbour has no notch.
    traits.cue[index + joinedStyle] = edge === null && pattern === 'notch' ? 0 : cue
  })
}

/**
 * From which width on the rectangle may show its cue: its own for a pattern, any for a rim, 0 where it is too low for either.
 * Heights are rounded to pixels, of which there are 1.5 at most where a stroke is one pixel.
 */
function cuedWidth(cue: number, width: number, height: number): number {
  if (cue === rimCue) return height * 1.5 + 1 < edgeFromPx ? 0 : Infinity
  return cue === 0 || height * 1.5 + 1 < patternMinimumHeightPx ? 0 : width
}

/** Buffers that only grow, and what is in them. */
export class RectangleBuffers {
  readonly geometry: Geometry
  originX = 0
  count = 0
  /** Behind so many first rectangles none lets anything shine through. */
  blendedCount = 0
  private readonly vertices: Buffer
  private capacity = 0
  private data = new Float32Array(0)
  private bytes = new Uint8Array(0)
  private chunks = new Float64Array(0)

  constructor(
    private readonly corners: CornerIndexes,
    private readonly traits: StyleTraits,
  ) {
    this.vertices = new Buffer({
      data: new Float32Array(floatsPerRectangle),
      label: 'rectangles',
      usage: BufferUsage.VERTEX | BufferUsage.COPY_DST,
      // Shrinking on update re-creates the GPU buffer again and again.
      shrinkToFit: false,
    })
    this.geometry = new Geometry({
      attributes: {
        aEdges: { buffer: this.vertices, format: 'float32x4', stride: bytesPerVertex, offset: 0 },
        aStyle: { buffer: this.vertices, format: 'uint8x4', stride: bytesPerVertex, offset: 16 },
      },
      indexBuffer: corners.buffer,
    })
  }

  /** Answers whether the buffers were replaced by larger ones; they then are sent whole with the next draw. */
  reserve(count: number): boolean {
    if (count <= this.capacity) return false
    this.capacity = Math.max(1024, 2 ** Math.ceil(Math.log2(count)))
    this.data = new Float32Array(this.capacity * floatsPerRectangle)
    this.bytes = new Uint8Array(this.data.buffer)
    this.chunks = new Float64Array(Math.ceil(this.capacity / rectanglesPerChunk) * factsPerChunk)
    this.vertices.data = this.data
    this.corners.reserve(this.capacity)
    return true
  }

  /** Writes rectangles [from, to). */
  write(rectangles: Rectangles, from: number, to: number): void {
    for (let first = from; first < to;) {
      const chunk = Math.floor(first / rectanglesPerChunk)
      const next = Math.min(to, (chunk + 1) * rectanglesPerChunk)
      this.writeChunk(rectangles, first, next, chunk * factsPerChunk)
      first = next
    }
  }

  /** Writes [from, to), which lie in one chunk, whose facts are at `chunkAt`. */
  private writeChunk({ x0, x1, y0, y1, style }: Rectangles, from: number, to: number, chunkAt: number): void {
    const { data, bytes, chunks, originX } = this
    const { cue } = this.traits
    const isBegun = from % rectanglesPerChunk !== 0
    let fromX = isBegun ? chunks[chunkAt]! : Infinity
    let toX = isBegun ? chunks[chunkAt + 1]! : -Infinity
    let fromY = isBegun ? chunks[chunkAt + 2]! : Infinity
    let toY = isBegun ? chunks[chunkAt + 3]! : -Infinity
    let widestCued = isBegun ? chunks[chunkAt + 4]! : 0
    let at = from * floatsPerRectangle
    for (let index = from; index < to; index++) {
      const start = x0[index]!
      const end = x1[index]!
      const top = y0[index]!
      const bottom = y1[index]!
      if (start < fromX) fromX = start
      if (end > toX) toX = end
      if (top < fromY) fromY = top
      if (bottom > toY) toY = bottom
      const left = start - originX
      const right = end - originX
      const look = style[index]!
      if (cue[look] !== 0) widestCued = Math.max(widestCued, cuedWidth(cue[look]!, end - start, bottom - top))
      for (let corner = 0; corner < verticesPerRectangle; corner++) {
        data[at] = left
        data[at + 1] = right
        data[at + 2] = top
        data[at + 3] = bottom
        bytes[(at + 4) * 4] = look
        at += floatsPerVertex
      }
    }
    chunks[chunkAt] = fromX
    chunks[chunkAt + 1] = toX
    chunks[chunkAt + 2] = fromY
    chunks[chunkAt + 3] = toY
    chunks[chunkAt + 4] = widestCued
  }

  /** Sends what was written with the next draw. */
  touch(count: number): void {
    this.vertices.update(count * bytesPerRectangle)
  }

  /** Sends a part at once. */
  send(renderer: WebGLRenderer, from: number, to: number): void {
    this.vertices.update((to - from) * bytesPerRectangle, from * bytesPerRectangle)
    renderer.buffer.updateBuffer(this.vertices)
  }

  /** Sends all that is reserved, at once. */
  sendAll(renderer: WebGLRenderer): void {
    renderer.buffer.updateBuffer(this.vertices)
  }

  finish(count: number): void {
    this.count = count
    this.part()
  }

  /** Looks anew which rectangles let something shine through. Those stand behind the others, so they come first. */
  private part(): void {
    const { bytes } = this
    const { isTranslucent } = this.traits
    let count = this.count
    while (count > 0 && isTranslucent[bytes[((count - 1) * floatsPerRectangle + 4) * 4]!] === 0) count--
    this.blendedCount = count
  }

  /** Colours have changed, and with them which rectangles have cues. */
  retrait(): void {
    this.part()
    const { bytes, data, chunks } = this
    const { cue } = this.traits
    for (let first = 0; first < this.count; first += rectanglesPerChunk) {
      const end = Math.min(this.count, first + rectanglesPerChunk)
      let widestCued = 0
      for (let index = first; index < end; index++) {
        const at = index * floatsPerRectangle
        const look = bytes[(at + 4) * 4]!
        widestCued = Math.max(
          widestCued,
          cuedWidth(cue[look]!, data[at + 1]! - data[at]!, data[at + 3]! - data[at + 2]!),
        )
      }
      chunks[(first / rectanglesPerChunk) * factsPerChunk + 4] = widestCued
    }
  }

  /** Adds the stretches of [from, to) that may be on the screen. */
  addVisible({ clip, view }: PainterLayer, from: number, to: number, out: Stretches): void {
    const { chunks } = this
    // A width in pixels is rounded, by less than one. Ratios of pixels between whole ones change this by half at most.
    const plainBelow = ((patternMinimumWidthPx - 1) / 1.5) * view.unitsPerPx
    const fromX = view.fromX - chunkMarginPx * view.unitsPerPx
    const toX = view.fromX + (clip.width + chunkMarginPx) * view.unitsPerPx
    const fromY = view.scrollPx - chunkMarginPx
    const toY = view.scrollPx + clip.height + chunkMarginPx
    for (let first = from; first < to;) {
      const chunk = Math.floor(first / rectanglesPerChunk)
      const next = Math.min(to, (chunk + 1) * rectanglesPerChunk)
      const at = chunk * factsPerChunk
      if (
        chunks[at]! <= toX &&
        chunks[at + 1]! >= fromX &&
        chunks[at + 2]! <= toY &&
        chunks[at + 3]! >= fromY
      )
        out.add(first, next, chunks[at + 4]! < plainBelow)
      first = next
    }
  }

  destroy(): void {
    this.geometry.destroy(false)
    this.vertices.destroy()
  }
}

function cornerIndexes(count: number): Uint32Array {
  const indexes = new Uint32Array(count * indexesPerRectangle)
  for (let index = 0, at = 0; index < count; index++) {
    const vertex = index * verticesPerRectangle
    indexes[at++] = vertex
    indexes[at++] = vertex + 1
    indexes[at++] = vertex + 2
    indexes[at++] = vertex
    indexes[at++] = vertex + 2
    indexes[at++] = vertex + 3
  }
  return indexes
}
