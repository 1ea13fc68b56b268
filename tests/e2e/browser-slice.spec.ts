/** A stretch saved as a trace of its own, and the lines that say how traces are recorded. */
import { AxeBuilder } from '@axe-core/playwright'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './support/launch'
import { expect, test, waitUntilIdle } from './support/test'
import { dragRange, showTimeline } from './support/timeline-probe'

const long = join(projectRoot, 'tests', 'fixtures', 'traces', 'long-go1.27.trace')

test('a selected range is saved as the whole generations that it touches', async ({ launch }) => {
  const { page } = await launch({ files: [long] })
  await waitUntilIdle(page)
  await showTimeline(page)
  // Within the third of five generations.
  await dragRange(page, 0.5, 0.55)
  await waitUntilIdle(page)
  const inspector = page.getByTestId('inspector')
  await expect(inspector).toContainText('widened to 1 of 5 whole generations')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    inspector.getByRole('button', { name: 'Save slice…' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^long-go1\.27-\d+ms-\d+ms\.trace$/)
  const slice = readFileSync(await download.path())
  const whole = readFileSync(long)
  expect(slice.subarray(0, 16)).toEqual(whole.subarray(0, 16))
  expect(whole.includes(slice.subarray(16))).toBe(true)
  await expect(page.getByTestId('banner')).toContainText('Times in it count from its own start')
})

test('how to record is one click away, and reads well', async ({ launch }) => {
  const { page } = await launch({ files: [] })
  await waitUntilIdle(page)
  await page.getByRole('button', { name: 'How to record one' }).click()
  const dialog = page.getByRole('dialog', { name: 'How to record' })
  await expect(dialog.getByRole('button', { name: 'Copy: From a running server' })).toBeVisible()
  await expect(dialog).toContainText('WriteTimeout')
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
})
