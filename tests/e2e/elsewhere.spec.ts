/** Files of one program side by side: from a goroutine of a trace to the groups of a dump, and back. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from './support/launch'
import { expect, test, waitUntilIdle } from './support/test'

const lock = join(projectRoot, 'tests', 'fixtures', 'path-traces', 'lock', 'lock.trace')
const dump = `goroutine 10 [sleep]:
time.Sleep(0x7a1200)
	/go/src/runtime/time.go:363 +0x1
main.hold(0xc000012345, 0xc000067890)
	/src/main.go:33 +0x1
created by main.main in goroutine 1
	/src/main.go:60 +0x1
`

test('a function leads from a trace to a dump and back, a number only with its reserve', async ({
  launch,
}) => {
  const file = join(mkdtempSync(join(tmpdir(), 'marey-elsewhere-')), 'dump.txt')
  writeFileSync(file, dump)
  const { page } = await launch({ files: [lock, file] })
  await waitUntilIdle(page)
  await page.getByRole('tab', { name: /lock\.trace/ }).click()
  await page.keyboard.press('3')
  await waitUntilIdle(page)
  await page.getByRole('row').filter({ hasText: 'main.hold' }).first().click()
  await waitUntilIdle(page)
  const there = page.getByTestId('inspector').getByRole('region', { name: 'In dump.txt: main.hold' })
  await expect(there).toContainText('a goroutine in it')
  await there.getByRole('button', { name: 'a goroutine in it' }).click()
  await waitUntilIdle(page)
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'dump')
  const back = page.getByRole('region', { name: 'In lock.trace: main.hold' })
  await expect(back).toContainText('a goroutine started in it')
  await back.getByRole('button', { name: 'a goroutine started in it' }).click()
  await waitUntilIdle(page)
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'goroutines')
  await expect(page.getByRole('row').filter({ hasText: 'main.hold' })).toHaveCount(1)
})
