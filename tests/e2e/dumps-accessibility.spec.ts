/** The pages about dumps, crashes and races pass axe in both themes. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { join } from 'node:path'
import { projectRoot } from './support/launch'
import { expect, test, waitUntilIdle } from './support/test'

const fixture = (path: string): string => join(projectRoot, 'tests', 'fixtures', path)

async function axeFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  return violations.map(
    (violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`,
  )
}

async function expectCleanView(page: Page, view: string): Promise<void> {
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', view)
  await waitUntilIdle(page)
  expect(await axeFindings(page), view).toEqual([])
}

for (const colorScheme of ['dark', 'light'] as const) {
  test(`groups, goroutine, comparison, tree and raw text pass axe, ${colorScheme}`, async ({ launch }) => {
    const { page } = await launch({ files: [fixture('malformed/dump-two-in-one.txt')], colorScheme })
    await expectCleanView(page, 'dump')
    await page
      .getByRole('button', { name: /^goroutine \d+/ })
      .first()
      .click()
    await expectCleanView(page, 'dump')
    await page.keyboard.press('3')
    await expectCleanView(page, 'dump-compare')
    await page.keyboard.press('4')
    await expectCleanView(page, 'dump-tree')
    await page.keyboard.press('5')
    await expectCleanView(page, 'dump-raw')
  })

  test(`crash and races pass axe, ${colorScheme}`, async ({ launch }) => {
    const files = [fixture('dumps/abort-go1.27.txt'), fixture('race/race-go1.27.txt')]
    const { page } = await launch({ files, colorScheme })
    await page.getByRole('tab', { name: /abort/ }).click()
    await expectCleanView(page, 'crash')
    await page.getByRole('tab', { name: /race/ }).click()
    await expectCleanView(page, 'race')
  })
}
