/** The first picture as the window makes it, up to the draw list: from there it is painted within a frame. */
import { decodeFrame } from '../contract/wire'
import { darkPalette } from '../picture/palette'
import { sketchOfFrame } from '../picture/sketch-columns'
import { composeSketch } from '../picture/sketch-picture'

/** Letters are measured by the page; here their mean width will do. */
const letterPx = 6

/** @param frame of contract/sketch-dto.ts */
export function drawSketch(frame: ArrayBuffer, widthPx: number, heightPx: number): void {
  composeSketch(sketchOfFrame(decodeFrame(frame)), {
    widthPx,
    heightPx,
    palette: darkPalette,
    measure: (text) => text.length * letterPx,
  })
}
