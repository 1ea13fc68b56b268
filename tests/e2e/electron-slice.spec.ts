/** A stretch saved as a trace of its own by the dialog of the desktop: where it was told to, and not when it is called off. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot, type LaunchedWindow } from './support/launch'
import { expect, test, waitUntilIdle } from './support/test'

const long = join(projectRoot, 'tests', 'fixtures', 'traces', 'long-go1.27.trace')

test('a selected range is saved where the dialog says', async ({ launch }) => {
  const { page, app } = (await launch({ files: [long] })) as LaunchedWindow
  await waitUntilIdle(page)
  const folder = mkdtempSync(join(tmpdir(), 'marey-slice-'))
  const path = join(folder, 'part.trace')
  const answerWith = (answer: { canceled: boolean; filePath: string }): Promise<void> =>
    app.evaluate(({ dialog }, given) => {
      dialog.showSaveDialog = (() => Promise.resolve(given)) as typeof dialog.showSaveDialog
    }, answer)
  await page.keyboard.press('2')
  await waitUntilIdle(page)
  const timeline = page.getByTestId('timeline')
  const box = await timeline.boundingBox()
  if (box === null) throw new Error('the timeline has no place')
  // Within the third of five generations.
  const y = box.y + 56
  await page.mouse.move(box.x + 184 + (box.width - 184) * 0.5, y)
  await page.mouse.down()
  await page.mouse.move(box.x + 184 + (box.width - 184) * 0.55, y, { steps: 4 })
  await page.mouse.up()
  await expect(timeline).toHaveAttribute('data-selected', /^range:/)
  const save = page.getByTestId('inspector').getByRole('button', { name: 'Save slice…' })
  await expect(save).toBeVisible()
  await waitUntilIdle(page)
  await answerWith({ canceled: true, filePath: path })
  await save.click()
  await waitUntilIdle(page)
  expect(existsSync(path)).toBe(false)
  await answerWith({ canceled: false, filePath: path })
  await save.click()
  await expect.poll(() => existsSync(path)).toBe(true)
  await waitUntilIdle(page)
  const slice = readFileSync(path)
  const whole = readFileSync(long)
  expect(slice.byteLength).toBeLessThan(whole.byteLength)
  expect(slice.subarray(0, 16)).toEqual(whole.subarray(0, 16))
  expect(whole.includes(slice.subarray(16))).toBe(true)
  rmSync(folder, { recursive: true, force: true })
})
