/**
 * Canvas2D without a window, by @napi-rs/canvas. The package holds machine code for each system, so it is never bundled: it
 * is found beside the program when a picture is asked for, and its absence is said in words.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type * as canvasModule from '@napi-rs/canvas'
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import { programFolders } from '../host/program-folders'
import { Canvas2DWriter, fontOf, type Canvas2D } from '../picture/canvas2d-writer'
import type { DrawList } from '../picture/draw-list'
import type { TextMeasure } from '../picture/label-fit'
import { spanLabelStyle } from '../picture/tile-labels'

type CanvasModule = typeof canvasModule

export interface NodeCanvas {
  /** In the label style, with the same letters as the window. */
  readonly measure: TextMeasure
  draw(list: DrawList, pixelRatio: number): DrawnPicture
}

export interface DrawnPicture {
  /** The bytes of a PNG file. */
  toPng(): Promise<Uint8Array>
}

/** Larger pictures are refused by viewers, and take gigabytes to draw. */
export const maximumPixels = 268_435_456

const fontFamily = 'Inter Variable'

/** The window's own letters: from the package, or from the built page. */
function fontFiles(): readonly string[] {
  const inPackage = join(programFolders.root, 'node_modules', '@fontsource-variable', 'inter', 'files')
  const inPage = join(programFolders.page, 'assets')
  for (const folder of [inPackage, inPage]) {
    if (!existsSync(folder)) continue
    const names = readdirSync(folder).filter((name) => /^inter-[a-z-]+-wght-normal.*\.woff2$/.test(name))
    // Latin first: the first file decides on the metrics.
    const order = (name: string): number => (name.includes('-latin-wght') ? 0 : 1)
    if (names.length > 0) return names.sort((a, b) => order(a) - order(b)).map((name) => join(folder, name))
  }
  return []
}

/** Fails in words where the package is not installed for this system. */
export async function loadNodeCanvas(): Promise<Result<NodeCanvas, string>> {
  let canvas: CanvasModule
  try {
    canvas = await import('@napi-rs/canvas')
  } catch (error) {
    const reason = (error as Error).message.split('\n', 1)[0] ?? ''
    return fail(
      `PNG pictures need the package @napi-rs/canvas, which cannot be loaded here (${reason}). ` +
        'Run npm install in the folder of Marey, or write an SVG picture to a name that ends in .svg',
    )
  }
  if (!canvas.GlobalFonts.has(fontFamily)) {
    for (const file of fontFiles()) canvas.GlobalFonts.registerFromPath(file, fontFamily)
  }
  const draw = (list: DrawList, pixelRatio: number) => {
    const width = Math.max(1, Math.round(list.widthPx * pixelRatio))
    const height = Math.max(1, Math.round(list.heightPx * pixelRatio))
    const surface = canvas.createCanvas(width, height)
    const context = surface.getContext('2d') as unknown as Canvas2D
    const writer = new Canvas2DWriter({
      context,
      makeTile: (tileWidth, tileHeight) => {
        const image = canvas.createCanvas(tileWidth, tileHeight)
        return { image, context: image.getContext('2d') as unknown as Canvas2D }
      },
    })
    writer.paint(list, pixelRatio)
    return surface
  }
  const ruler = canvas.createCanvas(8, 8).getContext('2d')
  ruler.font = fontOf(spanLabelStyle)
  const widths = new Map<string, number>()
  return succeed({
    measure: (text) => {
      let width = widths.get(text)
      if (width === undefined) {
        if (widths.size > 20_000) widths.clear()
        width = ruler.measureText(text).width
        widths.set(text, width)
      }
      return width
    },
    draw: (list, pixelRatio) => {
      const surface = draw(list, pixelRatio)
      return { toPng: () => surface.encode('png') }
    },
  })
}

/** Widths without a canvas, good enough to lay out an SVG: a mean letter of Inter at 11 px. */
export const roughMeasure: TextMeasure = (text) => {
  let width = 0
  for (const letter of text)
    width += /[il.,:;'|()[\]ftj1 ]/.test(letter) ? 3.4 : /[mwMW@—]/.test(letter) ? 9.4 : 6.5
  return width
}
