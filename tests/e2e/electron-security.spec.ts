/** The window's locks, tried in a real window. */
import { expect, test } from '@playwright/test'
import type { LaunchedWindow } from './support/launch'
import { launchWindow } from './support/launch'
import { waitUntilIdle } from './support/test'

let launched: LaunchedWindow
test.beforeEach(async () => {
  launched = await launchWindow()
  await waitUntilIdle(launched.page)
})
test.afterEach(() => launched.close())

test('the page stays at its address', async () => {
  const { page } = launched
  const own = page.url()
  for (const target of [
    'https://example.org/',
    'file:///etc/passwd',
    'marey-app://elsewhere/',
    'data:text/html,x',
  ]) {
    await page.evaluate((url) => {
      const link = document.createElement('a')
      link.href = url
      document.body.append(link)
      link.click()
      link.remove()
    }, target)
    await page.waitForTimeout(150)
    expect(page.url(), target).toBe(own)
  }
  expect(await page.evaluate(() => document.querySelector('[data-testid="view"]') !== null)).toBe(true)
})

test('no window opens, and https links alone go to the browser', async () => {
  const { app, page } = launched
  await app.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { testOpened: opened })
    shell.openExternal = (url) => {
      opened.push(url)
      return Promise.resolve()
    }
  })
  const handles = await page.evaluate(() =>
    ['https://go.dev/', 'http://go.dev/', 'file:///etc/passwd', 'marey-app://window/', 'about:blank'].map(
      (url) => window.open(url) === null,
    ),
  )
  expect(handles).toEqual([true, true, true, true, true])
  const state = await app.evaluate(({ BrowserWindow }) => ({
    opened: (globalThis as unknown as { testOpened: string[] }).testOpened,
    windows: BrowserWindow.getAllWindows().length,
  }))
  expect(state).toEqual({ opened: ['https://go.dev/'], windows: 1 })
})

test('every permission is denied', async () => {
  const { page } = launched
  const outcomes = await page.evaluate(async () => {
    const nameOf = (work: Promise<unknown>): Promise<string> =>
      work.then(
        () => 'granted',
        (error: unknown) => (error as Error).name,
      )
    return {
      camera: await nameOf(navigator.mediaDevices.getUserMedia({ video: true })),
      notifications: await Notification.requestPermission(),
      position: await new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          () => resolve('denied'),
        ),
      ),
      clipboard: await nameOf(navigator.clipboard.readText()),
    }
  })
  expect(outcomes.camera).not.toBe('granted')
  expect(outcomes.notifications).toBe('denied')
  expect(outcomes.position).toBe('denied')
  expect(outcomes.clipboard).not.toBe('granted')
})

test('a webview stays an unknown element', async () => {
  const { app, page } = launched
  await page.evaluate(() => {
    const view = document.createElement('webview')
    view.setAttribute('src', 'https://example.org/')
    document.body.append(view)
  })
  await page.waitForTimeout(200)
  expect(await app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1)
})

test('the page has a few named functions of the desktop and no way to change them', async () => {
  const { page } = launched
  const facts = await page.evaluate(() => {
    const { mareyPlatform } = window as unknown as { mareyPlatform: Record<string, unknown> }
    const attempt = (work: () => void): boolean => {
      try {
        work()
        return true
      } catch {
        return false
      }
    }
    attempt(() => (mareyPlatform['openDialog'] = () => 'mine'))
    attempt(() => Object.assign(window, { mareyPlatform: {} }))
    const after = (window as unknown as { mareyPlatform: Record<string, unknown> }).mareyPlatform
    return {
      names: Object.keys(after).sort(),
      isSame: after === mareyPlatform,
      text: String(after['openDialog']),
    }
  })
  expect(facts.names).toEqual([
    'captureWindow',
    'copyPicture',
    'editorSettings',
    'kind',
    'onMenuCommand',
    'openDialog',
    'openDropped',
    'openPlace',
    'platform',
    'saveFile',
    'setEditor',
    'setTitle',
  ])
  expect(facts.isSame).toBe(true)
  expect(facts.text).not.toContain('mine')
})

test('a dropped file made by the page itself opens nothing', async () => {
  const { page } = launched
  const opened = await page.evaluate(() => {
    const { mareyPlatform } = window as unknown as {
      mareyPlatform: { openDropped(files: readonly File[]): Promise<readonly unknown[]> }
    }
    return mareyPlatform.openDropped([new File(['x'], '/etc/passwd')])
  })
  expect(opened).toEqual([])
})
