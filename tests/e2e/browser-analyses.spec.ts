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
  await page.getByRole('button', { name: 'Copy or save: Who waited for a lock' }).click()
  await page.getByRole('menuitem', { name: 'Save as CSV' }).click()
  const text = readFileSync(await (await download).path(), 'utf8')
  expect(text.split('\r\n')[0]).toBe('waited at,in,released at,count,waited ns,longest ns')
  expect(text).toContain('main.(*store).flush')
})

test('any table goes to the clipboard by key and by palette', async ({ launch }) => {
  const { page } = await launch({ files: [lockHandoff] })
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await waitUntilIdle(page)
  const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText())
  await page.keyboard.press('Shift+C')
  await page.getByRole('menuitem', { name: 'Copy as JSON' }).click()
  await expect.poll(copied).toMatch(/^\[\n {2}\{"/)

  await page.keyboard.press('3')
  await waitUntilIdle(page)
  await page.getByRole('table', { name: 'Goroutines' }).focus()
  await page.keyboard.press('Control+P')
  await page.keyboard.type('copy table as markdown')
  await page.keyboard.press('Enter')
  await expect.poll(copied).toMatch(/^\| goroutine \| start function \| created ns \|/)
})
