/** What a person has made of a timeline is there again when the file is opened the next time. */
import type { Page } from '@playwright/test'
import { expect, test, waitUntilIdle } from './support/test'
import { factsOf, layoutOf, showTimeline, timelineOf } from './support/timeline-probe'

async function clickLabel(page: Page, key: string): Promise<void> {
  const box = await timelineOf(page).boundingBox()
  const place = (await layoutOf(page)).rowAt(key)
  if (box === null || place === undefined) throw new Error(`no row ${key} in sight`)
  await page.mouse.click(box.x + 60, box.y + place.topPx + place.bodyPx / 2)
  await waitUntilIdle(page)
}

const choices = (page: Page): Promise<readonly string[]> =>
  Promise.all([
    page.getByRole('combobox', { name: 'Filter rows' }).inputValue(),
    page.getByRole('combobox', { name: 'Order of rows' }).inputValue(),
    page.getByRole('combobox', { name: 'Height of rows' }).inputValue(),
    page.getByRole('combobox', { name: 'Time axis' }).inputValue(),
  ])

/** What is shown. How many rectangles that takes depends on the tiles at hand, which come in wider stretches. */
async function lookOf(page: Page): Promise<Omit<Awaited<ReturnType<typeof factsOf>>, 'rects'>> {
  const { fromNs, toNs, rows, selected, painter } = await factsOf(page)
  return { fromNs, toNs, rows, selected, painter }
}

test('folds, pins, filter, order, heights, window, axis and selection are kept per file', async ({
  launch,
}) => {
  const { page } = await launch({ files: ['tests/fixtures/traces/gcheavy-go1.27.trace'] })
  await showTimeline(page)
  const atFirst = await factsOf(page)
  // A pin, while rows still stand where they are known to; then the threads, which lie below.
  await clickLabel(page, 'proc:1')
  await page.keyboard.press('p')
  await waitUntilIdle(page)
  expect((await factsOf(page)).rows).toBe(atFirst.rows + 1)
  await page.keyboard.press('p')
  // The rows have moved back before one of them is clicked.
  await expect.poll(async () => (await factsOf(page)).rows).toBe(atFirst.rows)
  await clickLabel(page, 'section:threads')
  const unfolded = (await factsOf(page)).rows
  expect(unfolded).toBeGreaterThan(atFirst.rows)
  await clickLabel(page, 'proc:1')
  await page.keyboard.press('p')
  await waitUntilIdle(page)
  await page.getByRole('combobox', { name: 'Order of rows' }).selectOption('id')
  await page.getByRole('combobox', { name: 'Height of rows' }).selectOption('compact')
  await page.getByRole('combobox', { name: 'Time axis' }).selectOption('clock')
  await page.getByRole('combobox', { name: 'Filter rows' }).fill('blocked > 1ms')
  await page.keyboard.press('Escape')
  await timelineOf(page).focus()
  await page.keyboard.press('w')
  const made = await lookOf(page)
  expect(made.toNs - made.fromNs).toBeLessThan(atFirst.toNs - atFirst.fromNs)
  expect(made.selected).toBe('proc:1')
  const chosen = await choices(page)
  expect(chosen).toEqual(['blocked > 1ms', 'id', 'compact', 'clock'])

  await page.reload()
  await showTimeline(page)
  expect(await choices(page)).toEqual(chosen)
  expect(await lookOf(page)).toEqual(made)
  // The pin is there again: taking it off leaves a row less.
  await timelineOf(page).focus()
  await page.keyboard.press('p')
  await expect.poll(async () => (await factsOf(page)).rows).toBe(made.rows - 1)
})

test('typing a filter loses no key, however fast, and asks when one pauses', async ({ launch }) => {
  const { page } = await launch({ files: ['tests/fixtures/traces/many10k-at-once-go1.27.trace'] })
  await showTimeline(page)
  const field = page.getByRole('combobox', { name: 'Filter rows' })
  await field.click()
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/trace/rows')) asked.push(request.postData() ?? '')
  })
  const text = 'blocked > 10ms and not system'
  await page.keyboard.type(text)
  await expect(field).toHaveValue(text)
  await waitUntilIdle(page)
  await expect(field).toHaveValue(text)
  expect(asked.some((body) => body.includes(text))).toBe(true)
  // Each prefix that reads as a filter would have been a question of its own.
  expect(asked.length).toBeLessThan(text.length)
})

test('the column of row labels is dragged, moved by keys, kept, and set back', async ({ launch }) => {
  const { page } = await launch({ files: ['tests/fixtures/traces/gcheavy-go1.27.trace'] })
  await showTimeline(page)
  const edge = page.getByRole('separator', { name: 'Width of the row labels' })
  const width = async (): Promise<number> => Number(await edge.getAttribute('aria-valuenow'))
  const usual = await width()
  const box = await edge.boundingBox()
  if (box === null) throw new Error('no edge to drag')
  const [x, y] = [box.x + box.width / 2, box.y + 300]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 70, y, { steps: 3 })
  await page.mouse.up()
  await expect.poll(width).toBe(usual + 70)
  // The timeline keeps its keys, and nothing was selected by the drag.
  await expect(timelineOf(page)).toBeFocused()
  expect((await factsOf(page)).selected).toBe('')
  await edge.focus()
  await page.keyboard.press('ArrowLeft')
  await expect.poll(width).toBe(usual + 54)
  await page.reload()
  await showTimeline(page)
  await expect.poll(width).toBe(usual + 54)
  await edge.dblclick({ position: { x: 3, y: 300 } })
  await expect.poll(width).toBe(usual)
})
