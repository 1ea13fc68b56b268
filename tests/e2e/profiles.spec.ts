/** A pprof profile in the window: its flame graph, its functions, one function's callers, and two profiles compared. */
import { expect, test, waitUntilIdle } from './support/test'

const profile = (name: string): string => `tests/fixtures/profiles/${name}`

test('a profile is read from its flame graph to a single function', async ({ launch }) => {
  const { page } = await launch({ files: [profile('cpu-go1.27.pb.gz')] })
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'profile')
  await waitUntilIdle(page)
  await page.getByRole('treeitem', { name: /^main\.spinInside: 140 ms, 33\.3 %/ }).click()
  await page.getByRole('button', { name: 'Callers and lines' }).click()
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'profile-callers')
  await waitUntilIdle(page)
  await expect(page.getByRole('combobox', { name: 'Function' })).toHaveValue('main.spinInside')
  await expect(page.getByRole('table', { name: 'Callers' })).toContainText('main.main')
  await page.getByRole('table', { name: 'Callees' }).getByText('main.spin', { exact: true }).dblclick()
  await expect(page.getByRole('combobox', { name: 'Function' })).toHaveValue('main.spin')
  await page.keyboard.press('Escape')
  await page.getByTestId('view').focus()
  await page.keyboard.press('2')
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'profile-top')
  await waitUntilIdle(page)
  await expect(page.getByRole('table', { name: 'Functions' }).getByRole('row').nth(1)).toContainText(
    'main.spin',
  )
})

test('two profiles are compared, and only like with like', async ({ launch }) => {
  const { page } = await launch({
    files: [
      profile('cpu-go1.27.pb.gz'),
      profile('heap-before-go1.27.pb.gz'),
      profile('heap-after-go1.27.pb.gz'),
    ],
  })
  await waitUntilIdle(page)
  await page.getByRole('tab', { name: /heap-after/ }).click()
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await waitUntilIdle(page)
  await page
    .getByRole('combobox', { name: 'Compared with' })
    .selectOption({ label: 'heap-before-go1.27.pb.gz' })
  await waitUntilIdle(page)
  await expect(page.getByRole('table', { name: 'Changes' }).getByRole('row').nth(1)).toContainText(
    /StartCPUProfile−1\u2009152\.0/,
  )
  await page.getByRole('combobox', { name: 'Compared with' }).selectOption({ label: 'cpu-go1.27.pb.gz' })
  await expect(page.getByText('only like can be compared')).toBeVisible()
})
