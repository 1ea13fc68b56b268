/**
 * Playwright's `test` with one more fixture: `launch(options)` starts the host that the project is about (`marey
 * serve` in Chromium, or the Electron window) and answers its page; everything started is ended after the test.
 */
import { test as base } from '@playwright/test'
import type { Browser, Page } from '@playwright/test'
import { electronPath, launchBrowser, launchInBrowser, launchWindow } from './launch'
import type { Launched, LaunchOptions } from './launch'

export interface HostFixtures {
  /** 'chromium' or 'electron', the project's name. */
  readonly host: 'chromium' | 'electron'
  readonly launch: (options?: LaunchOptions) => Promise<Launched>
}

export const test = base.extend<HostFixtures, { readonly sharedBrowser: Browser | undefined }>({
  sharedBrowser: [
    async ({}, use, workerInfo) => {
      const browser = workerInfo.project.name === 'chromium' ? await launchBrowser() : undefined
      await use(browser)
      await browser?.close()
    },
    { scope: 'worker' },
  ],

  host: async ({}, use, testInfo) => {
    await use(testInfo.project.name === 'electron' ? 'electron' : 'chromium')
  },
  launch: async ({ sharedBrowser }, use, testInfo) => {
    const launched: Launched[] = []
    await use(async (options) => {
      const one =
        sharedBrowser === undefined
          ? await launchWindow(options)
          : await launchInBrowser(sharedBrowser, options)
      launched.push(one)
      return one
    })
    for (const [index, one] of launched.entries()) {
      if (testInfo.status !== testInfo.expectedStatus) {
        await one.page
          .screenshot({ path: testInfo.outputPath(`at-the-end-${index}.png`) })
          .catch(() => undefined)
      }
      await one.close()
    }
  },
})

export { expect } from '@playwright/test'

/** Waits until nothing is loading, computing, drawing or animating. */
export async function waitUntilIdle(page: Page): Promise<void> {
  await page.locator('html[data-idle="true"]').waitFor({ state: 'attached' })
}

/** Whether the window tests can run at all (scripts/test.mjs says so loudly when not). */
export const hasElectron = electronPath() !== undefined
