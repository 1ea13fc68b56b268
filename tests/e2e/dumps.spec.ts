/** Dumps, crashes and races as a user meets them: the story "ten thousand goroutines are stuck" and its kin. */
import type { Page } from '@playwright/test'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from './support/launch'
import { expect, test, waitUntilIdle } from './support/test'

const fixture = (path: string): string => join(projectRoot, 'tests', 'fixtures', path)

/** The planted dump of 40 waiters, its waiting goroutines repeated under new ids. */
function grownDump(name: string, waiters: number): string {
  const text = readFileSync(fixture('planted/store-debug2-go1.26.txt'), 'utf8')
  const blocks = text.trimEnd().split('\n\n')
  const [waiter] = blocks.filter((block) => block.includes('[sync.Mutex.Lock]'))
  const others = blocks.filter((block) => !block.includes('[sync.Mutex.Lock]'))
  const more = Array.from({ length: waiters }, (_, i) =>
    (waiter ?? '').replace(
      /^goroutine \d+ \[sync\.Mutex\.Lock\]/,
      `goroutine ${1000 + i} [sync.Mutex.Lock, 4 minutes]`,
    ),
  )
  const path = join(mkdtempSync(join(tmpdir(), 'marey-e2e-')), name)
  writeFileSync(path, [...others, ...more].join('\n\n') + '\n')
  return path
}

async function expectView(page: Page, view: string): Promise<void> {
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', view)
  await waitUntilIdle(page)
}

test('ten thousand goroutines are stuck: who waits, for what, and where to look', async ({ launch }) => {
  // On a loaded machine the host, the browser and ten thousand stacks together take longer than the usual limit.
  test.setTimeout(120_000)
  const { page } = await launch({ files: [grownDump('stuck.txt', 10_000)] })
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'dump', { timeout: 60_000 })
  await waitUntilIdle(page)
  const findings = page.getByRole('list', { name: 'Findings' }).getByRole('listitem')
  await expect(findings.first()).toContainText('10000 goroutines wait for the same sync.Mutex')
  await expect(findings.first()).toContainText('main.(*store).save')
  await expect(findings.first()).toContainText('likely')

  const groups = page.getByRole('list', { name: 'Groups' })
  const first = groups.getByRole('button').first()
  await expect(first).toContainText('main.(*store).get')
  await expect(first).toContainText('10\u2009000')
  await expect(first).toContainText('about 4 min')
  await expect(page.getByTestId('inspector')).toContainText('10\u2009000 goroutines, sync.Mutex.Lock')

  // The sentence leads to the goroutine it names, with its text beside what was read.
  await findings.first().getByRole('button').click()
  await waitUntilIdle(page)
  await expect(page.getByTestId('inspector')).toContainText('goroutine 8, chan send')
  await expect(page.getByLabel('Text of the goroutine')).toContainText('goroutine 8 [chan send]:')
})

test('the filter speaks the language of the other views, and points at what it cannot read', async ({
  launch,
}) => {
  const { page } = await launch({ files: [grownDump('stuck.txt', 30)] })
  await expectView(page, 'dump')
  const groups = page.getByRole('list', { name: 'Groups' })
  const field = page.getByLabel('Filter groups', { exact: true })
  await field.fill('wait >= 4m and function ~ store')
  await waitUntilIdle(page)
  await expect(groups.getByRole('button')).toHaveCount(1)
  await expect(groups).toContainText('main.(*store).get')
  await field.fill('wait >= soon')
  await expect(page.getByRole('status').filter({ hasText: 'is not a time' })).toBeVisible()
  await expect(page.locator('.filter-error mark')).toHaveText('soon')
  // What could be read last stays on screen.
  await expect(groups.getByRole('button')).toHaveCount(1)
  await field.fill('sta')
  await page.getByRole('option', { name: /^state/ }).click()
  await expect(field).toHaveValue('state ')
})

test('groups by keyboard: arrows walk, the filter narrows, digits change the view', async ({ launch }) => {
  const { page } = await launch({ files: [fixture('dumps/sigquit-go1.27.txt')] })
  await expectView(page, 'dump')
  const groups = page.getByRole('list', { name: 'Groups' })
  await groups.getByRole('button').first().focus()
  await page.keyboard.press('ArrowDown')
  await waitUntilIdle(page)
  await expect(groups.locator('button[aria-current="true"]')).toBeFocused()
  await page.getByLabel('Filter groups').fill('leakReceive')
  await waitUntilIdle(page)
  await expect(groups.getByRole('button')).toHaveCount(4)
  await page.getByLabel('Filter groups').press('Escape')
  await groups.getByRole('button').first().focus()
  await page.keyboard.press('4')
  await expectView(page, 'dump-tree')
  await expect(page.getByRole('treeitem').first()).toContainText('main.main')
  await page.keyboard.press('5')
  await expectView(page, 'dump-raw')
  await expect(page.getByLabel('Text of the file')).toContainText('SIGQUIT: quit')
})

test('what is idle by design is folded with its reasons', async ({ launch }) => {
  const { page } = await launch({ files: [fixture('planted/idle-quit-go1.26.txt')] })
  await expectView(page, 'dump')
  const groups = page.getByRole('list', { name: 'Groups' })
  await expect(groups).toContainText('idle HTTP connections: each waits for its next request')
  const fold = page.getByRole('button', { name: /Idle by design/ })
  await expect(fold).toHaveAttribute('aria-expanded', 'false')
  await fold.click()
  await expect(groups).toContainText('http.(*conn).serve')
})

test('two dumps side by side: what grew', async ({ launch }) => {
  const files = [grownDump('first.txt', 50), grownDump('second.txt', 400)]
  const { page } = await launch({ files })
  await page.getByRole('tab', { name: /second\.txt/ }).click()
  await expectView(page, 'dump')
  await page.keyboard.press('3')
  await expectView(page, 'dump-compare')
  await page.getByLabel('with first.txt').check()
  await waitUntilIdle(page)
  const row = page.getByRole('table', { name: 'Groups over the dumps' }).getByRole('row').nth(1)
  await expect(row).toContainText('+350')
  await expect(row).toContainText('main.(*store).get')

  // Neither text has a time: it is asked for, and growth per minute follows.
  const giveTime = async (name: string, time: string): Promise<void> => {
    await page.getByRole('button', { name: `Time of ${name}: unknown; change` }).click()
    await page.getByLabel(`Time of ${name}, in UTC`).fill(time)
    await page.keyboard.press('Enter')
    await waitUntilIdle(page)
    await expect(
      page.getByRole('button', { name: new RegExp(`Time of ${name}: .*as you said`) }),
    ).toBeVisible()
  }
  await giveTime('first.txt', '14:03')
  await giveTime('second.txt', '14:13')
  await expect(row).toContainText('+35')
  await expect(page.getByRole('columnheader', { name: 'per minute' })).toBeVisible()

  // The same texts as dumps of one process: the goroutines that both have are counted.
  await page.getByLabel(/All from one process/).check()
  await waitUntilIdle(page)
  await expect(page.getByRole('columnheader', { name: 'stayed' })).toBeVisible()
  await expect(row.getByRole('cell').nth(5)).toHaveText('50')
})

test('a crash opens with the panic in words and the goroutine that died', async ({ launch }) => {
  const { page } = await launch({ files: [fixture('dumps/panic-nested-recover-go1.27.txt')] })
  await expectView(page, 'crash')
  const crash = page.getByRole('article', { name: 'Crash' })
  await expect(crash.getByRole('heading').first()).toContainText('Panic in main.nested')
  await expect(crash).toContainText('The first panic is the cause')
  await expect(crash).toContainText('Goroutine 1, running, died')
})

test('races show both accesses side by side', async ({ launch }) => {
  const { page } = await launch({ files: [fixture('race/race-go1.27.txt')] })
  await expectView(page, 'race')
  const races = page.getByRole('list', { name: 'Races' })
  await expect(races.locator('.race-item')).toHaveCount(4)
  const first = races.locator('.race-item').first()
  await expect(first.getByRole('group', { name: 'earlier write' })).toContainText('goroutine 8 (finished)')
  await expect(page.getByTestId('view')).toContainText('not goroutine ids')
})

test('a cut dump says so, and shows the rest', async ({ launch }) => {
  const { page } = await launch({ files: [fixture('malformed/dump-truncated-in-a-frame.txt')] })
  await expectView(page, 'dump')
  await expect(page.getByTestId('banner')).toContainText('ends in the middle of a stack')
  await expect(page.getByRole('list', { name: 'Groups' })).toContainText('main.leakReceive')
})

test('a stack on the clipboard opens by pasting it', async ({ launch }) => {
  const { page } = await launch({ files: [] })
  await waitUntilIdle(page)
  const text = readFileSync(fixture('dumps/nil-single-go1.27.txt'), 'utf8')
  await page.evaluate((pasted) => {
    const data = new DataTransfer()
    data.setData('text/plain', pasted)
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    )
  }, text)
  await expectView(page, 'crash')
  await expect(page.getByRole('tab', { name: /pasted text/ })).toBeVisible()
})

test('hostile names stay text', async ({ launch }) => {
  const path = join(mkdtempSync(join(tmpdir(), 'marey-e2e-')), 'hostile.txt')
  writeFileSync(
    path,
    'goroutine 1 [chan receive <b>bold</b>]:\nmain.<img/src=x/onerror=document.title="owned">()\n\t/a/<script>.go:1 +0x1\n\n',
  )
  const { page } = await launch({ files: [path] })
  await expectView(page, 'dump')
  await expect(page.getByRole('list', { name: 'Groups' })).toContainText('<b>bold</b>')
  expect(await page.title()).not.toContain('owned')
  expect(await page.locator('img').count()).toBe(0)
})
