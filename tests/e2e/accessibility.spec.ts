/** Every page passes axe in both themes, and can be worked without a mouse. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { dropFiles, traceFile } from './support/files'
import { expect, test, waitUntilIdle } from './support/test'

const gcHeavy = 'gcheavy-go1.27.trace'
const profileFile = (name: string): string => `tests/fixtures/profiles/${name}`

/** Axe's findings in words, so that a failure reads by itself. */
async function axeFindings(page: Page, part = 'html'): Promise<string[]> {
  // Legacy mode: a second page, which Electron cannot open, is not needed without frames.
  const { violations } = await new AxeBuilder({ page }).include(part).setLegacyMode().analyze()
  return violations.map(
    (violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`,
  )
}

for (const colorScheme of ['dark', 'light'] as const) {
  test(`welcome, overlays and failures pass axe, ${colorScheme}`, async ({ launch }) => {
    const { page } = await launch({ files: ['/no/such/place.trace'], colorScheme })
    await expect(page.getByRole('button', { name: 'Reopen' })).toBeVisible()
    await waitUntilIdle(page)
    expect(await axeFindings(page), 'failed').toEqual([])
    await page.keyboard.press('Alt+w')
    await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'welcome')
    await waitUntilIdle(page)
    expect(await axeFindings(page), 'welcome').toEqual([])
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
    expect(await axeFindings(page), 'keys').toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+,')
    await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible()
    expect(await axeFindings(page), 'settings').toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('listbox')).toBeVisible()
    expect(await axeFindings(page), 'palette').toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'How to record one' }).click()
    await expect(page.getByRole('dialog', { name: 'How to record' })).toBeVisible()
    expect(await axeFindings(page), 'how to record').toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Menu', exact: true }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    expect(await axeFindings(page, '[role="menu"]'), 'menu').toEqual([])
  })

  test(`the pages of a trace pass axe, ${colorScheme}`, async ({ launch }) => {
    const { page } = await launch({ files: [traceFile(gcHeavy)], colorScheme })
    await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
    await waitUntilIdle(page)
    expect(await axeFindings(page), 'overview').toEqual([])
    await page.keyboard.press('2')
    await expect(page.getByTestId('timeline')).toBeVisible()
    await waitUntilIdle(page)
    expect(await axeFindings(page), 'timeline').toEqual([])
    await page.keyboard.press('3')
    await page.getByRole('row').filter({ hasText: 'main.main' }).first().click()
    await waitUntilIdle(page)
    expect(await axeFindings(page), 'goroutines').toEqual([])
    await page.getByTestId('inspector').getByRole('button', { name: 'Full page' }).click()
    await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'goroutine')
    await waitUntilIdle(page)
    expect(await axeFindings(page), 'goroutine').toEqual([])
    for (const section of ['Waits', 'Causes', 'Tree', 'Tasks', 'CPU']) {
      await page.getByText(section, { exact: true }).click()
      await waitUntilIdle(page)
      expect(await axeFindings(page), section).toEqual([])
    }
    await page.keyboard.press('4')
    await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'analyses')
    for (const name of ['Waiting places', 'Run queue', 'Utilisation', 'Snapshot', 'Critical path', 'Shape']) {
      await page.getByRole('navigation', { name: 'Analyses' }).getByRole('button', { name }).click()
      await waitUntilIdle(page)
      expect(await axeFindings(page), name).toEqual([])
    }
    await page.getByRole('navigation', { name: 'Analyses' }).getByRole('button', { name: 'Latency' }).click()
    await waitUntilIdle(page)
    await page.getByRole('row').nth(1).click()
    await waitUntilIdle(page)
    expect(await axeFindings(page), 'a row with its histogram').toEqual([])
    await expect(page.getByRole('list', { name: 'Histogram of durations' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('list', { name: 'Histogram of durations' })).toHaveCount(0)
    for (const [key, view] of [
      ['5', 'notes'],
      ['6', 'trace-compare'],
    ] as const) {
      await page.keyboard.press(key)
      await expect(page.getByTestId('view')).toHaveAttribute('data-view', view)
      await waitUntilIdle(page)
      expect(await axeFindings(page), view).toEqual([])
    }
    await page.keyboard.press('Control+Shift+s')
    await expect(page.getByTestId('export-preview')).toBeVisible()
    await waitUntilIdle(page)
    expect(await axeFindings(page), 'export').toEqual([])
  })

  test(`the pages of a profile pass axe, ${colorScheme}`, async ({ launch }) => {
    const { page } = await launch({ files: [profileFile('cpu-go1.27.pb.gz')], colorScheme })
    for (const [key, view] of [
      ['1', 'profile'],
      ['2', 'profile-top'],
      ['3', 'profile-callers'],
      ['4', 'profile-compare'],
    ] as const) {
      await waitUntilIdle(page)
      await page.keyboard.press(key)
      await expect(page.getByTestId('view')).toHaveAttribute('data-view', view)
      await waitUntilIdle(page)
      expect(await axeFindings(page), view).toEqual([])
    }
  })
}

test('a goroutine is found, read and left again by keys alone', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile(gcHeavy)] })
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
  await waitUntilIdle(page)
  await page.keyboard.press('g')
  await page.keyboard.type('main.main')
  await expect(page.getByRole('option').first()).toContainText('main.main')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'timeline')
  await waitUntilIdle(page)
  await page.keyboard.press('3')
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'goroutines')
  await waitUntilIdle(page)
  // A table that is shown while nothing has the focus takes it.
  await expect(page.getByRole('table', { name: 'Goroutines' })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await waitUntilIdle(page)
  await expect(page.locator('[role="row"][aria-current="true"]')).toHaveCount(1)
  // A dialog and the search box give the focus back.
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('table', { name: 'Goroutines' })).toBeFocused()
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search or command' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('table', { name: 'Goroutines' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'goroutine')
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'goroutines')
})

test('every control has a name and shows its focus', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile(gcHeavy)] })
  await waitUntilIdle(page)
  const seen = new Set<string>()
  for (let press = 0; press < 24; press++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const element = document.activeElement
      if (!(element instanceof HTMLElement) || element === document.body) return undefined
      const style = getComputedStyle(element)
      const box = element.closest('.search-box, .filter-field')
      const hasOutline = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1
      return {
        name: element.getAttribute('aria-label') ?? element.textContent?.trim() ?? '',
        isMarked: hasOutline || box !== null,
        tag: `${element.tagName} ${element.className}`,
      }
    })
    if (focused === undefined) continue
    seen.add(focused.name)
    expect(focused.name, focused.tag).not.toBe('')
    expect(focused.isMarked, `${focused.tag} ${focused.name}`).toBe(true)
  }
  expect([...seen]).toEqual(expect.arrayContaining(['Menu', gcHeavy, 'Open', 'Overview', 'Timeline']))
})

test('a screen reader hears that a file is open', async ({ launch }) => {
  const { page } = await launch()
  await waitUntilIdle(page)
  await dropFiles(page, [traceFile(gcHeavy)])
  await expect(page.getByRole('log', { name: 'Announcements' })).toHaveText(`${gcHeavy} is open`)
})
