/**
 * Rectangles by WebGL2: one pixi Mesh a layer. Buffers are refilled when data change or the origin moves far; a pan or
 * zoom changes uniforms only. Nothing ticks: `paint` renders once.
 */
import 'pixi.js/unsafe-eval'
import { CLEAR, GlProgram, Ticker, UniformGroup, WebGLRenderer } from 'pixi.js'
import type { Rgba } from '../../picture/color'
import { rectangleStyles, styleCount, type Rectangles, type RectangleStyle } from '../../picture/draw-list'
import { patterns, type Palette } from '../../picture/palette'
import { LayerMesh } from './layer-mesh'
import { CornerIndexes, fillStyleTraits, newStyleTraits } from './rectangle-buffers'
import type { PainterLayer, RectanglePainter } from './rectangle-painter'
import { plainFragmentShader, rectangleFragmentShader, rectangleVertexShader } from './rectangle-shader'

// pixi's housekeeping looks for what is unused, with every frame of the screen. Here all that is made is also destroyed.
Ticker.system.autoStart = false
Ticker.system.stop()

interface StyleTables {
  readonly fill: Float32Array
  readonly ink: Float32Array
  readonly edge: Float32Array
  readonly shape: Float32Array
  readonly background: Float32Array
}

function newStyleTables(): StyleTables {
  const table = (): Float32Array => new Float32Array(styleCount * 4)
  return {
    fill: table(),
    ink: table(),
    edge: table(),
    shape: table(),
    background: new Float32Array(4),
  }
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
  private readonly layers = new Map<string, LayerMesh>()
  private corners = new CornerIndexes()
  private readonly tables = newStyleTables()
  private readonly tableGroup: UniformGroup
  private readonly traits = newStyleTraits()
  private readonly programs = {
    cued: GlProgram.from({
      vertex: rectangleVertexShader,
      fragment: rectangleFragmentShader,
      name: 'rectangles',
    }),
    plain: GlProgram.from({
      vertex: rectangleVertexShader,
      fragment: plainFragmentShader,
      name: 'plain-rectangles',
    }),
  }
  private widthPx = 1
  private heightPx = 1
  private pixelRatio = 1
  /** Undefined: not yet asked for. After a lost context it is another. */
  private multiDraw: { readonly extension: WEBGL_multi_draw | null } | undefined

  private constructor(
    private readonly renderer: WebGLRenderer,
    readonly canvas: HTMLCanvasElement,
    private onRestored: () => void,
  ) {
    canvas.addEventListener('webglcontextlost', (event) => event.preventDefault())
    // pixi re-creates its own objects first; one turn later everything can be painted again.
    canvas.addEventListener('webglcontextrestored', () => {
      this.multiDraw = undefined
      setTimeout(() => this.onRestored(), 0)
    })
    this.tableGroup = new UniformGroup(
      {
        uFill: { value: this.tables.fill, type: 'vec4<f32>', size: styleCount },
        uInk: { value: this.tables.ink, type: 'vec4<f32>', size: styleCount },
        uEdge: { value: this.tables.edge, type: 'vec4<f32>', size: styleCount },
        uShape: { value: this.tables.shape, type: 'vec4<f32>', size: styleCount },
        uBackground: { value: this.tables.background, type: 'vec4<f32>' },
      },
      // Sent when a palette is set, not with every mesh of every frame.
      { isStatic: true },
    )
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
      gcActive: false,
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
    const styles = rectangleStyles(palette)
    fillStyleTables(this.tables, styles, palette)
    fillStyleTraits(this.traits, styles)
    this.tableGroup.update()
    for (const layer of this.layers.values()) layer.retrait()
    const { red, green, blue } = palette.background
    this.renderer.background.color = (red << 16) | (green << 8) | blue
  }

  setRectangles(name: string, rectangles: Rectangles, originX: number): void {
    this.layer(name).fill(rectangles, originX)
  }

  stageRectangles(name: string, rectangles: Rectangles, originX: number, most: number): boolean {
    return this.layer(name).stage(rectangles, originX, most)
  }

  private layer(name: string): LayerMesh {
    let layer = this.layers.get(name)
    if (layer === undefined) {
      layer = new LayerMesh(this.programs, this.tableGroup, this.traits, this.corners, this.renderer)
      this.layers.set(name, layer)
    }
    return layer
  }

  paint(layers: readonly PainterLayer[]): void {
    const { renderer } = this
    if (renderer.gl.isContextLost()) return
    renderer.renderTarget.bind({
      target: renderer.view.renderTarget,
      clear: CLEAR.COLOR,
      clearColor: renderer.background.colorRgba,
    })
    const multiDraw = (this.multiDraw ??= { extension: renderer.gl.getExtension('WEBGL_multi_draw') })
    for (const layer of layers)
      this.layers
        .get(layer.name)
        ?.draw(layer, this.widthPx, this.heightPx, this.pixelRatio, multiDraw.extension)
  }

  destroy(): void {
    for (const layer of this.layers.values()) layer.destroy()
    this.layers.clear()
    this.corners.destroy()
    this.corners = new CornerIndexes()
    this.canvas.remove()
    this.onRestored = () => undefined
    if (spare === undefined && !this.renderer.gl.isContextLost()) {
      // The picture's own pixels go too.
      this.resize(1, 1, 1)
      keepSpare(this)
      return
    }
    this.renderer.destroy()
  }
}
