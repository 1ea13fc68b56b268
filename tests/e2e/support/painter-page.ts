/** Bundled by browser-picture.spec.ts and run in a page: paints the sample picture by either painter. */
import { darkPalette, lightPalette } from '../../../src/picture/palette'
import { Canvas2DPainter } from '../../../src/renderer/gpu/canvas2d-painter'
import type { PainterLayer, RectanglePainter } from '../../../src/renderer/gpu/rectangle-painter'
import { WebGLPainter } from '../../../src/renderer/gpu/webgl-painter'
import { sampleHeightPx, samplePicture, sampleWidthPx } from './sample-picture'

declare global {
  interface Window {
    paintSample(painter: 'webgl' | 'canvas2d', theme: 'dark' | 'light', pixelRatio: number): Promise<string>
    loseAndRestore(): Promise<boolean>
  }
}

let restorable: WebGLPainter | undefined

/** The canvas as a PNG: exact, and far smaller on its way than numbers. */
const pictureOf = (canvas: HTMLCanvasElement): string => canvas.toDataURL('image/png')

function paint(painter: RectanglePainter, theme: 'dark' | 'light', pixelRatio: number): void {
  const palette = theme === 'dark' ? darkPalette : lightPalette
  painter.resize(sampleWidthPx, sampleHeightPx, pixelRatio)
  painter.setPalette(palette)
  const layers: PainterLayer[] = []
  samplePicture(palette).layers.forEach((layer, index) => {
    if (layer.kind !== 'rectangles') return
    const name = String(index)
    painter.setRectangles(name, layer.rectangles, layer.view.fromX)
    layers.push({ name, clip: layer.clip, view: layer.view })
  })
  painter.paint(layers)
}

window.paintSample = async (kind, theme, pixelRatio) => {
  const painter = kind === 'webgl' ? await WebGLPainter.create(() => undefined) : new Canvas2DPainter()
  paint(painter, theme, pixelRatio)
  const picture = pictureOf(painter.canvas)
  painter.destroy()
  return picture
}

/** Loses the context and gets it back; whether the picture is the same afterwards. */
window.loseAndRestore = async () => {
  let isRestored = (): void => undefined
  const restored = new Promise<void>((resolve) => (isRestored = resolve))
  restorable = await WebGLPainter.create(() => isRestored())
  paint(restorable, 'dark', 1)
  const before = pictureOf(restorable.canvas)
  const extension = restorable.canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')
  extension?.loseContext()
  await new Promise((resolve) => setTimeout(resolve, 50))
  paint(restorable, 'dark', 1)
  extension?.restoreContext()
  await restored
  paint(restorable, 'dark', 1)
  const after = pictureOf(restorable.canvas)
  return before === after
}
