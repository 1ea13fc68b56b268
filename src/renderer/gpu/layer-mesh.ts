/**
 * One layer of rectangles on the GPU: a mesh with two sets of buffers. One is shown; the next picture is put into the other
 * piece by piece, over as many frames as it takes, and then they change places.
 */
import {
  Buffer,
  BufferUsage,
  Geometry,
  Mesh,
  Shader,
  State,
  UniformGroup,
  type GlProgram,
  type WebGLRenderer,
} from 'pixi.js'
import type { Rectangles } from '../../picture/draw-list'
import { patternPhase, strokeOf } from '../../picture/rectangle-geometry'
import type { PainterLayer } from './rectangle-painter'

const floatsPerVertex = 5
const verticesPerRectangle = 4
const floatsPerRectangle = floatsPerVertex * verticesPerRectangle
const bytesPerRectangle = floatsPerRectangle * 4
const indexesPerRectangle = 6
const bytesPerVertex = floatsPerVertex * 4

interface ViewUniforms {
  uCanvas: Float32Array
  uClip: Float32Array
  uMap: Float32Array
  uPhase: Float32Array
  uStroke: number
}

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

/** Buffers that only grow, and what is in them. */
class RectangleBuffers {
  readonly geometry: Geometry
  originX = 0
  count = 0
  private readonly vertices: Buffer
  private capacity = 0
  private data = new Float32Array(0)
  private bytes = new Uint8Array(0)

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
    this.vertices.data = this.data
    this.corners.reserve(this.capacity)
    return true
  }

  /** Writes rectangles [from, to). */
  write({ x0, x1, y0, y1, style }: Rectangles, from: number, to: number): void {
    const { data, bytes, originX } = this
    let at = from * floatsPerRectangle
    for (let index = from; index < to; index++) {
      const left = x0[index]! - originX
      const right = x1[index]! - originX
      const top = y0[index]!
      const bottom = y1[index]!
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
    this.geometry.indexCount = count * indexesPerRectangle
  }

  destroy(): void {
    this.geometry.destroy(false)
    this.vertices.destroy()
  }
}

export class LayerMesh {
  readonly mesh: Mesh<Geometry, Shader>
  private front: RectangleBuffers
  private back: RectangleBuffers | undefined
  private staged: { readonly of: Rectangles; readonly count: number; done: number } | undefined
  private readonly view: UniformGroup
  private readonly shader: Shader

  constructor(
    program: GlProgram,
    tables: UniformGroup,
    private readonly corners: CornerIndexes,
    private readonly renderer: WebGLRenderer,
  ) {
    this.front = new RectangleBuffers(corners)
    this.view = new UniformGroup({
      uCanvas: { value: new Float32Array(2), type: 'vec2<f32>' },
      uClip: { value: new Float32Array(4), type: 'vec4<f32>' },
      uMap: { value: new Float32Array(4), type: 'vec4<f32>' },
      uPhase: { value: new Float32Array(2), type: 'vec2<f32>' },
      uStroke: { value: 1, type: 'f32' },
    })
    this.shader = new Shader({ glProgram: program, resources: { view: this.view, tables } })
    this.mesh = new Mesh({ geometry: this.front.geometry, shader: this.shader, state: State.for2d() })
    this.mesh.visible = false
  }

  /** At once; what was being put in piece by piece is forgotten. */
  fill(rectangles: Rectangles, originX: number): void {
    const { count } = rectangles
    const { front } = this
    this.staged = undefined
    front.originX = originX
    this.mesh.visible = count > 0
    if (count === 0) return
    const isGrown = front.reserve(count)
    front.write(rectangles, 0, count)
    if (!isGrown) front.touch(count)
    front.finish(count)
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
    back.finish(staged.count)
    this.staged = undefined
    this.back = this.front
    this.front = back
    this.mesh.geometry = back.geometry
    this.mesh.visible = back.count > 0
    return true
  }

  look(layer: PainterLayer, widthPx: number, heightPx: number, pixelRatio: number): void {
    const uniforms = this.view.uniforms as unknown as ViewUniforms
    const { clip, view } = layer
    const scale = pixelRatio / view.unitsPerPx
    uniforms.uCanvas[0] = widthPx
    uniforms.uCanvas[1] = heightPx
    uniforms.uClip[0] = Math.round(clip.x * pixelRatio)
    uniforms.uClip[1] = Math.round(clip.y * pixelRatio)
    uniforms.uClip[2] = Math.round((clip.x + clip.width) * pixelRatio)
    uniforms.uClip[3] = Math.round((clip.y + clip.height) * pixelRatio)
    uniforms.uMap[0] = scale
    // In float64 here, so that the shader's float32 never sees an absolute time.
    uniforms.uMap[1] = (this.front.originX - view.fromX) * scale + clip.x * pixelRatio
    uniforms.uMap[2] = pixelRatio
    uniforms.uMap[3] = (clip.y - view.scrollPx) * pixelRatio
    const phase = patternPhase(view, clip, pixelRatio)
    uniforms.uPhase[0] = phase.x
    uniforms.uPhase[1] = phase.y
    uniforms.uStroke = strokeOf(pixelRatio)
    this.view.update()
  }

  destroy(): void {
    this.mesh.destroy()
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
