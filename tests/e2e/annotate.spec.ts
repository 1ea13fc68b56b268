/** Pictures, notes and sessions as people make them, in both hosts. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadImage } from '@napi-rs/canvas'
import type { Page } from '@playwright/test'
import type { Launched, LaunchedWindow } from './support/launch'
import { expect, test, waitUntilIdle } from './support/test'
import { showTimeline } from './support/timeline-probe'

const gcheavy = 'tests/fixtures/traces/gcheavy-go1.27.trace'

/** Does what saves a file; answers where it lies and the name that was proposed. */
async function saved(
  launched: Launched,
  folder: string,
  act: () => Promise<void>,
): Promise<{ path: string; name: string }> {
  if (!('app' in launched)) {
    const waiting = launched.page.waitForEvent('download')
    await act()
    const download = await waiting
    const path = join(folder, download.suggestedFilename())
    await download.saveAs(path)
    return { path, name: download.suggestedFilename() }
  }
  const { app } = launched as LaunchedWindow
  await app.evaluate(({ dialog }, target) => {
    const state = globalThis as { chosenName?: string }
    dialog.showSaveDialog = ((_window: unknown, options: { defaultPath: string }) => {
      state.chosenName = options.defaultPath
      return Promise.resolve({ canceled: false, filePath: `${target}/${options.defaultPath}` })
    }) as typeof dialog.showSaveDialog
  }, folder)
  await act()
  await waitUntilIdle(launched.page)
  const name = await app.evaluate(() => (globalThis as { chosenName?: string }).chosenName ?? '')
  return { path: join(folder, name), name }
}

async function openDialog(page: Page) {
  await page.keyboard.press('ControlOrMeta+Shift+S')
  const dialog = page.getByRole('dialog', { name: 'Export picture' })
  await dialog.waitFor()
  await waitUntilIdle(page)
  return dialog
}

let folder = ''
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'marey-annotate-'))
})
test.afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the dialog shows the picture and saves it as PNG and SVG', async ({ launch }) => {
  const launched = await launch({ files: [gcheavy] })
  const { page } = launched
  await showTimeline(page)
  const dialog = await openDialog(page)
  await expect(dialog.getByTestId('export-preview')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Title' }).fill('GC takes half of the run')
  await dialog.getByText('From the top').click()
  await dialog.getByText('Light', { exact: true }).click()
  await waitUntilIdle(page)
  const size = await dialog.getByTestId('picture-size').innerText()
  const png = await saved(launched, folder, () => dialog.getByRole('button', { name: 'Save PNG' }).click())
  expect(png.name).toBe('gcheavy-go1.27-GC-takes-half-of-the-run.png')
  const image = await loadImage(png.path)
  expect(size).toBe(`${image.width} × ${image.height} pixels`)
  expect(image.width).toBe(2400)
  await expect(dialog.getByRole('status')).toHaveText(`Saved as ${png.name}.`)
  const svg = await saved(launched, folder, () => dialog.getByRole('button', { name: 'Save SVG' }).click())
  const text = readFileSync(svg.path, 'utf8')
  expect(text).toContain('>GC takes half of the run</text>')
  expect(text).toContain('>g1 main.main</text>')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})
