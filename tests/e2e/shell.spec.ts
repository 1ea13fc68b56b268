/** The window around the views: tabs, rail, inspector, keys, palette, history, theme. */
import type { Page } from '@playwright/test'
import { cutTrace, dropFiles, traceFile } from './support/files'
import { expect, test, waitUntilIdle } from './support/test'

const gcHeavy = 'gcheavy-go1.27.trace'
const tiny = 'tiny-go1.27.trace'

const view = (page: Page): ReturnType<Page['getByTestId']> => page.getByTestId('view')

async function expectView(page: Page, name: string): Promise<void> {
  await expect(view(page)).toHaveAttribute('data-view', name)
  await waitUntilIdle(page)
}

test('digits walk the views, and Alt with arrows walks back and forward', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile(gcHeavy)] })
  await expectView(page, 'overview')
  await page.keyboard.press('2')
  await expectView(page, 'timeline')
  await expect(page.getByTestId('timeline')).toBeFocused()
  await page.keyboard.press('3')
  await expectView(page, 'goroutines')
  await page.keyboard.press('1')
  await expectView(page, 'overview')
  await page.keyboard.press('Alt+ArrowLeft')
  await expectView(page, 'goroutines')
  await page.keyboard.press('Alt+ArrowLeft')
  await expectView(page, 'timeline')
  await page.keyboard.press('Alt+ArrowRight')
  await expectView(page, 'goroutines')
})

test('letters and digits are text while one types', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile(gcHeavy)] })
  await expectView(page, 'overview')
  await page.keyboard.press('/')
  const box = page.getByRole('searchbox', { name: 'Search or command' })
  await expect(box).toBeFocused()
  await page.keyboard.type('q2?1')
  await expect(box).toHaveValue('q2?1')
  await expect(view(page)).toHaveAttribute('data-view', 'overview')
  await page.keyboard.press('Escape')
  await expect(box).not.toBeFocused()
  await page.keyboard.press('2')
  await expectView(page, 'timeline')
})

test('the search box finds commands and goroutines', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile(gcHeavy)] })
  await expectView(page, 'overview')
  await page.keyboard.press('Control+k')
  const box = page.getByRole('searchbox', { name: 'Search or command' })
  await expect(box).toHaveValue('>')
  await page.keyboard.type('gorout')
  await expect(page.getByRole('option', { name: /Goroutines/ }).first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expectView(page, 'goroutines')

  await page.keyboard.press('/')
  await page.keyboard.type('g1')
  const hit = page.getByRole('option', { name: /g1 main\.main/ })
  await expect(hit.first()).toBeVisible()
  await hit.first().click()
  await expectView(page, 'timeline')
  await expect(page.getByTestId('timeline')).toHaveAttribute('data-selected', 'goroutine:1')
  await expect(page.getByTestId('inspector')).toContainText('main.main')

  // Whoever types fast and presses Enter at once means what was typed, not what the list still shows.
  await page.keyboard.press('/')
  await page.keyboard.type('g38')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('timeline')).toHaveAttribute('data-selected', 'goroutine:38')
  await expect(box).toHaveValue('')
})

test('rail and inspector fold away and stay folded', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile(gcHeavy)] })
  await expectView(page, 'overview')
  await page.keyboard.press('3')
  await expectView(page, 'goroutines')
  await expect(page.getByTestId('inspector')).toBeVisible()
  await page.keyboard.press('q')
  await expect(page.getByTestId('inspector')).toHaveCount(0)
  await page.keyboard.press('Control+b')
  await expect(page.getByRole('navigation', { name: 'Views' })).toHaveCount(0)
  await page.reload()
  await expectView(page, 'goroutines')
  await expect(page.getByTestId('inspector')).toHaveCount(0)
  await expect(page.getByRole('navigation', { name: 'Views' })).toHaveCount(0)
  await page.keyboard.press('Control+b')
  await page.keyboard.press('q')
  await expect(page.getByRole('navigation', { name: 'Views' })).toBeVisible()
  await expect(page.getByTestId('inspector')).toBeVisible()
})

test('tabs switch and close by key and by mouse', async ({ launch }) => {
  const { page } = await launch()
  await dropFiles(page, [traceFile(gcHeavy)])
  await expectView(page, 'overview')
  await dropFiles(page, [traceFile(tiny)])
  await expect(page.getByRole('tab', { name: tiny })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Alt+PageDown')
  await expect(page.getByRole('tab', { name: gcHeavy })).toHaveAttribute('aria-selected', 'true')
  await waitUntilIdle(page)
  await page.getByRole('tab', { name: gcHeavy }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('tab', { name: tiny })).toBeFocused()
  await page.keyboard.press('Alt+w')
  await expect(page.getByRole('tab')).toHaveCount(1)
  await page.getByRole('tab', { name: gcHeavy }).locator('.tab-close').click()
  await expect(page.getByRole('tab')).toHaveCount(0)
  await expectView(page, 'welcome')
})

test('each file keeps its own view and selection', async ({ launch }) => {
  const { page } = await launch()
  await dropFiles(page, [traceFile(gcHeavy)])
  await expectView(page, 'overview')
  await page.keyboard.press('3')
  await expectView(page, 'goroutines')
  await page.getByRole('row').filter({ hasText: 'main.main' }).first().click()
  await dropFiles(page, [traceFile(tiny)])
  await expectView(page, 'overview')
  await page.getByRole('tab', { name: gcHeavy }).click()
  await expectView(page, 'goroutines')
  await expect(page.getByTestId('inspector')).toContainText('main.main')
})

test('? shows the keys, Esc closes one layer at a time', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile(gcHeavy)] })
  await expectView(page, 'overview')
  await page.keyboard.press('3')
  await expectView(page, 'goroutines')
  await page.getByRole('row').filter({ hasText: 'main.main' }).first().click()
  await waitUntilIdle(page)
  await page.keyboard.press('?')
  const dialog = page.getByRole('dialog', { name: 'Keys' })
  await expect(dialog).toBeVisible()
  await expect(dialog).toContainText('Ctrl+O')
  await expect(dialog).toContainText('Plots of a GODEBUG log')
  // Behind a dialog nothing listens.
  await page.keyboard.press('2')
  await expect(view(page)).toHaveAttribute('data-view', 'goroutines')
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(page.getByTestId('inspector')).toContainText('main.main')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('inspector')).toContainText('Nothing selected')
})

test('the theme follows the choice and is kept', async ({ launch }) => {
  const { page } = await launch({ colorScheme: 'dark' })
  const background = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  await expectView(page, 'welcome')
  expect(await background()).toBe('rgb(20, 24, 31)')
  await page.keyboard.press('Control+,')
  await page.getByRole('dialog', { name: 'Settings' }).getByText('Light', { exact: true }).click()
  expect(await background()).toBe('rgb(255, 255, 255)')
  await page.reload()
  await expectView(page, 'welcome')
  expect(await background()).toBe('rgb(255, 255, 255)')
})

test('the menu performs the same commands', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile(gcHeavy)] })
  await expectView(page, 'overview')
  await page.getByRole('button', { name: 'Menu' }).click()
  await page.getByRole('menuitem', { name: /^Goroutines/ }).click()
  await expectView(page, 'goroutines')
})

test('a banner tells what was lost, with details, and can be put away', async ({ launch }) => {
  const { page } = await launch({ files: [cutTrace(gcHeavy, 0.6)] })
  await expectView(page, 'overview')
  const banner = page.getByTestId('banner')
  await expect(banner).toContainText('Opened in part')
  await banner.getByRole('button', { name: 'Details' }).click()
  await expect(banner.getByRole('listitem').first()).toBeVisible()
  await banner.getByRole('button', { name: 'Dismiss' }).click()
  await expect(page.getByTestId('banner')).toHaveCount(0)
})

test('what a file holds is only ever shown as text', async ({ launch }) => {
  const { page } = await launch()
  await expectView(page, 'welcome')
  await page.evaluate(() => {
    const name = '<img src=x onerror="document.title=1">.trace'
    const data = new DataTransfer()
    data.items.add(new File(['nothing'], name))
    document.body.dispatchEvent(
      new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }),
    )
  })
  // The window opens only files that lie on disk; the browser sends what it was given.
  await expect(page.getByTestId('banner')).toBeVisible()
  expect(await page.locator('img').count()).toBe(0)
})
