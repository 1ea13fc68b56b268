/** A stretch saved as a trace of its own by the dialog of the desktop: where it was told to, and not when it is called off. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot, type LaunchedWindow } from './support/launch'
import { expect, test, waitUntilIdle } from './support/test'
import { dragRange, showTimeline } from './support/timeline-probe'

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
  await showTimeline(page)
  // Within the third of five generations.
  await dragRange(page, 0.5, 0.55)
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
