/**
 * Chooses the painter: WebGL where WebGL2 is to be had, else Canvas2D. `painter=canvas2d` or `painter=webgl` in the
 * page's query or hash decides for tests and for machines whose driver misbehaves.
 */
import { Canvas2DPainter } from './canvas2d-painter'
import type { PainterKind, RectanglePainter } from './rectangle-painter'
import { WebGLPainter } from './webgl-painter'

/** What the address asks for; undefined: choose. */
export function askedPainter(address: { search: string; hash: string }): PainterKind | undefined {
  const match = /[?#&]painter=(webgl|canvas2d)\b/.exec(`${address.search}${address.hash}`)
  return match?.[1] as PainterKind | undefined
}

/** @param onRestored see WebGLPainter.create. */
export async function createPainter(
  asked: PainterKind | undefined,
  onRestored: () => void,
): Promise<RectanglePainter> {
  if (asked === 'canvas2d') return new Canvas2DPainter()
  try {
    return await WebGLPainter.create(onRestored)
  } catch {
    // No WebGL2 (driver, policy, sandbox): the picture is the same, only slower.
    return new Canvas2DPainter()
  }
}
