/** The shape of a program that is a worker pool: found from the table, seen, walked, and taken out. */
import { AxeBuilder } from '@axe-core/playwright'
import { join } from 'node:path'
import { projectRoot } from './support/launch'
import { expect, test, waitUntilIdle } from './support/test'

const pool = join(projectRoot, 'tests', 'fixtures', 'shape-traces', 'worker-pool', 'worker-pool.trace')

test('the goroutines of a function are shown with those they work with, and a click names one', async ({
  launch,
}) => {
  const { page } = await launch({ files: [pool] })
  await waitUntilIdle(page)
  await page.keyboard.press('3')
  await waitUntilIdle(page)
  await page.getByRole('row').filter({ hasText: 'main.worker' }).first().click()
  await page.keyboard.press('Control+k')
  await page
    .getByRole('combobox', { name: 'Search or command' })
    .or(page.getByRole('searchbox'))
    .first()
    .fill('>shape of all goroutines of its')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'analyses')
  const picture = page.getByTestId('shape')
  await expect(picture).toBeVisible()
  await waitUntilIdle(page)
  // Six workers, who feeds them, who gathers, and who created them all.
  await expect(picture).toHaveAttribute('data-lines', '9')
  expect(Number(await picture.getAttribute('data-wakes'))).toBeGreaterThan(50)
  expect(Number(await picture.getAttribute('data-rects'))).toBeGreaterThan(100)
  await expect(page.getByLabel('What the trace says about them')).toContainText('6 goroutines of main.worker')

  const box = await picture.boundingBox()
  if (box === null) throw new Error('the picture has no place')
  const pitch = (box.height - 30) / 9
  // The label of the second line: who hands out the jobs.
  await page.mouse.click(box.x + 40, box.y + 24 + Math.min(46, pitch) * 1.5)
  await waitUntilIdle(page)
  await expect(page.getByTestId('inspector')).toContainText('main.dispatch')
  await expect(picture).toHaveAttribute('data-selected', /^goroutine:/)

  await picture.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await waitUntilIdle(page)
  await expect(picture).toHaveAttribute('data-selected', /^span:/)
  await expect(page.getByTestId('inspector')).toContainText('main.worker')
  const before =
    Number(await picture.getAttribute('data-to-ns')) - Number(await picture.getAttribute('data-from-ns'))
  await page.keyboard.press('w')
  await waitUntilIdle(page)
  expect(
    Number(await picture.getAttribute('data-to-ns')) - Number(await picture.getAttribute('data-from-ns')),
  ).toBeLessThan(before)

  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await page.getByText('Table', { exact: true }).click()
  await waitUntilIdle(page)
  const table = page.getByRole('table', { name: 'Edges of main.worker' })
  await expect(table).toContainText('woke')
  await expect(table).toContainText('created')
  expect((await new AxeBuilder({ page }).setLegacyMode().analyze()).violations.map(({ id }) => id)).toEqual(
    [],
  )
})
