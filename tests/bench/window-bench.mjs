/**
 * The window in a real Chromium: what frames cost while one moves in the timeline, how soon input is seen, how many frames a
 * second there are for how many rectangles, what the other views cost, and what opens and closes of a file leave behind.
 * Nothing is asserted: the figures are to be read.
 */
import { chromium } from '@playwright/test'
import { ensureChromium } from '../../scripts/system-packages.mjs'
import { measureInput, measureRates } from './window-input.mjs'
import { measureMoves } from './window-moves.mjs'
import { measureOpens } from './window-opens.mjs'
import { openPage, softwareGl, startHost } from './window-page.mjs'
import { measureViews } from './window-views.mjs'

export const windowParts = ['moves', 'input', 'rates', 'views']

/** What is left of the growth where V8 compiles nothing to machine code: that is what the page itself keeps. */
async function printKept({ path, trace, opens, print }) {
  const flags = '--js-flags=--no-opt --no-maglev --no-sparkplug'
  const browser = await chromium.launch({ executablePath: path, args: [...softwareGl, flags] })
  try {
    print('The same where V8 makes no machine code of scripts:')
    for await (const line of measureOpens(browser, trace, opens)) print(line)
  } finally {
    await browser.close()
  }
}

/** @returns {Promise<number>} exit code */
export async function runWindowBenchmark({ traces, opens, parts = windowParts, log, print }) {
  const found = await ensureChromium(log)
  if (found.reason !== undefined) {
    print(`Skipped: ${found.reason}`)
    return 0
  }
  const browser = await chromium.launch({ executablePath: found.path, args: softwareGl })
  const measures = {
    moves: (page) => measureMoves(page),
    input: (page, host) => measureInput(page, host.pid),
    rates: (page) => measureRates(page, browser),
    views: (page) => measureViews(page),
  }
  try {
    for (const trace of parts.length === 0 ? [] : traces) {
      const host = await startHost(trace)
      try {
        print(`${trace}`)
        for (const part of windowParts.filter((name) => parts.includes(name))) {
          log(`${part} of ${trace}`)
          const page = await openPage(browser, host.url)
          for await (const line of measures[part](page, host)) print(line)
          await page.close()
        }
      } finally {
        await host.stop()
      }
    }
    if (opens > 0) {
      log(`${opens} opens and closes of ${traces[0]}`)
      for await (const line of measureOpens(browser, traces[0], opens)) print(line)
      await printKept({ path: found.path, trace: traces[0], opens, print })
    }
  } finally {
    await browser.close()
  }
  return 0
}
