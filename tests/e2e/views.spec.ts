/** What the pages about a trace say, measured against what Go's own reader says about the same file. */
import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { groupDigits } from '../../src/base/format-units'
import { traceFile } from './support/files'
import { expect, test, waitUntilIdle } from './support/test'

const gcHeavy = 'gcheavy-go1.27.trace'
const manyGoroutines = 'many10k-go1.27.trace'

interface Oracle {
  readonly events: number
  readonly durationNs: number
  readonly goroutineCount: number
  readonly procCount: number
  readonly threadCount: number
}

const oracleOf = (name: string): Oracle =>
  JSON.parse(readFileSync(`${traceFile(name)}.oracle.json`, 'utf8')) as Oracle

async function show(page: Page, key: string, view: string): Promise<void> {
  await page.keyboard.press(key)
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', view)
  await waitUntilIdle(page)
}

test('the overview fits one screen and agrees with Go', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile(gcHeavy)] })
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
  await waitUntilIdle(page)
  const facts = page.getByLabel('What the file is')
  await expect(facts).toContainText('1.26 or 1.27')
  const oracle = oracleOf(gcHeavy)
  await expect(facts).toContainText(`Goroutines${groupDigits(oracle.goroutineCount)}`)
  await expect(facts).toContainText(`Events${groupDigits(oracle.events)}`)
  await expect(facts).toContainText(`Threads${oracle.threadCount}`)
  await expect(facts).toContainText(`Ps${oracle.procCount}`)
  const overflow = await page
    .locator('.overview')
    .evaluate((element) => element.scrollHeight - element.clientHeight)
  expect(overflow).toBeLessThanOrEqual(0)
  for (const name of ['P occupancy', 'Time by state', 'Findings'])
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible()
})

test('a finding leads to its place in the timeline', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile(gcHeavy)] })
  await waitUntilIdle(page)
  await page.getByRole('list', { name: 'Findings' }).getByRole('button').first().click()
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'timeline')
  await waitUntilIdle(page)
  const timeline = page.getByTestId('timeline')
  await expect(timeline).toHaveAttribute('data-selected', /^(range|goroutine):/)
  const toNs = Number(await timeline.getAttribute('data-to-ns'))
  expect(toNs).toBeLessThanOrEqual(oracleOf(gcHeavy).durationNs)
  await expect(page.getByTestId('inspector')).not.toContainText('Nothing selected')
})

test('the table sorts, filters, and says what it cannot read', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile(gcHeavy)] })
  await waitUntilIdle(page)
  await show(page, '3', 'goroutines')
  const table = page.getByRole('table', { name: 'Goroutines' })
  await table.getByRole('button', { name: 'Id', exact: true }).click()
  await waitUntilIdle(page)
  await expect(table.getByRole('columnheader', { name: 'Id' })).toHaveAttribute('aria-sort', 'ascending')
  const ids = async (): Promise<number[]> => {
    const cells = await table.getByRole('row').locator('[role="cell"]:first-child').allTextContents()
    return cells.map((text) => Number(text.slice(1)))
  }
  const ascending = await ids()
  expect(ascending.length).toBeGreaterThan(5)
  expect(ascending).toEqual([...ascending].sort((a, b) => a - b))
  await table.getByRole('button', { name: 'Id', exact: true }).click()
  await waitUntilIdle(page)
  expect(await ids()).toEqual([...ascending].reverse())

  const filter = page.getByRole('combobox', { name: 'Filter goroutines' })
  // A free text is meant when Enter says so.
  await filter.fill('function = main.main')
  await filter.press('Enter')
  await waitUntilIdle(page)
  await expect(table.getByRole('row')).toHaveCount(2)
  // Kept over a reload, as over a restart.
  await page.reload()
  await waitUntilIdle(page)
  await expect(filter).toHaveValue('function = main.main')
  await expect(table.getByRole('row')).toHaveCount(2)
  await filter.fill('function = main.main and')
  await filter.press('Enter')
  await expect(page.locator('.filter-error')).toBeVisible()
  await expect(filter).toHaveAttribute('aria-invalid', 'true')
  // What could be read last is still shown.
  await expect(table.getByRole('row')).toHaveCount(2)
  await page.getByRole('button', { name: 'Clear filter' }).click()
  await expect.poll(async () => (await ids()).length).toBe(ascending.length)
})

test('ten thousand goroutines scroll to the last one', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile(manyGoroutines)] })
  await waitUntilIdle(page)
  await show(page, '3', 'goroutines')
  const table = page.getByRole('table', { name: 'Goroutines' })
  const count = Number(await table.getAttribute('aria-rowcount')) - 1
  expect(count).toBe(oracleOf(manyGoroutines).goroutineCount)
  await expect(page.locator('.goroutines-count')).toContainText(groupDigits(count))
  await table.evaluate((element) => element.scrollTo(0, element.scrollHeight))
  await expect(table.locator(`[aria-rowindex="${count + 1}"]`)).toContainText(/g\d+/)
  // Only what is in sight exists.
  expect(await table.getByRole('row').count()).toBeLessThan(120)
})

test('a goroutine is one readable page, and every object on it is a link', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile(gcHeavy)] })
  await waitUntilIdle(page)
  await show(page, '3', 'goroutines')
  const table = page.getByRole('table', { name: 'Goroutines' })
  await page.getByRole('combobox', { name: 'Filter goroutines' }).fill('function = main.main.func1.1 ')
  await waitUntilIdle(page)
  await table.getByRole('row').nth(1).click()
  await waitUntilIdle(page)
  const inspector = page.getByTestId('inspector')
  await expect(inspector).toContainText('main.main.func1.1')
  await expect(inspector).toContainText('Created by')
  await inspector.getByRole('button', { name: 'Full page' }).click()
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'goroutine')
  await waitUntilIdle(page)
  const life = page.getByRole('group', { name: /^Life of goroutine/ })
  await life.getByRole('button').filter({ hasText: 'Waiting: sync' }).first().click()
  await waitUntilIdle(page)
  const span = page.getByRole('region', { name: 'Selected span' })
  await expect(span).toContainText('Took')
  await expect(span).toContainText(/\d ns/)
  await expect(span.getByRole('list', { name: 'Stack', exact: true })).toBeVisible()
  // Its time leads to the timeline, where the same span is selected.
  await span.getByRole('button', { name: /^\d+\.\d{3}/ }).click()
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'timeline')
  await expect(page.getByTestId('timeline')).toHaveAttribute('data-selected', /^span:\d+@\d+$/)
})

test('the creator of a goroutine is a click away, and Back returns', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile(gcHeavy)] })
  await waitUntilIdle(page)
  await show(page, '3', 'goroutines')
  await page.getByRole('combobox', { name: 'Filter goroutines' }).fill('function = main.main.func1.1 ')
  await waitUntilIdle(page)
  await page.getByRole('table', { name: 'Goroutines' }).getByRole('row').nth(1).click()
  await waitUntilIdle(page)
  const inspector = page.getByTestId('inspector')
  await inspector.getByRole('button', { name: /^g1 main\.main/ }).click()
  await waitUntilIdle(page)
  const title = inspector.getByRole('heading', { level: 2 }).first()
  await expect(title).toHaveText(/^g1 main\.main$/)
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(title).toHaveText(/^g\d+ main\.main\.func1\.1$/)
})

for (const [width, height] of [
  [1280, 800],
  [900, 700],
] as const) {
  test(`nothing sticks out of a window of ${width} by ${height}`, async ({ launch }) => {
    const { page } = await launch({ files: [traceFile(gcHeavy)], viewport: { width, height } })
    await waitUntilIdle(page)
    for (const [key, view] of [
      ['1', 'overview'],
      ['2', 'timeline'],
      ['3', 'goroutines'],
    ] as const) {
      await show(page, key, view)
      const size = await page.evaluate(() => ({
        width: document.documentElement.scrollWidth - innerWidth,
        height: document.documentElement.scrollHeight - innerHeight,
      }))
      expect(size, view).toEqual({ width: 0, height: 0 })
    }
  })
}
