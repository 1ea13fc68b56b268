/**
 * One layer of rectangles on the GPU: a mesh with two sets of buffers. Drawn past pixi's scene graph: a frame consists of a few
 * layers, each with its own uniforms, so walking a tree of containers would cost more than drawing them. One set is
 * shown; the next picture is put into the other piece by piece, over as many frames as it takes, and then they change places.
 */
import {
  Buffer,
  BufferUsage,
  Geometry,
  Shader,
  State,
  UniformGroup,
  type GlProgram,
  type WebGLRenderer,
} from 'pixi.js'
import type { Rectangles } from '../../picture/draw-list'
import { patternPhase, strokeOf } from '../../picture/rectangle-geometry'
import type { PainterLayer } from './rectangle-painter'
import { viewVectors } from './rectangle-shader'

const floatsPerVertex = 5
const verticesPerRectangle = 4
const floatsPerRectangle = floatsPerVertex * verticesPerRectangle
const bytesPerRectangle = floatsPerRectangle * 4
const indexesPerRectangle = 6
const bytesPerVertex = floatsPerVertex * 4
const bytesPerIndex = 4
/** Of so many rectangles one knows where they lie, and leaves them out where that is not on the screen. */
const rectanglesPerChunk = 64
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

const blended = State.for2d()
/** Software GL pays for reading what lies beneath; most rectangles cover it. */
const covering = new State()
covering.culling = false
covering.depthTest = false
covering.blend = false

/** Buffers that only grow, and what is in them. */
class RectangleBuffers {
  readonly geometry: Geometry
  originX = 0
  count = 0
  /** Behind so many first rectangles none lets anything shine through. */
  blendedCount = 0
  private readonly vertices: Buffer
  private capacity = 0
  private data = new Float32Array(0)
  private bytes = new Uint8Array(0)
  /** Left, right, top, bottom of each chunk. */
  private bounds = new Float64Array(0)

  constructor(private readonly corners: CornerIndexes) {
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
    this.bounds = new Float64Array(Math.ceil(this.capacity / rectanglesPerChunk) * 4)
    this.vertices.data = this.data
    this.corners.reserve(this.capacity)
    return true
  }

  /** Writes rectangles [from, to). */
  write(rectangles: Rectangles, from: number, to: number): void {
    for (let first = from; first < to;) {
      const chunk = Math.floor(first / rectanglesPerChunk)
      const next = Math.min(to, (chunk + 1) * rectanglesPerChunk)
      this.writeChunk(rectangles, first, next, chunk * 4)
      first = next
    }
  }

  /** Writes [from, to), which lie in one chunk, whose bounds are at `boundsAt`. */
  private writeChunk(
    { x0, x1, y0, y1, style }: Rectangles,
    from: number,
    to: number,
    boundsAt: number,
  ): void {
    const { data, bytes, bounds, originX } = this
    const isBegun = from % rectanglesPerChunk !== 0
    let fromX = isBegun ? bounds[boundsAt]! : Infinity
    let toX = isBegun ? bounds[boundsAt + 1]! : -Infinity
    let fromY = isBegun ? bounds[boundsAt + 2]! : Infinity
    let toY = isBegun ? bounds[boundsAt + 3]! : -Infinity
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
      for (let corner = 0; corner < verticesPerRectangle; corner++) {
        data[at] = left
        data[at + 1] = right
        data[at + 2] = top
        data[at + 3] = bottom
        bytes[(at + 4) * 4] = look
        at += floatsPerVertex
      }
    }
    bounds[boundsAt] = fromX
    bounds[boundsAt + 1] = toX
    bounds[boundsAt + 2] = fromY
    bounds[boundsAt + 3] = toY
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

  finish(count: number, isTranslucent: Uint8Array): void {
    this.count = count
    this.part(isTranslucent)
  }

  /** Looks anew which rectangles let something shine through. Those stand behind the others, so they come first. */
  part(isTranslucent: Uint8Array): void {
    const { bytes } = this
    let count = this.count
    while (count > 0 && isTranslucent[bytes[((count - 1) * floatsPerRectangle + 4) * 4]!] === 0) count--
    this.blendedCount = count
  }

  /** Adds the stretches of [from, to) that may be on the screen. */
  addVisible({ clip, view }: PainterLayer, from: number, to: number, out: Stretches): void {
    const { bounds } = this
    const fromX = view.fromX - chunkMarginPx * view.unitsPerPx
    const toX = view.fromX + (clip.width + chunkMarginPx) * view.unitsPerPx
    const fromY = view.scrollPx - chunkMarginPx
    const toY = view.scrollPx + clip.height + chunkMarginPx
    for (let first = from; first < to;) {
      const chunk = Math.floor(first / rectanglesPerChunk)
      const next = Math.min(to, (chunk + 1) * rectanglesPerChunk)
      const at = chunk * 4
      if (
        bounds[at]! <= toX &&
        bounds[at + 1]! >= fromX &&
        bounds[at + 2]! <= toY &&
        bounds[at + 3]! >= fromY
      )
        out.add(first, next)
      first = next
    }
  }

  destroy(): void {
    this.geometry.destroy(false)
    this.vertices.destroy()
  }
}

/** Stretches of rectangles that one call draws. */
class Stretches {
  length = 0
  counts = new Int32Array(64)
  offsets = new Int32Array(64)
  private end = -1

  clear(): void {
    this.length = 0
    this.end = -1
  }

  add(from: number, to: number): void {
    if (from === this.end) this.counts[this.length - 1]! += (to - from) * indexesPerRectangle
    else {
      if (this.length === this.counts.length) this.grow()
      this.counts[this.length] = (to - from) * indexesPerRectangle
      this.offsets[this.length] = from * indexesPerRectangle * bytesPerIndex
      this.length++
    }
    this.end = to
  }

  private grow(): void {
    const { counts, offsets } = this
    this.counts = new Int32Array(2 * counts.length)
    this.offsets = new Int32Array(2 * offsets.length)
    this.counts.set(counts)
    this.offsets.set(offsets)
  }
}

/** Filled anew for every layer, so that a frame allocates nothing. */
const stretches = new Stretches()

export class LayerMesh {
  private front: RectangleBuffers
  private back: RectangleBuffers | undefined
  private staged: { readonly of: Rectangles; readonly count: number; done: number } | undefined
  private readonly vectors = new Float32Array(viewVectors * 4)
  private readonly view: UniformGroup
  private readonly shader: Shader

  /** @param isTranslucent by the byte of a rectangle's style; `part` is called when it has changed. */
  constructor(
    program: GlProgram,
    tables: UniformGroup,
    private readonly isTranslucent: Uint8Array,
    private readonly corners: CornerIndexes,
    private readonly renderer: WebGLRenderer,
  ) {
    this.front = new RectangleBuffers(corners)
    this.view = new UniformGroup({ uView: { value: this.vectors, type: 'vec4<f32>', size: viewVectors } })
    this.shader = new Shader({ glProgram: program, resources: { view: this.view, tables } })
  }

  /** At once; what was being put in piece by piece is forgotten. */
  fill(rectangles: Rectangles, originX: number): void {
    const { count } = rectangles
    const { front } = this
    this.staged = undefined
    front.originX = originX
    if (count === 0) {
      front.finish(0, this.isTranslucent)
      return
    }
    const isGrown = front.reserve(count)
    front.write(rectangles, 0, count)
    if (!isGrown) front.touch(count)
    front.finish(count, this.isTranslucent)
  }

  /**
   * The next at most `most` rectangles. Answers whether all are here, and shown from now on. Called again and again with the
   * same rectangles; others begin anew.
   */
  stage(rectangles: Rectangles, originX: number, most: number): boolean {
    const back = (this.back ??= new RectangleBuffers(this.corners))
    if (
      this.staged?.of !== rectangles ||
      back.originX !== originX ||
      this.staged.count !== rectangles.count
    ) {
      this.staged = { of: rectangles, count: rectangles.count, done: 0 }
      back.originX = originX
      // Growing is a piece of work of its own.
      if (back.reserve(rectangles.count)) {
        back.sendAll(this.renderer)
        return false
      }
    }
    const { staged } = this
    const to = Math.min(staged.count, staged.done + most)
    if (to > staged.done) {
      back.write(rectangles, staged.done, to)
      back.send(this.renderer, staged.done, to)
      staged.done = to
    }
    if (staged.done < staged.count) return false
    back.finish(staged.count, this.isTranslucent)
    this.staged = undefined
    this.back = this.front
    this.front = back
    return true
  }

  /** Colours have changed. */
  part(): void {
    this.front.part(this.isTranslucent)
  }

  /** @param multiDraw draws several stretches by one call; null where it is not to be had. */
  draw(
    layer: PainterLayer,
    widthPx: number,
    heightPx: number,
    pixelRatio: number,
    multiDraw: WEBGL_multi_draw | null,
  ): void {
    const { renderer, shader, front } = this
    const { geometry, count, blendedCount } = front
    if (count === 0) return
    this.look(layer, widthPx, heightPx, pixelRatio)
    renderer.shader.bind(shader)
    renderer.encoder.setGeometry(geometry, shader)
    this.drawPart(layer, 0, blendedCount, blended, multiDraw)
    this.drawPart(layer, blendedCount, count, covering, multiDraw)
  }

  private drawPart(
    layer: PainterLayer,
    from: number,
    to: number,
    state: State,
    multiDraw: WEBGL_multi_draw | null,
  ): void {
    stretches.clear()
    this.front.addVisible(layer, from, to, stretches)
    const { counts, offsets, length } = stretches
    if (length === 0) return
    const { renderer } = this
    const { gl } = renderer
    renderer.state.set(state)
    if (multiDraw !== null && length > 1)
      multiDraw.multiDrawElementsWEBGL(gl.TRIANGLES, counts, 0, gl.UNSIGNED_INT, offsets, 0, length)
    else {
      for (let index = 0; index < length; index++)
        gl.drawElements(gl.TRIANGLES, counts[index]!, gl.UNSIGNED_INT, offsets[index]!)
    }
  }

  /** Writes the vectors of rectangle-shader.ts. */
  private look(layer: PainterLayer, widthPx: number, heightPx: number, pixelRatio: number): void {
    const { clip, view } = layer
    const { vectors } = this
    const scale = pixelRatio / view.unitsPerPx
    const phase = patternPhase(view, clip, pixelRatio)
    vectors[0] = widthPx
    vectors[1] = heightPx
    vectors[2] = strokeOf(pixelRatio)
    vectors[3] = 1 / strokeOf(pixelRatio)
    vectors[4] = Math.round(clip.x * pixelRatio)
    vectors[5] = Math.round(clip.y * pixelRatio)
    vectors[6] = Math.round((clip.x + clip.width) * pixelRatio)
    vectors[7] = Math.round((clip.y + clip.height) * pixelRatio)
    vectors[8] = scale
    // In float64 here, so that the shader's float32 never sees an absolute time.
    vectors[9] = (this.front.originX - view.fromX) * scale + clip.x * pixelRatio
    vectors[10] = pixelRatio
    vectors[11] = (clip.y - view.scrollPx) * pixelRatio
    vectors[12] = phase.x
    vectors[13] = phase.y
    this.view.update()
  }

  destroy(): void {
    this.front.destroy()
    this.back?.destroy()
    this.shader.destroy(false)
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
