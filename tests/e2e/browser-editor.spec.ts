/** In a browser a frame's place is a link that the user has chosen, or is copied. In the window: electron-editor.spec.ts. */
import { AxeBuilder } from '@axe-core/playwright'
import { traceFile } from './support/files'
import { expect, test, waitUntilIdle } from './support/test'

test('the place of a frame becomes the link of the chosen editor, with folders mapped', async ({
  launch,
}) => {
  const { page } = await launch({ files: [traceFile('pipeline-go1.27.trace')] })
  await waitUntilIdle(page)
  await page.keyboard.press('Control+,')
  const form = page.getByRole('region', { name: 'Editor' })
  await expect(form).toBeVisible()
  await form.getByRole('combobox', { name: 'Known editors' }).selectOption('VS Code')
  await expect(form.getByRole('textbox', { name: 'Link' })).toHaveValue('vscode://file{file}:{line}')
  await form.getByRole('textbox', { name: /^Folders/ }).fill('/home/gopher/app')
  await expect(form).toContainText('Line 1')
  await expect(form.getByRole('button', { name: 'Save editor' })).toBeDisabled()
  await form.getByRole('textbox', { name: /^Folders/ }).fill('/home/gopher/app => /me/my app')
  await form.getByRole('button', { name: 'Save editor' }).click()
  await expect(form.getByRole('status')).toHaveText('Saved.')
  expect((await new AxeBuilder({ page }).setLegacyMode().analyze()).violations.map(({ id }) => id)).toEqual(
    [],
  )
  await page.keyboard.press('Escape')

  await page.evaluate(() => {
    const followed: string[] = []
    Object.assign(window, { followed })
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      followed.push(this.href)
    }
  })
  await page.keyboard.press('3')
  await waitUntilIdle(page)
  await page.getByRole('row').filter({ hasText: 'main.produce' }).first().click()
  await page.getByTestId('inspector').getByRole('button', { name: 'Full page' }).click()
  await waitUntilIdle(page)
  await page
    .getByRole('button', { name: /app\/pipeline\.go:\d+/ })
    .first()
    .click()
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { followed: string[] }).followed))
    .toEqual([expect.stringMatching(/^vscode:\/\/file\/me\/my%20app\/pipeline\.go:\d+$/)])
})
