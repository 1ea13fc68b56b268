/** The desktop window: dialog, menu, second start, place and size, and its locks. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LaunchedWindow, LaunchOptions } from './support/launch'
import { electronPath, launchWindow, projectRoot } from './support/launch'
import { dropFiles, traceFile } from './support/files'
import { expect, test, waitUntilIdle } from './support/test'

const gcHeavy = 'gcheavy-go1.27.trace'

let windows: LaunchedWindow[] = []
async function open(options?: LaunchOptions): Promise<LaunchedWindow> {
  const launched = await launchWindow(options)
  windows.push(launched)
  return launched
}
test.afterEach(async () => {
  for (const launched of windows) await launched.close()
  windows = []
})

test('the window is sandboxed, isolated and without Node', async () => {
  const { app } = await open()
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>
    }
    return contents.getLastWebPreferences()
  })
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
  })
})

test('Open shows the native dialog and opens what was chosen', async () => {
  const { app, page } = await open()
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, traceFile(gcHeavy))
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page.getByRole('tab', { name: gcHeavy })).toBeVisible()
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
})

test('a dialog that is left opens nothing', async () => {
  const { app, page } = await open()
  await app.evaluate(({ dialog }) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: true, filePaths: ['/etc/passwd'] })
  })
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'welcome')
  await expect(page.getByRole('tab')).toHaveCount(0)
})

test('a dropped file is read from its place, not sent through the page', async () => {
  const { page } = await open()
  const uploads: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/api/upload')) uploads.push(request.url())
  })
  await dropFiles(page, [traceFile(gcHeavy)])
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
  expect(uploads).toEqual([])
})

test('items of the native menu act in the page', async () => {
  const { app, page } = await open({ files: [traceFile(gcHeavy)] })
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
  const choose = (menu: string, item: string): Promise<void> =>
    app.evaluate(
      ({ Menu }, [menuLabel, itemLabel]) => {
        const top = Menu.getApplicationMenu()?.items.find((one) => one.label === menuLabel)
        top?.submenu?.items.find((one) => one.label === itemLabel)?.click()
      },
      [menu, item],
    )
  await choose('&View', 'Timeline')
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'timeline')
  await choose('&File', 'Close Tab')
  await expect(page.getByRole('tab')).toHaveCount(0)
})

test('keys of the page are not taken by the window', async () => {
  const { app, page } = await open({ files: [traceFile(gcHeavy)] })
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
  await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }))
  // As the system sends them, so that the menu sees them too.
  const press = (keyCode: string): Promise<void> =>
    app.evaluate(({ BrowserWindow }, key) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      for (const type of ['keyDown', 'keyUp'] as const) {
        contents?.sendInputEvent({ type, keyCode: key, modifiers: ['control'] })
      }
    }, keyCode)
  await press('R')
  await press('P')
  await press('W')
  await expect(page.getByRole('tab')).toHaveCount(0)
  expect(await page.evaluate(() => 'isSamePage' in globalThis)).toBe(true)
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('a second start hands its files to the first and ends', async () => {
  const { page, userData } = await open()
  const program = electronPath()
  if (program === undefined) throw new Error('no Electron')
  const noSandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const second = spawn(program, [projectRoot, ...noSandbox, traceFile(gcHeavy)], {
    env: { ...process.env, MAREY_USER_DATA: userData },
    stdio: 'ignore',
  })
  const [code] = (await once(second, 'exit')) as [number]
  expect(code).toBe(0)
  await expect(page.getByRole('tab', { name: gcHeavy })).toHaveAttribute('aria-selected', 'true')
  await waitUntilIdle(page)
})

test('the window returns with the size it had', async () => {
  const userData = await mkdtemp(join(tmpdir(), 'marey-window-'))
  const first = await open({ userData })
  // The window system answers late, and may still be busy with the size that the launch asked for.
  await expect
    .poll(async () => {
      await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1010, 707))
      const text = await readFile(join(userData, 'window.json'), 'utf8').catch(() => '{}')
      return (JSON.parse(text) as { width?: number }).width
    })
    .toBe(1010)
  await first.app.close()
  windows = []
  const second = await open({ userData, keepsSize: true })
  expect(
    await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getSize()),
  ).toEqual([1010, 707])
  await second.app.close()
  windows = []
  await rm(userData, { recursive: true, force: true })
})
