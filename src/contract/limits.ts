/** What one request may ask for. The host refuses more; the page never asks for more. */
export const limits = {
  protocolVersion: 1,
  tileWidthPx: 16_384,
  tileRows: 512,
  /** Rectangles in one answer. */
  tileRectangles: 20_000,
  counterSlices: 16_384,
  page: 1_000,
  toggledRows: 10_000,
  /** The shape of goroutines: ids in a question; lines, pairs and wake-ups (bundled or not) in an answer. */
  shapeIds: 1_000,
  shapeLines: 200,
  shapePairs: 2_000,
  shapeWakes: 3_000,
  shapeSlices: 4_096,
  /** Rows of one range. */
  rangeRows: 200,
  /** JSON body of one request. */
  requestBytes: 1 << 20,
  /** The same for the one method that keeps a session. */
  sessionBytes: 32 * 2 ** 20,
  /** Body of one upload. */
  uploadBytes: 4 * 1024 ** 3,
  /** Files open at once. */
  openSources: 64,
  recentFiles: 20,
} as const
