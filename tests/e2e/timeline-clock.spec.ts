/** The time axis as a clock: from the file, or from when the user says that the trace began; and a movable origin. */
import type { Page } from '@playwright/test'
import { printClock } from '../../src/picture/wall-clock'
import { expect, test, waitUntilIdle } from './support/test'
import { ask, factsOf, layoutOf, showTimeline, sourceId, timelineOf } from './support/timeline-probe'

/** What the axis shows, as pixels. */
async function axisPicture(page: Page): Promise<Buffer> {
  await waitUntilIdle(page)
  const box = await timelineOf(page).boundingBox()
  const { plotWidthPx, plotLeftPx } = await layoutOf(page)
  if (box === null) throw new Error('no timeline')
  return page.screenshot({ clip: { x: box.x, y: box.y + 38, width: plotLeftPx + plotWidthPx, height: 24 } })
}

/** Types a time of day into the search of the timeline and goes there. */
async function goToClock(page: Page, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Find in the timeline' })
  await field.fill(text)
  await waitUntilIdle(page)
  await field.press('Enter')
}

test('a file with a wall clock: the axis reads as a clock, a time of day leads there', async ({ launch }) => {
  const { page } = await launch({ files: ['tests/fixtures/traces/usertrace-go1.27.trace'] })
  await showTimeline(page)
  const relative = await axisPicture(page)
  const axis = page.getByRole('combobox', { name: 'Time axis' })
  await axis.selectOption('clock')
  expect((await axisPicture(page)).equals(relative)).toBe(false)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  const { durationNs, wallClockStartUnixNs } = await ask(page, 'trace/overview', {
    source: await sourceId(page),
  })
  const middleNs = Math.round(durationNs / 2)
  const unixNs = BigInt(wallClockStartUnixNs ?? '0') + BigInt(middleNs)
  const offsetMinutes = await page.evaluate(
    (ms) => -new Date(ms).getTimezoneOffset(),
    Number(unixNs / 1_000_000n),
  )
  const sinceMidnight = Number((unixNs + BigInt(offsetMinutes) * 60_000_000_000n) % 86_400_000_000_000n)
  await goToClock(page, printClock(sinceMidnight, 9).replace(/\u2009/g, ''))
  await expect.poll(async () => (await factsOf(page)).toNs).toBeLessThan(durationNs)
  const facts = await factsOf(page)
  expect((facts.fromNs + facts.toNs) / 2).toBeCloseTo(middleNs, -2)
  // Kept over a reload.
  await page.reload()
  await showTimeline(page)
  await expect(page.getByRole('combobox', { name: 'Time axis' })).toHaveValue('clock')
})

test('an old file: the user says when it began', async ({ launch }) => {
  const { page } = await launch({ files: ['tests/fixtures/traces/usertrace-go1.22.trace'] })
  await showTimeline(page)
  const { durationNs, wallClockStartUnixNs } = await ask(page, 'trace/overview', {
    source: await sourceId(page),
  })
  expect(wallClockStartUnixNs).toBeUndefined()
  const relative = await axisPicture(page)
  await page.getByRole('combobox', { name: 'Time axis' }).selectOption('clock')
  const dialog = page.getByRole('dialog', { name: 'Set the clock' })
  const moment = dialog.getByRole('textbox', { name: 'Time at that instant' })
  await moment.fill('2026-02-30 14:03')
  await dialog.getByRole('button', { name: 'Set the clock' }).click()
  await expect(dialog.getByRole('status')).toContainText('no time')
  await expect(moment).toHaveAttribute('aria-invalid', 'true')
  await moment.fill('2026-11-21 14:03:05')
  await moment.press('Enter')
  await expect(dialog).toHaveCount(0)
  expect((await axisPicture(page)).equals(relative)).toBe(false)
  await goToClock(page, '14:03:05.01')
  await expect.poll(async () => (await factsOf(page)).toNs).toBeLessThan(durationNs)
  const facts = await factsOf(page)
  expect((facts.fromNs + facts.toNs) / 2).toBeCloseTo(10e6, -2)
  // Another instant may be the one whose time is known: all times move with it.
  await page.getByRole('button', { name: 'Began 14:03:05.000' }).click()
  await dialog.getByRole('combobox', { name: 'Instant whose time is known' }).selectOption('end')
  await moment.fill('2026-11-21 15:00:00')
  await moment.press('Enter')
  const began = page.getByRole('button', { name: 'Began 14:59:59.' })
  await expect(began).toBeVisible()
  // Kept for the file.
  await page.reload()
  await showTimeline(page)
  await expect(began).toBeVisible()
  await began.click()
  await dialog.getByRole('button', { name: 'Forget it' }).click()
  await expect(page.getByRole('combobox', { name: 'Time axis' })).toHaveValue('start')
})

test('times count from the selection', async ({ launch }) => {
  const { page } = await launch({ files: ['tests/fixtures/traces/gcheavy-go1.27.trace'] })
  await showTimeline(page)
  const before = await axisPicture(page)
  const axis = page.getByRole('combobox', { name: 'Time axis' })
  await timelineOf(page).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await waitUntilIdle(page)
  await page.keyboard.press('r')
  await waitUntilIdle(page)
  const match = /^range:(\d+)-/.exec((await factsOf(page)).selected)
  expect(Number(match?.[1])).toBeGreaterThan(0)
  await axis.selectOption('origin')
  await expect(axis).toHaveValue('origin')
  expect((await axisPicture(page)).equals(before)).toBe(false)
  await axis.selectOption('start')
  await expect(axis).toHaveValue('start')
})
