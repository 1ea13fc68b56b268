/** Two traces side by side: a table of changes whose numbers lead into their traces. */
import { AxeBuilder } from '@axe-core/playwright'
import { join } from 'node:path'
import { projectRoot } from './support/launch'
import { expect, test, waitUntilIdle } from './support/test'

const trace = (name: string): string => join(projectRoot, 'tests', 'fixtures', 'traces', name)

test('a trace alone says how to compare it', async ({ launch }) => {
  const { page } = await launch({ files: [trace('gcheavy-go1.26.trace')] })
  await waitUntilIdle(page)
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(page.getByText('Two traces are compared')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Open a second trace…' })).toBeVisible()
})

test('the later trace is laid beside the earlier one', async ({ launch }) => {
  const { page } = await launch({
    files: [trace('gcheavy-go1.26.trace'), trace('gcheavy-go1.27.trace')],
  })
  await page.getByRole('tab', { name: /gcheavy-go1\.27/ }).click()
  await waitUntilIdle(page)
  await page.keyboard.press('6')
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'trace-compare')
  await waitUntilIdle(page)
  await expect(page.getByRole('combobox', { name: 'Compared with' })).toContainText('gcheavy-go1.26')
  await expect(page.getByText('One run stands against one run')).toBeVisible()
  const figures = page.getByRole('table', { name: 'Figures of the whole trace' })
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join()}`),
  ).toEqual([])
  const changes = page.getByRole('table', { name: 'Changes by start function' })
  await changes.getByText('main.main.func1.1').click()
  await expect(page.getByRole('heading', { name: 'main.main.func1.1' })).toBeVisible()
  await page.getByRole('button', { name: 'Whole trace' }).click()
  // The longest stop of the earlier trace, in that trace.
  await figures
    .getByRole('row', { name: /^GC sweep termination/ })
    .getByRole('button')
    .first()
    .click()
  await expect(page.getByRole('tab', { name: /gcheavy-go1\.26/ })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'timeline')
})

test('on the first tab too the trace opened first is the earlier one, until they are swapped', async ({
  launch,
}) => {
  const { page } = await launch({
    files: [trace('gcheavy-go1.26.trace'), trace('gcheavy-go1.27.trace')],
  })
  await page.getByRole('tab', { name: /gcheavy-go1\.26/ }).click()
  await waitUntilIdle(page)
  await page.keyboard.press('6')
  const head = page.locator('.trace-compare-bar')
  await expect(head).toContainText(/Before\s*gcheavy-go1\.26\.trace.*After\s*gcheavy-go1\.27/)
  await page.getByRole('button', { name: 'Swap before and after' }).click()
  await expect(head).toContainText(/Before\s*gcheavy-go1\.27\.trace.*After\s*gcheavy-go1\.26/)
})
