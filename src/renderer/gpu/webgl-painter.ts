/**
 * Rectangles by WebGL2: one pixi Mesh a layer. Buffers are refilled when data change or the origin moves far; a pan or
 * zoom changes uniforms only. Nothing ticks: `paint` renders once.
 */
import 'pixi.js/unsafe-eval'
import {
  Buffer,
  BufferUsage,
  Container,
  Geometry,
  GlProgram,
  Mesh,
  Shader,
  State,
  Ticker,
  UniformGroup,
  WebGLRenderer,
} from 'pixi.js'
import type { Rgba } from '../../picture/color'
import { rectangleStyles, styleCount, type Rectangles, type RectangleStyle } from '../../picture/draw-list'
import { patterns, type Palette } from '../../picture/palette'
import { patternPhase, strokeOf } from '../../picture/rectangle-geometry'
import type { PainterLayer, RectanglePainter } from './rectangle-painter'
import { rectangleFragmentShader, rectangleVertexShader } from './rectangle-shader'

const floatsPerVertex = 5
const verticesPerRectangle = 4
const floatsPerRectangle = floatsPerVertex * verticesPerRectangle
const indexesPerRectangle = 6
const bytesPerVertex = floatsPerVertex * 4

interface ViewUniforms {
  uCanvas: Float32Array
  uClip: Float32Array
  uMap: Float32Array
  uPhase: Float32Array
  uStroke: number
}

interface StyleTables {
  readonly fill: Float32Array
  readonly ink: Float32Array
  readonly edge: Float32Array
  readonly shape: Float32Array
  readonly background: Float32Array
}

function newStyleTables(): StyleTables {
  const table = (): Float32Array => new Float32Array(styleCount * 4)
  return { fill: table(), ink: table(), edge: table(), shape: table(), background: new Float32Array(4) }
}

function writeColor(target: Float32Array, index: number, color: Rgba | null): void {
  target[index * 4] = (color?.red ?? 0) / 255
  target[index * 4 + 1] = (color?.green ?? 0) / 255
  target[index * 4 + 2] = (color?.blue ?? 0) / 255
  target[index * 4 + 3] = color?.alpha ?? 0
}

function fillStyleTables(tables: StyleTables, styles: readonly RectangleStyle[], palette: Palette): void {
  styles.forEach((style, index) => {
    writeColor(tables.fill, index, style.fill)
    writeColor(tables.ink, index, style.ink)
    writeColor(tables.edge, index, style.edge)
    tables.shape.set(
      [
        patterns.indexOf(style.pattern),
        style.minimumWidthPx,
        style.isSeparated ? 1 : 0,
        style.edge === null ? 0 : 1,
      ],
      index * 4,
    )
  })
  writeColor(tables.background, 0, palette.background)
}

/** One layer: its mesh, buffers that only grow, and its own view uniforms. */
class LayerMesh {
  readonly mesh: Mesh<Geometry, Shader>
  originX = 0
  private readonly view: UniformGroup
  private readonly geometry: Geometry
  private readonly vertices: Buffer
  private readonly indexes: Buffer
  private capacity = 0
  private data = new Float32Array(0)
  private bytes = new Uint8Array(0)
  private readonly shader: Shader

  constructor(program: GlProgram, tables: UniformGroup) {
    this.vertices = new Buffer({
      data: new Float32Array(floatsPerRectangle),
      label: 'rectangles',
      usage: BufferUsage.VERTEX | BufferUsage.COPY_DST,
      // Shrinking on update re-creates the GPU buffer again and again.
      shrinkToFit: false,
    })
    this.indexes = new Buffer({
      data: new Uint32Array(indexesPerRectangle),
      label: 'corners',
      usage: BufferUsage.INDEX | BufferUsage.COPY_DST,
      shrinkToFit: false,
    })
    this.geometry = new Geometry({
      attributes: {
        aEdges: { buffer: this.vertices, format: 'float32x4', stride: bytesPerVertex, offset: 0 },
        aStyle: { buffer: this.vertices, format: 'uint8x4', stride: bytesPerVertex, offset: 16 },
      },
      indexBuffer: this.indexes,
    })
    this.view = new UniformGroup({
      uCanvas: { value: new Float32Array(2), type: 'vec2<f32>' },
      uClip: { value: new Float32Array(4), type: 'vec4<f32>' },
      uMap: { value: new Float32Array(4), type: 'vec4<f32>' },
      uPhase: { value: new Float32Array(2), type: 'vec2<f32>' },
      uStroke: { value: 1, type: 'f32' },
    })
    this.shader = new Shader({ glProgram: program, resources: { view: this.view, tables } })
    this.mesh = new Mesh({ geometry: this.geometry, shader: this.shader, state: State.for2d() })
    this.mesh.visible = false
  }

  fill(rectangles: Rectangles, originX: number): void {
    const { count } = rectangles
    this.originX = originX
    this.mesh.visible = count > 0
    if (count === 0) return
    const isGrown = this.reserve(count)
    const { data, bytes } = this
    const { x0, x1, y0, y1, style } = rectangles
    let at = 0
    for (let index = 0; index < count; index++) {
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
    if (isGrown) {
      this.vertices.data = data
      this.indexes.data = cornerIndexes(this.capacity)
    } else {
      this.vertices.update(count * floatsPerRectangle * 4)
    }
    this.geometry.indexCount = count * indexesPerRectangle
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
    uniforms.uMap[1] = (this.originX - view.fromX) * scale + clip.x * pixelRatio
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
    this.geometry.destroy(true)
    this.shader.destroy(false)
  }

  /** Answers whether the buffers were replaced by larger ones. */
  private reserve(count: number): boolean {
    if (count <= this.capacity) return false
    this.capacity = Math.max(1024, 2 ** Math.ceil(Math.log2(count)))
    this.data = new Float32Array(this.capacity * floatsPerRectangle)
    this.bytes = new Uint8Array(this.data.buffer)
    return true
  }
}

function cornerIndexes(count: number): Uint32Array {
  const indexes = new Uint32Array(count * indexesPerRectangle)
  for (let index = 0; index < count; index++) {
    const vertex = index * verticesPerRectangle
    indexes.set([vertex, vertex + 1, vertex + 2, vertex, vertex + 2, vertex + 3], index * indexesPerRectangle)
  }
  return indexes
}

/**
 * A painter out of use. pixi gives the shaders of every renderer a new name and keeps their texts by it for as long as the page
 * lives (8.22: setProgramName.ts, createIdFromString.ts), so a renderer is used again rather than made anew for every file.
 */
let spare: WebGLPainter | undefined
const keepSpare = (painter: WebGLPainter): void => {
  spare = painter
}

export class WebGLPainter implements RectanglePainter {
  readonly kind = 'webgl'
  private readonly stage = new Container()
  private readonly layers = new Map<string, LayerMesh>()
  private readonly tables = newStyleTables()
  private readonly tableGroup: UniformGroup
  private readonly program = GlProgram.from({
    vertex: rectangleVertexShader,
    fragment: rectangleFragmentShader,
    name: 'rectangles',
  })
  private widthPx = 1
  private heightPx = 1
  private pixelRatio = 1

  private constructor(
    private readonly renderer: WebGLRenderer,
    readonly canvas: HTMLCanvasElement,
    private onRestored: () => void,
  ) {
    canvas.addEventListener('webglcontextlost', (event) => event.preventDefault())
    // pixi re-creates its own objects first; one turn later everything can be painted again.
    canvas.addEventListener('webglcontextrestored', () => setTimeout(() => this.onRestored(), 0))
    this.tableGroup = new UniformGroup({
      uFill: { value: this.tables.fill, type: 'vec4<f32>', size: styleCount },
      uInk: { value: this.tables.ink, type: 'vec4<f32>', size: styleCount },
      uEdge: { value: this.tables.edge, type: 'vec4<f32>', size: styleCount },
      uShape: { value: this.tables.shape, type: 'vec4<f32>', size: styleCount },
      uBackground: { value: this.tables.background, type: 'vec4<f32>' },
    })
  }

  /**
   * @param onRestored called when a lost context is back and everything must be painted again.
   * @throws when WebGL2 is not to be had.
   */
  static async create(onRestored: () => void): Promise<WebGLPainter> {
    const kept = spare
    spare = undefined
    if (kept !== undefined && !kept.renderer.gl.isContextLost()) {
      kept.onRestored = onRestored
      Ticker.system.start()
      return kept
    }
    kept?.renderer.destroy()
    const canvas = document.createElement('canvas')
    const renderer = new WebGLRenderer()
    await renderer.init({
      canvas,
      width: 1,
      height: 1,
      resolution: 1,
      antialias: false,
      autoDensity: false,
      preferWebGLVersion: 2,
      backgroundAlpha: 1,
    })
    if (!(renderer.gl instanceof WebGL2RenderingContext)) {
      renderer.destroy()
      throw new Error('WebGL2 is not to be had')
    }
    return new WebGLPainter(renderer, canvas, onRestored)
  }

  resize(widthPx: number, heightPx: number, pixelRatio: number): void {
    this.pixelRatio = pixelRatio
    this.widthPx = Math.max(1, Math.round(widthPx * pixelRatio))
    this.heightPx = Math.max(1, Math.round(heightPx * pixelRatio))
    this.renderer.resize(this.widthPx, this.heightPx, 1)
    this.canvas.style.width = `${widthPx}px`
    this.canvas.style.height = `${heightPx}px`
  }

  setPalette(palette: Palette): void {
    fillStyleTables(this.tables, rectangleStyles(palette), palette)
    this.tableGroup.update()
    const { red, green, blue } = palette.background
    this.renderer.background.color = (red << 16) | (green << 8) | blue
  }

  setRectangles(name: string, rectangles: Rectangles, originX: number): void {
    let layer = this.layers.get(name)
    if (layer === undefined) {
      layer = new LayerMesh(this.program, this.tableGroup)
      this.layers.set(name, layer)
      this.stage.addChild(layer.mesh)
    }
    layer.fill(rectangles, originX)
  }

  paint(layers: readonly PainterLayer[]): void {
    if (this.renderer.gl.isContextLost()) return
    layers.forEach((layer, index) => {
      const mesh = this.layers.get(layer.name)
      if (mesh === undefined) return
      mesh.look(layer, this.widthPx, this.heightPx, this.pixelRatio)
      if (this.stage.children[index] !== mesh.mesh && index < this.stage.children.length)
        this.stage.setChildIndex(mesh.mesh, index)
    })
    this.renderer.render(this.stage)
  }

  destroy(): void {
    for (const layer of this.layers.values()) layer.destroy()
    this.layers.clear()
    this.canvas.remove()
    this.onRestored = () => undefined
    if (spare === undefined && !this.renderer.gl.isContextLost()) {
      // The picture's own pixels go too.
      this.resize(1, 1, 1)
      // pixi's housekeeping runs with every frame; without a picture there is nothing to keep house for.
      Ticker.system.stop()
      keepSpare(this)
      return
    }
    this.stage.destroy()
    this.renderer.destroy()
  }
}
