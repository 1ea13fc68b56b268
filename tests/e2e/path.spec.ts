/** The critical path of a request that a lock held up: asked of its task, told, walked to, and drawn over the timeline. */
import { AxeBuilder } from '@axe-core/playwright'
import { join } from 'node:path'
import { projectRoot } from './support/launch'
import { expect, test, waitUntilIdle } from './support/test'

const lock = join(projectRoot, 'tests', 'fixtures', 'path-traces', 'lock', 'lock.trace')

test('a slow task names the goroutine that held it up, and leads to its span', async ({ launch }) => {
  const { page } = await launch({ files: [lock] })
  await waitUntilIdle(page)
  await page.keyboard.press('4')
  await page.getByRole('button', { name: 'Critical path', exact: true }).click()
  await waitUntilIdle(page)
  await expect(page.getByRole('heading', { name: /Critical path of task 1 “checkout”/ })).toBeVisible()
  await expect(page.getByLabel('What the path says')).toContainText('main.hold: likely what held it up')
  await expect(page.getByRole('img', { name: /g\d+ main\.handle .*, g\d+ main\.hold/ })).toBeVisible()

  const table = page.getByRole('table', { name: /Critical path of task 1/ })
  await table.getByRole('row').filter({ hasText: 'sleeps' }).click()
  await expect(page.getByRole('region', { name: 'Selected step' })).toContainText('Likely: it came before')
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id }) => id)).toEqual([])

  await page.getByText('By start function', { exact: true }).click()
  await expect(page.getByRole('row').filter({ hasText: 'main.hold' })).toBeVisible()
  await page.getByRole('group', { name: 'Form' }).getByText('Steps').click()
  await page.getByRole('button', { name: 'Show in the timeline' }).first().click()
  await waitUntilIdle(page)
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'timeline')
  await expect(page.getByTestId('timeline')).toHaveAttribute('data-selected', /^goroutine:/)
  await page.keyboard.press('Alt+ArrowLeft')
  await waitUntilIdle(page)
  await table.getByRole('row').filter({ hasText: 'sleeps' }).dblclick()
  await expect(page.getByTestId('timeline')).toHaveAttribute('data-selected', /^span:/)
  await expect(page.getByTestId('inspector')).toContainText('main.hold')
})
