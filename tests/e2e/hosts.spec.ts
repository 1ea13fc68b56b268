/** Getting files open, and what happens when that fails: the same in the window and in the browser. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cutTrace, dropFiles, traceFile } from './support/files'
import { expect, test, waitUntilIdle } from './support/test'

const gcHeavy = 'gcheavy-go1.27.trace'

test('a file on the command line shows its overview', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile(gcHeavy)] })
  await expect(page.getByRole('tab', { name: gcHeavy })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
  await waitUntilIdle(page)
  await expect(page.getByRole('list', { name: 'Findings' })).toBeVisible()
})

test('several files are several tabs', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile(gcHeavy), traceFile('tiny-go1.27.trace')] })
  await expect(page.getByRole('tab')).toHaveCount(2)
  await page.getByRole('tab', { name: gcHeavy }).click()
  await waitUntilIdle(page)
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
})

test('without a file there is the welcome page, and its sample opens', async ({ launch }) => {
  const { page } = await launch()
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'welcome')
  await page.getByRole('button', { name: /Checkout service/ }).click()
  await expect(page.getByRole('tab', { name: 'Checkout service' })).toBeVisible()
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
  await waitUntilIdle(page)
})

test('files dropped on the window open', async ({ launch }) => {
  const { page } = await launch()
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'welcome')
  await dropFiles(page, [traceFile(gcHeavy), traceFile('tiny-go1.27.trace')])
  await expect(page.getByRole('tab')).toHaveCount(2)
  await page.getByRole('tab', { name: gcHeavy }).click()
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
  await waitUntilIdle(page)
})

test('recent files are kept over a restart and open again', async ({ launch }) => {
  const userData = await mkdtemp(join(tmpdir(), 'marey-recent-'))
  const first = await launch({ files: [traceFile(gcHeavy)], userData })
  await expect(first.page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
  await waitUntilIdle(first.page)
  await first.close()
  const second = await launch({ userData })
  await second.page.getByRole('button', { name: new RegExp(gcHeavy) }).click()
  await expect(second.page.getByRole('tab', { name: gcHeavy })).toBeVisible()
  await expect(second.page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
  await second.close()
  await rm(userData, { recursive: true, force: true })
})

test('a cut trace opens in part, and the banner says so', async ({ launch }) => {
  const { page } = await launch({ files: [cutTrace('gcheavy-go1.27.trace', 0.6)] })
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
  await expect(page.getByTestId('banner')).toContainText('Opened in part')
})

test('a file that cannot be had says so, and the rest goes on', async ({ launch }) => {
  const { page } = await launch({ files: ['/no/such/place.trace', traceFile(gcHeavy)] })
  await page.getByRole('tab', { name: 'place.trace' }).click()
  await expect(page.getByTestId('banner')).toContainText('no such file')
  await page.getByRole('tab', { name: gcHeavy }).click()
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
})

test('a thread that dies costs its file only, and Reopen brings it back', async ({ launch }) => {
  const launched = await launch({ files: [traceFile(gcHeavy)] })
  const { page } = launched
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
  await waitUntilIdle(page)
  await launched.killThreads('session-worker')
  await expect(page.getByTestId('banner')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Reopen' })).toBeVisible()
  // Another file opens while this one is down.
  await dropFiles(page, [traceFile('tiny-go1.27.trace')])
  await expect(page.getByRole('tab', { name: 'tiny-go1.27.trace' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
  await page.getByRole('tab', { name: gcHeavy }).click()
  await page.getByRole('button', { name: 'Reopen' }).click()
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
  await waitUntilIdle(page)
})

test('opening can be cancelled', async ({ launch }) => {
  const { page } = await launch({
    files: [traceFile(gcHeavy)],
    environment: { MAREY_TEST_HOLD_SESSIONS: '1' },
  })
  await expect(page.getByTestId('progress')).toHaveAttribute('role', 'progressbar')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByTestId('progress')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Reopen' })).toBeVisible()
})
