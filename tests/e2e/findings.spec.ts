/** Planted troubles are found in a few actions, and the pages that explain them. */
import type { Page } from '@playwright/test'
import { join } from 'node:path'
import { traceFile } from './support/files'
import { projectRoot } from './support/launch'
import { expect, test, waitUntilIdle } from './support/test'

const plantedFile = (kind: string): string =>
  join(projectRoot, 'tests', 'fixtures', 'planted-traces', kind, `${kind}.trace`)

async function show(page: Page, key: string, view: string): Promise<void> {
  await page.keyboard.press(key)
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', view)
  await waitUntilIdle(page)
}

async function openAnalysis(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Analyses' }).getByRole('button', { name, exact: true }).click()
  await waitUntilIdle(page)
}

const planted: readonly (readonly [kind: string, sentence: RegExp, selected: RegExp])[] = [
  [
    'lock-handoff',
    /in sync\.\(\*Mutex\)\.Lock at main\.\(\*store\)\.put .* main\.\(\*store\)\.flush/,
    /^goroutine:/,
  ],
  ['scheduling-wait', /main\.await could run and waited .* while .* main\.hog/, /^goroutine:/],
  ['gc-share', /garbage collector was marking for .* those of main\.serve/, /^range:/],
  ['goroutine-growth', /main\.await kept being created and did not end/, /^range:/],
  ['stop-the-world', /was likely the last to stop.*main\.crunch/, /^goroutine:1$/],
]

for (const [kind, sentence, selected] of planted) {
  test(`the planted ${kind} is the first sentence, and one click away`, async ({ launch }) => {
    const { page } = await launch({ files: [plantedFile(kind)] })
    await waitUntilIdle(page)
    const first = page.getByRole('list', { name: 'Findings' }).getByRole('button').first()
    await expect(first).toContainText(sentence)
    expect(await first.getAttribute('title')).not.toBe('')
    await first.click()
    await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'timeline')
    await waitUntilIdle(page)
    await expect(page.getByTestId('timeline')).toHaveAttribute('data-selected', selected)
    await expect(page.getByTestId('inspector')).not.toContainText('Nothing selected')
  })
}

test('what is only likely says so', async ({ launch }) => {
  const { page } = await launch({ files: [plantedFile('no-cpu')] })
  await waitUntilIdle(page)
  const first = page.getByRole('list', { name: 'Findings' }).getByRole('button').first()
  await expect(first).toContainText('likely')
  await expect(first.getByText('likely', { exact: true })).toBeVisible()
})

test('a wait for a P says who had the Ps', async ({ launch }) => {
  const { page } = await launch({ files: [plantedFile('scheduling-wait')] })
  await waitUntilIdle(page)
  await page.getByRole('list', { name: 'Findings' }).getByRole('button').first().click()
  await waitUntilIdle(page)
  await show(page, 'Enter', 'goroutine')
  const life = page.getByRole('button', { name: /Runnable: unblocked/ })
  await life.first().click()
  await waitUntilIdle(page)
  const table = page.getByRole('table', { name: 'Who had the Ps meanwhile' })
  await expect(table).toContainText('main.hog')
  await expect(table).toContainText('50.0 %')
})

test('the goroutine page tells life, waits, causes and tree, and walks its function by keys', async ({
  launch,
}) => {
  const { page } = await launch({ files: [traceFile('workerpool-go1.27.trace')] })
  await waitUntilIdle(page)
  await show(page, '3', 'goroutines')
  await page
    .getByRole('textbox', { name: 'Filter goroutines' })
    .or(page.getByLabel('Filter goroutines'))
    .fill('g22 ')
  await waitUntilIdle(page)
  const rows = page.getByRole('table', { name: 'Goroutines' }).getByRole('row')
  await expect(rows).toHaveCount(2)
  await rows.nth(1).dblclick()
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'goroutine')
  await waitUntilIdle(page)
  await page.getByText('Waits', { exact: true }).click()
  await waitUntilIdle(page)
  const waits = page.getByRole('table', { name: 'Waits of goroutine 22' })
  await expect(waits).toContainText('Waiting: chan receive')
  await expect(waits).toContainText('workerpool.go:41')
  await page.getByText('Causes', { exact: true }).click()
  await waitUntilIdle(page)
  await expect(page.getByRole('table', { name: 'Woken by' })).toContainText('g1 main.main')
  await expect(page.getByRole('list', { name: 'Wake-up chain' }).getByRole('listitem').first()).toContainText(
    'woke g22',
  )
  await page.getByText('Tree', { exact: true }).click()
  await waitUntilIdle(page)
  await expect(page.getByRole('list', { name: 'Creation tree' })).toContainText('g1 main.main')
  await page.locator('body').press('j')
  await waitUntilIdle(page)
  await expect(page.getByRole('region', { name: 'Goroutine', exact: true })).toContainText('g23')
  await page.locator('body').press('k')
  await waitUntilIdle(page)
  await expect(page.getByRole('region', { name: 'Goroutine', exact: true })).toContainText('g22')
})

test('every analysis has its formula, and leads to the timeline', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile('gcheavy-go1.27.trace')] })
  await waitUntilIdle(page)
  await show(page, '4', 'analyses')
  const names = await page.getByRole('navigation', { name: 'Analyses' }).getByRole('button').allInnerTexts()
  expect(names.length).toBeGreaterThanOrEqual(18)
  for (const name of names) {
    await openAnalysis(page, name)
    await expect(page.locator('.analysis-title p').first()).not.toBeEmpty()
  }
  await openAnalysis(page, 'Stop the world')
  const table = page.getByRole('table', { name: 'Stop-the-world pauses' })
  await expect(table.getByRole('row')).toHaveCount(18)
  await table.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'timeline')
})

test('Enter in the timeline shows all goroutines at that instant', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile('gcheavy-go1.27.trace')] })
  await waitUntilIdle(page)
  await show(page, '2', 'timeline')
  // Where the pointer rests over the timeline the instant is its own: under a virtual display it does.
  await page.mouse.move(2, 2)
  await waitUntilIdle(page)
  await show(page, 'Enter', 'analyses')
  await expect(page.getByRole('heading', { name: 'All goroutines at one instant' })).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: 'goroutines in' })).toContainText('15 goroutines')
  await page.getByRole('textbox', { name: 'At' }).fill('5.7ms')
  await page.getByRole('textbox', { name: 'At' }).press('Enter')
  await waitUntilIdle(page)
  await expect(page.getByRole('textbox', { name: 'At' })).toHaveValue('0.0057 s')
  const groups = page.getByRole('table', { name: 'All goroutines at one instant' })
  await expect(groups).toContainText('(last known)')
})
