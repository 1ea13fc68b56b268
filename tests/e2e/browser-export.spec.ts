/** One picture by every writer: Canvas2D in the page, Canvas2D in Node, and SVG as a browser draws it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { Page } from '@playwright/test'
import { expect, test, waitUntilIdle } from './support/test'
import { showTimeline } from './support/timeline-probe'

const gcheavy = 'tests/fixtures/traces/gcheavy-go1.27.trace'
const sentence = 'GC works for most of the run.'

interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
}

async function pixelsOf(file: string | Buffer): Promise<Pixels> {
  const image = await loadImage(file)
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  return { width: image.width, height: image.height, data }
}

interface Letters {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Where the SVG says that letters stand, generously: libraries draw them differently at their edges. */
function lettersOf(svg: string): readonly Letters[] {
  const pattern =
    /<text x="([-\d.]+)" y="([-\d.]+)" [^>]*text-anchor="(\w+)" font-size="(\d+)"[^>]*>([^<]*)<\/text>/g
  return [...svg.matchAll(pattern)].map(([, x, y, anchor, size, text = '']) => {
    const width = text.length * Number(size) * 0.75 + 4
    const left = Number(x) - (anchor === 'start' ? 3 : anchor === 'middle' ? width / 2 : width)
    return {
      left,
      right: left + width + 3,
      top: Number(y) - Number(size) * 0.8,
      bottom: Number(y) + Number(size) * 0.8,
    }
  })
}

/** Share of pixels that differ clearly, without those under letters; only above `toY`. */
function difference(one: Pixels, other: Pixels, letters: readonly Letters[], toY = Infinity): number {
  let different = 0
  let compared = 0
  for (let y = 0; y < Math.min(one.height, toY); y++) {
    const here = letters.filter(({ top, bottom }) => y >= top && y <= bottom)
    for (let x = 0; x < one.width; x++) {
      if (here.some(({ left, right }) => x >= left && x <= right)) continue
      const at = (y * one.width + x) * 4
      compared++
      if ([0, 1, 2].some((channel) => Math.abs(one.data[at + channel]! - other.data[at + channel]!) > 24))
        different++
    }
  }
  expect(compared).toBeGreaterThan(one.width * 200)
  return different / compared
}

/** Lower edge of the rows: below it the places of things follow from the widths of letters. */
const rowsEndPx = 544

async function download(page: Page, folder: string, button: string): Promise<string> {
  const waiting = page.waitForEvent('download')
  await page.getByRole('button', { name: button }).click()
  const one = await waiting
  const path = join(folder, one.suggestedFilename())
  await one.saveAs(path)
  return path
}

for (const theme of ['light', 'dark'] as const) {
  test(`page, Node and SVG agree in ${theme}`, async ({ launch }) => {
    const folder = mkdtempSync(join(tmpdir(), 'marey-writers-'))
    const { page } = await launch({ files: [gcheavy] })
    await showTimeline(page)
    await page.keyboard.press('ControlOrMeta+Shift+S')
    const dialog = page.getByRole('dialog', { name: 'Export picture' })
    await dialog.getByRole('textbox', { name: 'Sentence' }).fill(sentence)
    await dialog.getByText('From the top').click()
    await dialog.getByText('1 ×').click()
    await dialog.getByText(theme === 'light' ? 'Light' : 'Dark', { exact: true }).click()
    await waitUntilIdle(page)
    const inPage = await pixelsOf(await download(page, folder, 'Save PNG'))
    const svg = readFileSync(await download(page, folder, 'Save SVG'), 'utf8')
    // The golden picture was made by Canvas2D in Node.
    const inNode = await pixelsOf(`tests/fixtures/pictures/gcheavy-${theme}.png`)
    expect([inPage.width, inPage.height]).toEqual([inNode.width, inNode.height])
    const letters = lettersOf(svg)
    expect(letters.length).toBeGreaterThan(60)
    expect(difference(inPage, inNode, letters, rowsEndPx)).toBeLessThan(0.0005)
    // With letters and all: a word at another place would be far more.
    expect(difference(inPage, inNode, [])).toBeLessThan(0.06)

    await page.keyboard.press('Escape')
    await page.setViewportSize({ width: inPage.width, height: inPage.height })
    await page.evaluate((text) => {
      document.body.innerHTML = text
      document.body.style.margin = '0'
    }, svg)
    const drawn = await pixelsOf(await page.screenshot())
    expect(difference(drawn, inPage, letters)).toBeLessThan(0.0005)
    // The measure tells pictures apart: the other theme is far away.
    const other = await pixelsOf(
      `tests/fixtures/pictures/gcheavy-${theme === 'light' ? 'dark' : 'light'}.png`,
    )
    expect(difference(inPage, other, letters)).toBeGreaterThan(0.5)
    rmSync(folder, { recursive: true, force: true })
  })
}

test('the picture goes to the clipboard, pixel for pixel', async ({ launch }) => {
  const { page } = await launch({ files: ['resources/samples/stuck-service.txt'] })
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await waitUntilIdle(page)
  await page.keyboard.press('ControlOrMeta+Shift+S')
  const dialog = page.getByRole('dialog', { name: 'Export picture' })
  await waitUntilIdle(page)
  await dialog.getByText('1 ×').click()
  await dialog.getByRole('button', { name: 'Copy picture' }).click()
  await expect(dialog.getByRole('status')).toHaveText('The picture is on the clipboard.')
  const base64 = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read()
    const blob = await item?.getType('image/png')
    const bytes = new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))
    return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''))
  })
  const copied = await pixelsOf(Buffer.from(base64, 'base64'))
  const folder = mkdtempSync(join(tmpdir(), 'marey-copied-'))
  const inFile = await pixelsOf(await download(page, folder, 'Save PNG'))
  rmSync(folder, { recursive: true, force: true })
  expect([copied.width, copied.height]).toEqual([inFile.width, inFile.height])
  expect(Buffer.compare(Buffer.from(copied.data), Buffer.from(inFile.data))).toBe(0)
})
