/** In the window a frame opens by the user's own command, which the system's dialog has been asked about first. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchWindow, projectRoot } from './support/launch'
import { traceFile } from './support/files'
import { expect, test, waitUntilIdle } from './support/test'

test('a frame opens by a command that was agreed to, and by no other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marey-editor-e2e-'))
  const { app, page, close } = await launchWindow({ files: [traceFile('pipeline-go1.27.trace')] })
  try {
    await waitUntilIdle(page)
    const answer = (response: number): Promise<void> =>
      app.evaluate(({ dialog }, chosen) => {
        dialog.showMessageBox = () => Promise.resolve({ response: chosen, checkboxChecked: false })
      }, response)
    await page.keyboard.press('Control+,')
    const form = page.getByRole('region', { name: 'Editor' })
    const programs = join(projectRoot, 'tests', 'fixtures', 'programs')
    await form.getByRole('textbox', { name: 'Command' }).fill(`cp {file} "${join(folder, 'seen.go')}"`)
    await form.getByRole('textbox', { name: /^Folders/ }).fill(`/home/gopher/app => ${programs}`)
    await answer(0)
    await form.getByRole('button', { name: 'Save editor' }).click()
    await expect(form.getByRole('status')).toContainText('not agreed')
    await answer(1)
    await form.getByRole('button', { name: 'Save editor' }).click()
    // The form begins anew with what was kept.
    await expect(form.getByRole('textbox', { name: 'Command' })).toHaveValue(/^cp /)
    await page.keyboard.press('Escape')

    await page.keyboard.press('3')
    await waitUntilIdle(page)
    await page.getByRole('row').filter({ hasText: 'main.produce' }).first().click()
    await page.getByTestId('inspector').getByRole('button', { name: 'Full page' }).click()
    await waitUntilIdle(page)
    await page
      .getByRole('button', { name: /app\/pipeline\.go:\d+/ })
      .first()
      .click()
    const wanted = await readFile(join(programs, 'pipeline.go'), 'utf8')
    await expect.poll(() => readFile(join(folder, 'seen.go'), 'utf8').catch(() => '')).toBe(wanted)
  } finally {
    await close()
    await rm(folder, { recursive: true, force: true })
  }
})
