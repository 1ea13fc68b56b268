/** What the browser downloads; the window asks for a place instead. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './support/launch'
import { expect, test, waitUntilIdle } from './support/test'

const lockHandoff = join(projectRoot, 'tests/fixtures/planted-traces/lock-handoff/lock-handoff.trace')

test('an analysis is saved as CSV with exact nanoseconds', async ({ launch }) => {
  const { page } = await launch({ files: [lockHandoff] })
  await waitUntilIdle(page)
  await page.keyboard.press('4')
  await waitUntilIdle(page)
  await page.getByRole('button', { name: 'Lock hand-offs' }).click()
  await waitUntilIdle(page)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'CSV' }).click()
  const text = readFileSync(await (await download).path(), 'utf8')
  expect(text.split('\r\n')[0]).toBe('waited at,in,released at,count,waited ns,longest ns')
  expect(text).toContain('main.(*store).flush')
})
