/** A large trace shows what ran while it is still being read; the views take its place when they can. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { darkPalette } from '../../src/picture/palette'
import { writeSyntheticTrace } from '../support/synthetic-trace'
import { expect, test, waitUntilIdle } from './support/test'

test('a large trace shows a first picture before it is ready', async ({ launch }) => {
  const folder = await mkdtemp(join(tmpdir(), 'marey-first-picture-'))
  try {
    const file = join(folder, 'large.trace')
    await writeSyntheticTrace(file, { byteLength: 32 * 2 ** 20 })
    const { page } = await launch({ files: [], colorScheme: 'dark' })
    await waitUntilIdle(page)
    const running = darkPalette.states.running.fill
    if (running === null) throw new Error('running has no colour')
    // Looked for in every frame: the picture is there for a moment only.
    const first = page.evaluate(
      ([red, green, blue]) =>
        new Promise<{ idle?: string; view?: string; text: string; coloured: number }>((resolve) => {
          const look = (): void => {
            const canvas = document.querySelector<HTMLCanvasElement>('[data-testid="sketch"] canvas')
            const pixels =
              canvas === null || canvas.hidden || canvas.style.width === ''
                ? undefined
                : canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
            if (pixels === undefined) {
              requestAnimationFrame(look)
              return
            }
            let coloured = 0
            for (let at = 0; at < pixels.length; at += 4)
              if (pixels[at] === red && pixels[at + 1] === green && pixels[at + 2] === blue) coloured++
            const view = document.querySelector<HTMLElement>('[data-testid="view"]')
            resolve({
              idle: document.documentElement.dataset['idle'],
              view: view?.dataset['view'],
              text: view?.innerText ?? '',
              coloured,
            })
          }
          look()
        }),
      [running.red, running.green, running.blue] as const,
    )
    const choosing = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Open', exact: false }).first().click()
    await (await choosing).setFiles(file)
    const { idle, view, text, coloured } = await first
    expect(idle).toBe('false')
    expect(view).toBe('loading')
    expect(text).toContain('Cancel')
    expect(text).toContain('Waiting is not drawn yet')
    expect(coloured).toBeGreaterThan(500)
    await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
    await waitUntilIdle(page)
    await expect(page.getByTestId('sketch')).toHaveCount(0)
    await expect(page.getByTestId('progress')).toHaveCount(0)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
