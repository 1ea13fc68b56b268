/** A stretch saved as a trace of its own, and the lines that say how traces are recorded. */
import { AxeBuilder } from '@axe-core/playwright'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './support/launch'
import { expect, test, waitUntilIdle } from './support/test'

const long = join(projectRoot, 'tests', 'fixtures', 'traces', 'long-go1.27.trace')

test('a selected range is saved as the whole generations that it touches', async ({ launch }) => {
  const { page } = await launch({ files: [long] })
  await waitUntilIdle(page)
  await page.keyboard.press('2')
  await waitUntilIdle(page)
  const timeline = page.getByTestId('timeline')
  const box = await timeline.boundingBox()
  if (box === null) throw new Error('the timeline has no place')
  // Within the third of five generations.
  const y = box.y + 56
  await page.mouse.move(box.x + 184 + (box.width - 184) * 0.5, y)
  await page.mouse.down()
  await page.mouse.move(box.x + 184 + (box.width - 184) * 0.55, y, { steps: 4 })
  await page.mouse.up()
  await expect(timeline).toHaveAttribute('data-selected', /^range:/)
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
