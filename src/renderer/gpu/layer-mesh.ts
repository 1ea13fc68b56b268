/**
 * One layer of rectangles on the GPU: a mesh with two sets of buffers. Drawn past pixi's scene graph: a frame consists of a few
 * layers, each with its own uniforms, so walking a tree of containers would cost more than drawing them. One set is
 * shown; the next picture is put into the other piece by piece, over as many frames as it takes, and then they change places.
 */
import { Shader, State, UniformGroup, type GlProgram, type WebGLRenderer } from 'pixi.js'
import type { Rectangles } from '../../picture/draw-list'
import { patternPhase, strokeOf } from '../../picture/rectangle-geometry'
import { Stretches, type DrawnRun } from './drawn-stretches'
import { RectangleBuffers, type CornerIndexes, type StyleTraits } from './rectangle-buffers'
import type { PainterLayer } from './rectangle-painter'
import { viewVectors } from './rectangle-shader'

const blended = State.for2d()
/** Software GL pays for reading what lies beneath; most rectangles cover it. */
const covering = new State()
covering.culling = false
covering.depthTest = false
covering.blend = false

/** Filled anew for every layer, so that a frame allocates nothing. */
const stretches = new Stretches()

export interface RectanglePrograms {
  /** Knows patterns and rims. */
  readonly cued: GlProgram
  /** Colours only. */
  readonly plain: GlProgram
}

export class LayerMesh {
  private front: RectangleBuffers
  private back: RectangleBuffers | undefined
  private staged: { readonly of: Rectangles; readonly count: number; done: number } | undefined
  private readonly vectors = new Float32Array(viewVectors * 4)
  private readonly view: UniformGroup
  /** What this frame has bound last. */
  private bound: Shader | undefined
  private readonly shader: Shader
  private readonly plainShader: Shader

  /** @param traits `retrait` is called when they have changed. */
  constructor(
    programs: RectanglePrograms,
    tables: UniformGroup,
    private readonly traits: StyleTraits,
    private readonly corners: CornerIndexes,
    private readonly renderer: WebGLRenderer,
  ) {
    this.front = new RectangleBuffers(corners, traits)
    this.view = new UniformGroup({ uView: { value: this.vectors, type: 'vec4<f32>', size: viewVectors } })
    const resources = { view: this.view, tables }
    this.shader = new Shader({ glProgram: programs.cued, resources })
    this.plainShader = new Shader({ glProgram: programs.plain, resources })
  }

  /** At once; what was being put in piece by piece is forgotten. */
  fill(rectangles: Rectangles, originX: number): void {
    const { count } = rectangles
    const { front } = this
    this.staged = undefined
    front.originX = originX
    if (count === 0) {
      front.finish(0)
      return
    }
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
    const back = (this.back ??= new RectangleBuffers(this.corners, this.traits))
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
    return true
  }

  /** Colours have changed. */
  retrait(): void {
    this.front.retrait()
  }

  /** @param multiDraw draws several stretches by one call; null where it is not to be had. */
  draw(
    layer: PainterLayer,
    widthPx: number,
    heightPx: number,
    pixelRatio: number,
    multiDraw: WEBGL_multi_draw | null,
  ): void {
    const { count, blendedCount } = this.front
    if (count === 0) return
    this.look(layer, widthPx, heightPx, pixelRatio)
    this.bound = undefined
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
    if (stretches.length === 0) return
    this.renderer.state.set(state)
    for (const run of stretches.runs()) this.drawRun(run, multiDraw)
  }

  private drawRun({ isPlain, first, end }: DrawnRun, multiDraw: WEBGL_multi_draw | null): void {
    const { renderer } = this
    const { gl } = renderer
    const shader = isPlain ? this.plainShader : this.shader
    if (this.bound !== shader) {
      this.bound = shader
      renderer.shader.bind(shader)
      renderer.encoder.setGeometry(this.front.geometry, shader)
    }
    const { counts, offsets } = stretches
    if (multiDraw !== null && end - first > 1)
      multiDraw.multiDrawElementsWEBGL(
        gl.TRIANGLES,
        counts,
        first,
        gl.UNSIGNED_INT,
        offsets,
        first,
        end - first,
      )
    else {
      for (let index = first; index < end; index++)
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
    this.plainShader.destroy(false)
  }
}
