/** Pictures out of the desktop window: the whole window by menu, the exported picture on the system's clipboard. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadImage } from '@napi-rs/canvas'
import type { LaunchedWindow } from './support/launch'
import { expect, test, waitUntilIdle } from './support/test'

test('the window is saved as a picture', async ({ launch }) => {
  const launched = (await launch({ files: ['resources/samples/stuck-service.txt'] })) as LaunchedWindow
  const { page, app } = launched
  await waitUntilIdle(page)
  const folder = mkdtempSync(join(tmpdir(), 'marey-capture-'))
  await app.evaluate(({ dialog }, target) => {
    dialog.showSaveDialog = ((_window: unknown, options: { defaultPath: string }) =>
      Promise.resolve({
        canceled: false,
        filePath: `${target}/${options.defaultPath}`,
      })) as typeof dialog.showSaveDialog
  }, folder)
  const choose = (label: string): Promise<void> =>
    app.evaluate(({ Menu }, wanted) => {
      const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []) ?? []
      items.find((item) => item.label === wanted)?.click()
    }, label)
  await choose('Save Picture of Window…')
  const said = page.locator('[aria-live="polite"]')
  await expect(said).toContainText('saved as stuck-service-marey.png')
  const image = await loadImage(join(folder, 'stuck-service-marey.png'))
  const width = await page.evaluate(() => window.innerWidth * window.devicePixelRatio)
  expect(image.width).toBe(width)
  rmSync(folder, { recursive: true, force: true })
})

test('the exported picture goes to the clipboard of the system, focused or not', async ({ launch }) => {
  const launched = (await launch({ files: ['resources/samples/stuck-service.txt'] })) as LaunchedWindow
  const { page, app } = launched
  await waitUntilIdle(page)
  await app.evaluate(({ clipboard }) => clipboard.clear())
  await page.keyboard.press('ControlOrMeta+Shift+S')
  const dialog = page.getByRole('dialog', { name: 'Export picture' })
  await waitUntilIdle(page)
  await dialog.getByText('1 ×').click()
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur())
  await dialog.getByRole('button', { name: 'Copy picture' }).click()
  await expect(dialog.getByRole('status')).toHaveText('The picture is on the clipboard.')
  const copied = await app.evaluate(async ({ clipboard, nativeImage }) => {
    const [item] = await clipboard.read()
    const png = await item?.getType('image/png')
    return nativeImage.createFromBuffer(Buffer.from((await png?.arrayBuffer()) ?? [])).getSize()
  })
  expect(await dialog.getByTestId('picture-size').innerText()).toBe(
    `${copied.width} × ${copied.height} pixels`,
  )
})
