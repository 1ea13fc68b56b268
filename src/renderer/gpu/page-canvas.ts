/** Draw lists on canvases of the page: the preview, and the pixels of a PNG. */
import { ensure } from '../../base/assert'
import { fail, succeed, type Result } from '../../base/result'
import { fontFamilies, fontOf } from '../../picture/canvas2d-writer'
import type { DrawList } from '../../picture/draw-list'
import type { TextMeasure } from '../../picture/label-fit'
import { spanLabelStyle } from '../../picture/tile-labels'
import { writerOn } from './canvas2d-painter'

/** Beyond these a browser hands out an empty canvas without a word. */
const maximumSidePx = 16_384
const maximumPixels = 268_435_456

/** Letters must be here before they are measured: a canvas does not wait for them. */
export async function loadLetters(): Promise<void> {
  await Promise.all(
    [400, 500, 600].map((weight) => document.fonts.load(`${weight} 11px ${fontFamilies.text}`)),
  )
}

const mostKnownWidths = 20_000
const widths = new Map<string, number>()
let hears = false
let letters = 0

/** Increases when letters have come: what was laid out before is of other widths. */
export const lettersVersion = (): number => letters

function forgetWidths(): void {
  widths.clear()
  letters++
}

/** Widths in the style of span labels; a moving picture asks for the same ones with every frame. */
export function pageMeasure(): TextMeasure {
  const context = ensure(document.createElement('canvas').getContext('2d'), 'no 2D context')
  context.font = fontOf(spanLabelStyle)
  // What was measured before the letters were here is of other letters.
  if (!hears) document.fonts.addEventListener('loadingdone', forgetWidths)
  hears = true
  return (text) => {
    const known = widths.get(text)
    if (known !== undefined) return known
    if (widths.size >= mostKnownWidths) widths.clear()
    const { width } = context.measureText(text)
    widths.set(text, width)
    return width
  }
}

export function drawOn(canvas: HTMLCanvasElement, list: DrawList, pixelRatio: number): void {
  canvas.width = Math.max(1, Math.round(list.widthPx * pixelRatio))
  canvas.height = Math.max(1, Math.round(list.heightPx * pixelRatio))
  writerOn(canvas).paint(list, pixelRatio)
}

/** The picture as a PNG file; fails in words where it is too large for this machine. */
export async function pngOf(list: DrawList, pixelRatio: number): Promise<Result<Blob, string>> {
  const width = Math.round(list.widthPx * pixelRatio)
  const height = Math.round(list.heightPx * pixelRatio)
  if (width > maximumSidePx || height > maximumSidePx || width * height > maximumPixels)
    return fail(
      `${width} × ${height} pixels are more than this program can draw: choose a smaller size or scale`,
    )
  const canvas = document.createElement('canvas')
  drawOn(canvas, list, pixelRatio)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  canvas.width = 0
  return blob === null
    ? fail('there was not enough memory for the picture: choose a smaller scale')
    : succeed(blob)
}
