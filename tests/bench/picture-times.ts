/**
 * How long a picture of 3840 × 2160 pixels of a loaded trace takes, from the questions to the bytes of the PNG file. Run by
 * picture-bench.mjs in a cold process, for a file. Prints one line of JSON: processor time (user and system) and time on
 * the wall of every stage, the least of several turns.
 */
import { neverCancelled } from '../../src/base/cancellation'
import { openInput } from '../../src/cli/input-file'
import { loadNodeCanvas } from '../../src/cli/node-canvas'
import { openSession } from '../../src/engine/open-session'
import { gatherPicture, type AskTrace } from '../../src/picture/export-data'
import { allParts, composePicture, picturePlotWidthPx } from '../../src/picture/export-page'
import { lightPalette } from '../../src/picture/palette'

const widthPx = 1_920
const heightPx = 1_080
const scale = 2
const turns = 7
const mostRows = 100

interface Stage {
  readonly cpuMs: number
  readonly wallMs: number
}

async function timed<T>(act: () => T | Promise<T>): Promise<{ readonly value: T } & Stage> {
  const cpu = process.cpuUsage()
  const started = performance.now()
  const value = await act()
  const wallMs = performance.now() - started
  const { user, system } = process.cpuUsage(cpu)
  return { value, cpuMs: (user + system) / 1_000, wallMs }
}

const [name = ''] = process.argv.slice(2)
const input = openInput(name)
const canvas = await loadNodeCanvas()
if (!input.ok || !canvas.ok) throw new Error('the trace or the canvas is missing')
const session = await openSession(input.value.source, {
  name,
  budgetBytes: 16 * 2 ** 30,
  cancellation: neverCancelled,
  onProgress: () => undefined,
})
if (!session.ok) throw new Error(session.error.message)
const ask: AskTrace = (method, params) =>
  Promise.resolve(session.value.call(method, { source: '', ...params }) as never)
const { measure, draw } = canvas.value
const toggled: string[] = []
const compose = async (maximumRows: number) => {
  const gathered = await timed(() =>
    gatherPicture(ask, {
      fromNs: 0,
      toNs: Infinity,
      plotWidthPx: picturePlotWidthPx(widthPx) * scale,
      toggled,
      sort: 'blocked',
      filter: '',
      firstRow: 0,
      maximumRows,
      pinned: [],
    }),
  )
  const { value: data } = gathered
  if (!data.ok) throw new Error(data.error.message)
  const composed = await timed(() =>
    composePicture(data.value, {
      widthPx,
      palette: lightPalette,
      density: 'normal',
      title: name,
      sentence: '',
      fileName: name,
      notes: [],
      parts: allParts,
      measure,
      program: 'Made with Marey',
    }),
  )
  return { gathered, composed }
}

// Groups are opened until rows fill the height of the screen that the picture is for.
const listed = await ask('trace/rows', { toggled: [], sort: 'blocked', filter: '', from: 0, to: 400 })
if (!listed.ok) throw new Error(listed.error.message)
for (const row of listed.value.rows) {
  if (row.kind !== 'group' || !row.isExpandable || row.isExpanded) continue
  if ((await compose(mostRows)).composed.value.heightPx > heightPx) break
  toggled.push(row.key)
}
let rowCount = 10
while (rowCount < mostRows && (await compose(rowCount + 1)).composed.value.heightPx <= heightPx) rowCount++

const stages = ['questions', 'list', 'drawing', 'PNG'] as const
const least: Partial<Record<(typeof stages)[number], Stage>> = {}
let bytes = 0
let rectangles = 0
let pixels = ''
for (let turn = 0; turn < turns; turn++) {
  const { gathered, composed } = await compose(rowCount)
  const list = composed.value
  rectangles = list.layers.reduce(
    (sum, layer) => sum + (layer.kind === 'rectangles' ? layer.rectangles.count : 0),
    0,
  )
  pixels = `${list.widthPx * scale} × ${list.heightPx * scale}`
  const drawn = await timed(() => draw(list, scale))
  const png = await timed(() => drawn.value.toPng())
  bytes = png.value.byteLength
  for (const [at, stage] of [gathered, composed, drawn, png].entries()) {
    const of = stages[at]!
    const before = least[of]
    least[of] = {
      cpuMs: Math.min(before?.cpuMs ?? Infinity, stage.cpuMs),
      wallMs: Math.min(before?.wallMs ?? Infinity, stage.wallMs),
    }
  }
}
input.value.close()
process.stdout.write(`${JSON.stringify({ rowCount, pixels, rectangles, bytes, stages: least })}\n`)
