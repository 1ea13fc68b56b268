/** A log of GODEBUG tracing in the window: sentences, plots over one time axis, tables, and the lines themselves. */
import { AxeBuilder } from '@axe-core/playwright'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { projectRoot } from './support/launch'
import { expect, test, waitUntilIdle } from './support/test'

const log = (name: string): string => join(projectRoot, 'tests', 'fixtures', 'godebug', name)

async function expectClean(page: Page, view: string): Promise<void> {
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', view)
  await waitUntilIdle(page)
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
    view,
  ).toEqual([])
}

test('a sentence leads to its place in the plots and to its line', async ({ launch }) => {
  const { page } = await launch({ files: [log('gctrace-schedtrace-go1.27.txt')] })
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'godebug')
  await waitUntilIdle(page)
  const plots = page.getByTestId('godebug-plots')
  await expect(plots).toHaveAttribute('data-from-ns', '0')
  const wholeNs = Number(await plots.getAttribute('data-to-ns'))
  await page
    .getByRole('list', { name: 'Findings' })
    .getByRole('button', { name: /The longest stop of the world for GC took 1\.5 ms/ })
    .click()
  await waitUntilIdle(page)
  await expect(plots).toHaveAttribute('data-selected', 'line:39')
  expect(Number(await plots.getAttribute('data-to-ns'))).toBeLessThan(wholeNs)
  await expect(page.getByRole('region', { name: 'Line' })).toContainText('gc 36 @0.119s')
  await plots.focus()
  await page.keyboard.press('ArrowRight')
  await expect(plots).toHaveAttribute('data-selected', 'line:40')
  await page.keyboard.press('0')
  await expect(plots).toHaveAttribute('data-to-ns', String(wholeNs))
  await page.keyboard.press('w')
  await expect(plots).not.toHaveAttribute('data-to-ns', String(wholeNs))
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'godebug-raw')
  await waitUntilIdle(page)
  await expect(page.getByRole('group', { name: 'Text of the file' })).toContainText('gc 37 @')
  await page.getByRole('button', { name: 'Collections' }).click()
  await waitUntilIdle(page)
  await expect(page.getByRole('table', { name: 'GC cycles' }).getByRole('row').nth(1)).toContainText('0.310')
})

for (const colorScheme of ['dark', 'light'] as const) {
  test(`every view of a log passes axe, ${colorScheme}`, async ({ launch }) => {
    const files = [log('scheddetail-go1.26.txt'), log('inittrace-go1.27.txt')]
    const { page } = await launch({ files, colorScheme })
    await page.getByRole('tab', { name: /scheddetail/ }).click()
    await expectClean(page, 'godebug')
    await page.keyboard.press('3')
    await expect(page.getByRole('table', { name: /Goroutines by state/ })).toContainText('GC scavenge wait')
    await expectClean(page, 'godebug-scheduler')
    await page.keyboard.press('5')
    await expectClean(page, 'godebug-raw')
    await page.getByRole('tab', { name: /inittrace/ }).click()
    await page.getByRole('button', { name: 'Packages', exact: true }).first().click()
    await expectClean(page, 'godebug-inits')
  })
}
