/** What the browser downloads; the window asks for a place instead. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Profile } from 'pprof-format'
import { traceFile } from './support/files'
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
  await expect.poll(copied).toMatch(/^\| goroutine \| start function \| lifetime ns \|/)
})

test('a blocking profile of one start function is a flame graph, and goes out as pprof', async ({
  launch,
}) => {
  const { page } = await launch({ files: [traceFile('httpload-go1.27.trace')] })
  await waitUntilIdle(page)
  await page.keyboard.press('4')
  await waitUntilIdle(page)
  await page.getByRole('button', { name: 'Sync profile' }).click()
  await waitUntilIdle(page)
  await page.getByRole('combobox', { name: 'Whose time' }).selectOption('f:net/http.(*persistConn).writeLoop')
  await waitUntilIdle(page)
  await page.getByText('Flame graph', { exact: true }).click()
  await waitUntilIdle(page)
  const flame = page.getByRole('region', { name: 'Flame graph' })
  await expect(flame).toContainText('writeLoop')
  await expect(flame).not.toContainText('main.client')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'pprof' }).click()
  const saved = await download
  expect(saved.suggestedFilename()).toBe('httpload-go1.27.trace.sync.pb')
  const profile = Profile.decode(readFileSync(await saved.path()))
  expect(profile.sample.length).toBeGreaterThan(0)
  expect(profile.stringTable.strings).toContain('net/http.(*persistConn).writeLoop')
  expect(profile.stringTable.strings).not.toContain('main.client')
})

test('a task is a page with its goroutines and events', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile('usertrace-go1.27.trace')] })
  await waitUntilIdle(page)
  await page.keyboard.press('4')
  await waitUntilIdle(page)
  await page.getByRole('button', { name: 'Tasks', exact: true }).click()
  await waitUntilIdle(page)
  await page.getByRole('table', { name: 'User tasks' }).getByText('order', { exact: true }).dblclick()
  await waitUntilIdle(page)
  const list = page.getByRole('table', { name: 'Tasks: order' })
  await expect(list.getByRole('row')).not.toHaveCount(1)
  await list.getByRole('row').nth(1).getByRole('button').first().click()
  await waitUntilIdle(page)
  await expect(page.getByRole('table', { name: /^Goroutines of task \d+$/ })).toContainText('began it')
  const events = page.getByRole('table', { name: /^Events of task \d+$/ })
  await expect(events.getByRole('row').nth(1)).toContainText('task begin')
})

test('the columns of the table are chosen and kept, and start functions have rows of their own', async ({
  launch,
}) => {
  const { page } = await launch({ files: [traceFile('gcheavy-go1.27.trace')] })
  await waitUntilIdle(page)
  await page.keyboard.press('3')
  await waitUntilIdle(page)
  const table = page.getByRole('table', { name: 'Goroutines' })
  await expect(table.getByRole('columnheader', { name: 'p99 wait' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'p99 wait' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'GC mark assist', exact: true }).click()
  await page.keyboard.press('Escape')
  await expect(table.getByRole('columnheader', { name: 'p99 wait' })).toHaveCount(1)
  await page.reload()
  await waitUntilIdle(page)
  await expect(table.getByRole('columnheader', { name: 'GC mark assist' })).toHaveCount(1)

  await page.getByText('Functions', { exact: true }).click()
  await waitUntilIdle(page)
  const row = table.getByRole('row').filter({ hasText: 'main.main.func1.1' })
  await expect(row.getByRole('cell').nth(1)).toHaveText('3')
  await row.dblclick()
  await waitUntilIdle(page)
  await expect(table.getByRole('row')).toHaveCount(4)
})

test('a bar of a histogram lists what it counts, by a filter that can be changed', async ({ launch }) => {
  const { page } = await launch({ files: [traceFile('usertrace-go1.27.trace')] })
  await waitUntilIdle(page)
  await page.keyboard.press('4')
  await waitUntilIdle(page)
  await page.getByRole('button', { name: 'Regions', exact: true }).click()
  await waitUntilIdle(page)
  await page.getByRole('row').filter({ hasText: 'fetch' }).click()
  await page.getByRole('button', { name: '1.58 ms to 2.51 ms: 49' }).click()
  await waitUntilIdle(page)
  const filter = page.getByLabel(/^Filter regions/)
  await expect(filter).toHaveValue('length >= 1.584894ms and length < 2.511887ms')
  await expect(page.getByText('49 rows')).toBeVisible()
  await filter.fill('length > 1h')
  await expect(page.getByText('Nothing fits this filter.')).toBeVisible()
  await page.getByRole('button', { name: 'All regions by name' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'fetch' })).toBeVisible()
})
