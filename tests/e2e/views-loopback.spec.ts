/** The table as a file: a browser's download. In the window the same click opens the system's own save dialog. */
import { readFileSync } from 'node:fs'
import { traceFile } from './support/files'
import { expect, test, waitUntilIdle } from './support/test'

const gcHeavy = 'gcheavy-go1.27.trace'

test('the table is saved as CSV with exact figures', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile(gcHeavy)] })
  await waitUntilIdle(page)
  await page.keyboard.press('3')
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'goroutines')
  await waitUntilIdle(page)
  await page.getByRole('button', { name: 'Copy or save: Goroutines' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Save as CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toBe(`${gcHeavy}.goroutines.csv`)
  const oracle = JSON.parse(readFileSync(`${traceFile(gcHeavy)}.oracle.json`, 'utf8')) as {
    readonly goroutineCount: number
  }
  const lines = readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split('\r\n')
  expect(lines.length - 1).toBe(oracle.goroutineCount)
  expect(lines[0]).toContain('blocked ns')
})
