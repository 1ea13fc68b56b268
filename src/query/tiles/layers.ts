/**
 * A row of the timeline as layers that are drawn one over the other, each of which says what its rectangles stand for.
 */
import { levelledStretches } from '../lod/level'
import type { LevelledRow } from '../lod/level'
import type { CutRow } from '../lod/cut'
import { NO_POSITION } from '../lod/pyramid'
import { RectangleFlag } from '../lod/rectangles'
import type { Rectangles } from '../lod/rectangles'

/** Texts of one answer, each once; 0 is ''. */
export class Labels {
  readonly texts: string[] = ['']
  private readonly indices = new Map<string, number>([['', 0]])

  add(text: string): number {
    let index = this.indices.get(text)
    if (index === undefined) {
      index = this.texts.length
      this.texts.push(text)
      this.indices.set(text, index)
    }
    return index
  }
}

/** What a layer says about a position of its row. */
export interface Meaning {
  /** Span index, or NO_POSITION. */
  spanOf(position: number): number
  /** Goroutine index, or NO_POSITION. */
  goroutineOf(position: number): number
  /** Text for a rectangle wide enough to bear one. */
  labelOf?(position: number): string
}

export interface Band {
  readonly y0: number
  readonly y1: number
  /** Buckets take the whole band whatever their share: for what must not vanish however short. */
  readonly isFilled?: boolean
}

/** The whole row, filled. */
export const filledBand: Band = { y0: 0, y1: 255, isFilled: true }

/** `narrowestLabelNs`: rectangles below it get no text. Buckets get none either, marks always. */
export function layer(
  source: LevelledRow,
  meaning: Meaning,
  labels: Labels,
  narrowestLabelNs: number,
  band?: Band,
): LevelledRow {
  return {
    estimate: (fromNs, toNs, exponent) => source.estimate(fromNs, toNs, exponent),
    write(rowNumber, fromNs, toNs, exponent, out) {
      const before = out.count
      source.write(rowNumber, fromNs, toNs, exponent, out)
      for (let index = before; index < out.count; index++)
        explain(out, index, meaning, labels, narrowestLabelNs, band)
    },
  }
}

function explain(
  out: Rectangles,
  index: number,
  meaning: Meaning,
  labels: Labels,
  narrowestLabelNs: number,
  band: Band | undefined,
): void {
  const position = out.position[index]
  if (band !== undefined) {
    if (band.isFilled === true) {
      out.y0[index] = 0
      out.y1[index] = 255
    }
    const height = band.y1 - band.y0
    out.y0[index] = band.y0 + Math.floor((out.y0[index] * height) / 255)
    out.y1[index] = band.y0 + Math.max(1, Math.ceil((out.y1[index] * height) / 255))
  }
  if (position === NO_POSITION) return
  out.owner[index] = meaning.goroutineOf(position)
  out.position[index] = meaning.spanOf(position)
  if (meaning.labelOf === undefined) return
  const isMark = (out.flags[index] & RectangleFlag.mark) !== 0
  const isBucket = (out.flags[index] & RectangleFlag.bucket) !== 0
  if (isBucket || (!isMark && out.endNs[index] - out.startNs[index] < narrowestLabelNs)) return
  out.label[index] = labels.add(meaning.labelOf(position))
}

export function stretchLayer(
  cut: CutRow,
  meaning: Meaning,
  labels: Labels,
  narrowestLabelNs: number,
  band?: Band,
): LevelledRow {
  return layer(levelledStretches(cut), meaning, labels, narrowestLabelNs, band)
}

/** Several layers of one row, the last on top. */
export function layered(layers: readonly LevelledRow[]): LevelledRow | undefined {
  if (layers.length === 0) return undefined
  if (layers.length === 1) return layers[0]
  return {
    estimate: (fromNs, toNs, exponent) =>
      layers.reduce((sum, one) => sum + one.estimate(fromNs, toNs, exponent), 0),
    write(rowNumber, fromNs, toNs, exponent, out) {
      for (const one of layers) one.write(rowNumber, fromNs, toNs, exponent, out)
    },
  }
}
