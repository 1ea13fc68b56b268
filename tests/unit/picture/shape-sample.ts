/** A small shape, and a scene that shows it. */
import { shapeOutside, type ShapeDto, type ShapeLineDto } from '../../../src/contract/shape-dto'
import { darkPalette } from '../../../src/picture/palette'
import type { ShapeScene } from '../../../src/picture/shape-drawing'
import { noFocus } from '../../../src/picture/shape-edges'
import { layOutShape } from '../../../src/picture/shape-layout'

export const line = (id: number, functionName: string, more: Partial<ShapeLineDto> = {}): ShapeLineDto => ({
  id,
  functionName,
  createdNs: 0,
  toNs: 1_000,
  startsBeforeTrace: false,
  hasEnded: true,
  isChosen: true,
  wokenFromOutside: { goroutines: 0, network: 0, timers: 0 },
  ...more,
})

const delays = { totalNs: 8, p50Ns: 2, p99Ns: 4, longestNs: 4, longestStartNs: 300, firstNs: 100 }

export const sample: ShapeDto = {
  lines: [
    line(1, 'main.main'),
    line(7, 'main.worker', { createdNs: 50 }),
    line(8, 'main.worker', { createdNs: 60 }),
  ],
  chosenTotal: 3,
  neighbourTotal: 0,
  creations: [
    { creator: 0, created: 1, atNs: 50 },
    { creator: 0, created: 2, atNs: 60 },
  ],
  pairs: [
    { waker: 0, woken: 1, count: 3, ...delays },
    { waker: 1, woken: 0, count: 2, ...delays },
    { waker: 0, woken: 2, count: 1, ...delays },
  ],
  pairTotal: 3,
  wakes: {
    sliceNs: 1,
    waker: [0, 1, shapeOutside.timer, 0],
    woken: [1, 0, 2, 2],
    count: [1, 4, 1, 1],
    firstNs: [100, 300, 500, 700],
    lastNs: [100, 320, 500, 700],
    longestDelayNs: [5, 9, 1, 2],
    outsideId: [-1, -1, -1, -1],
    total: 7,
  },
  sentences: ['g1 main.main woke 2 goroutines of main.worker 4 times.'],
}

export function sceneOf(shape: ShapeDto, widthPx = 900, heightPx = 300): ShapeScene {
  const layout = layOutShape(shape, widthPx, heightPx)
  return {
    shape,
    layout,
    palette: darkPalette,
    focus: noFocus,
    selectedLine: -1,
    fromNs: 0,
    toNs: 1_000,
    nsPerPx: 1_000 / layout.plot.width,
    scrollPx: 0,
    tile: undefined,
    measure: (text) => text.length * 6,
    hoverNs: undefined,
  }
}
