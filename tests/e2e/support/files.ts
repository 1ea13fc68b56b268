/** Files for end-to-end tests: those of the corpus, and damaged ones made from them. */
import type { Page } from '@playwright/test'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from './launch'

export const traceFile = (name: string): string => join(projectRoot, 'tests', 'fixtures', 'traces', name)

/** A copy of a trace that ends after `share` of its bytes, as after a full disk. */
export function cutTrace(name: string, share: number): string {
  const bytes = readFileSync(traceFile(name))
  const path = join(mkdtempSync(join(tmpdir(), 'marey-e2e-')), `cut-${name}`)
  writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length * share)))
  return path
}

/**
 * Drops files on the page as a user does: real files of this machine (through an input, so that they keep their
 * place), in the events of a drag.
 */
export async function dropFiles(page: Page, paths: readonly string[]): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = true
    input.id = 'test-drop'
    input.style.display = 'none'
    document.body.append(input)
  })
  await page.locator('#test-drop').setInputFiles([...paths])
  await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('#test-drop')
    const data = new DataTransfer()
    for (const file of input?.files ?? []) data.items.add(file)
    for (const type of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(
        new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }),
      )
    }
    input?.remove()
  })
}
