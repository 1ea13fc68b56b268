/** The bar over the timeline: filter with completion, order of rows, search with marks and steps. */
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, waitUntilIdle } from './support/test'
import { ask, factsOf, layoutOf, showTimeline, sourceId, timelineOf } from './support/timeline-probe'

const gcheavy = 'tests/fixtures/traces/gcheavy-go1.27.trace'
const flight = 'tests/fixtures/traces/flight2-go1.27.trace'

test('a filter is completed as one types, and an error points at its place', async ({ launch }) => {
  const { page } = await launch({ files: [gcheavy] })
  await showTimeline(page)
  const before = (await factsOf(page)).rows
  const field = page.getByRole('combobox', { name: 'Filter rows' })
  await field.click()
  await page.keyboard.type('blo')
  await expect(page.getByRole('option', { name: /^blocked / })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(field).toHaveValue('blocked ')
  // What cannot be read: the place is said, the rows stay.
  const readable = (await factsOf(page)).rows
  await page.keyboard.type('> soon')
  await expect(page.locator('.filter-error mark')).toHaveText('soon')
  expect((await factsOf(page)).rows).toBe(readable)
  await field.fill('blocked > 5ms')
  await page.keyboard.press('Escape')
  await expect.poll(async () => (await factsOf(page)).rows).toBeLessThan(before)
  const source = await sourceId(page)
  const wanted = await ask(page, 'trace/goroutines', {
    source,
    sort: 'id',
    descending: false,
    filter: 'blocked > 5ms',
    offset: 0,
    limit: 10,
  })
  expect(wanted.total).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Clear filter' }).click()
  await expect.poll(async () => (await factsOf(page)).rows).toBe(before)
})

test('rows are ordered and made lower from the bar', async ({ launch }) => {
  const { page } = await launch({ files: [gcheavy] })
  await showTimeline(page)
  const before = await factsOf(page)
  await page.getByRole('combobox', { name: 'Height of rows' }).selectOption('dense')
  await waitUntilIdle(page)
  await expect(page.getByRole('combobox', { name: 'Height of rows' })).toHaveValue('dense')
  expect((await factsOf(page)).rows).toBeGreaterThanOrEqual(before.rows)
  await timelineOf(page).focus()
  await page.keyboard.press('c')
  await expect(page.getByRole('combobox', { name: 'Height of rows' })).toHaveValue('normal')
  await page.getByRole('combobox', { name: 'Order of rows' }).selectOption('id')
  await waitUntilIdle(page)
  // Kept while another view is shown.
  await timelineOf(page).focus()
  await page.keyboard.press('1')
  await page.locator('[data-testid="view"][data-view="overview"]').waitFor()
  await showTimeline(page)
  await expect(page.getByRole('combobox', { name: 'Order of rows' })).toHaveValue('id')
})

test('a search marks its hits and steps through them by keys', async ({ launch }) => {
  const { page } = await launch({ files: [gcheavy] })
  await showTimeline(page)
  const source = await sourceId(page)
  const text = 'main.main.func1'
  const wanted = await ask(page, 'trace/find', { source, text, slices: 64, ordinal: 0 })
  expect(wanted.total).toBeGreaterThan(3)
  const { plotLeftPx } = await layoutOf(page)
  const overview = { x: plotLeftPx, y: 0, width: 500, height: 36 }
  const box = await timelineOf(page).boundingBox()
  const clip = { ...overview, x: (box?.x ?? 0) + overview.x, y: box?.y ?? 0 }
  const unmarked = await page.screenshot({ clip })
  await page.keyboard.press('Control+f')
  const field = page.getByRole('textbox', { name: 'Find in the timeline' })
  await expect(field).toBeFocused()
  await page.keyboard.type(text)
  await waitUntilIdle(page)
  const status = page.getByRole('search').getByRole('status')
  await expect(status).toHaveText(String(wanted.total))
  expect((await page.screenshot({ clip })).equals(unmarked)).toBe(false)
  await page.keyboard.press('Enter')
  await expect(status).toHaveText(`1 of ${wanted.total}`)
  await page.keyboard.press('Enter')
  await expect(status).toHaveText(`2 of ${wanted.total}`)
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.press('Shift+Enter')
  await expect(status).toHaveText(`${wanted.total} of ${wanted.total}`)
  await expect(field).toBeFocused()
  const last = await ask(page, 'trace/find', { source, text, slices: 0, ordinal: -1 })
  const { hit } = last
  const facts = await factsOf(page)
  expect(facts.selected).toBe(
    hit?.kind === 'span' ? `span:${hit.goroutine}@${hit.fromNs}` : `goroutine:${hit?.goroutine}`,
  )
  expect(hit?.fromNs).toBeGreaterThanOrEqual(facts.fromNs)
  expect(hit?.fromNs).toBeLessThanOrEqual(facts.toNs)
  await page.keyboard.press('Escape')
  await expect(timelineOf(page)).toBeFocused()
})

test('rows are ordered by what has to do with the selection, from the bar and by command', async ({
  launch,
}) => {
  const { page } = await launch({ files: [gcheavy] })
  const timeline = await showTimeline(page)
  const order = page.getByRole('combobox', { name: 'Order of rows' })
  // Nothing is selected: the order stays.
  await order.selectOption('relevance')
  await expect(order).toHaveValue('blocked')
  const row = (await layoutOf(page)).rowAt('goroutine:38')
  if (row === undefined) throw new Error('g38 is not in sight')
  await timeline.click({ position: { x: 100, y: row.topPx + 8 } })
  await expect(timeline).toHaveAttribute('data-selected', 'goroutine:38')
  await order.selectOption('relevance')
  await expect(order).toHaveValue('relevance:38')
  await waitUntilIdle(page)
  await page.keyboard.press('/')
  await page.keyboard.type('order rows by lifetime')
  await page.getByRole('option', { name: /Order rows by lifetime/ }).click()
  await expect(order).toHaveValue('lifetime')
})

test('a flight recording opens at its end', async ({ launch }) => {
  const { page } = await launch({ files: [flight] })
  await showTimeline(page)
  const { durationNs, isFlightRecording } = await ask(page, 'trace/overview', {
    source: await sourceId(page),
  })
  expect(isFlightRecording).toBe(true)
  const facts = await factsOf(page)
  expect(facts.toNs).toBe(durationNs)
  expect(facts.fromNs).toBeGreaterThan(durationNs / 2)
  await page.keyboard.press('0')
  expect((await factsOf(page)).fromNs).toBe(0)
})

test('the bar passes axe', async ({ launch }) => {
  const { page } = await launch({ files: [gcheavy] })
  await showTimeline(page)
  await page.getByRole('combobox', { name: 'Filter rows' }).fill('blocked >')
  await expect(page.getByRole('listbox')).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().include('.timeline-bar').analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
})

test('spans stand out by state, reason and function of the selected one, and by what is typed', async ({
  launch,
}) => {
  const { page } = await launch({ files: [gcheavy] })
  const timeline = await showTimeline(page)
  const source = await sourceId(page)
  const { rows } = await ask(page, 'trace/goroutines', {
    source,
    sort: 'id',
    descending: false,
    filter: 'g38',
    offset: 0,
    limit: 1,
  })
  const name = rows[0]?.functionName ?? ''
  expect(name).not.toBe('')
  const picture = async (): Promise<string> => {
    await waitUntilIdle(page)
    return (await timeline.screenshot()).toString('base64')
  }
  const row = (await layoutOf(page)).rowAt('goroutine:38')
  if (row === undefined) throw new Error('g38 is not in sight')
  await timeline.click({ position: { x: 100, y: row.topPx + 8 } })
  const heading = page.getByTestId('inspector').getByRole('heading', { level: 2 }).first()
  do {
    await page.keyboard.press('ArrowRight')
    await waitUntilIdle(page)
  } while (!(await heading.textContent())?.includes('Waiting: sync'))
  await page.mouse.move(2, 2)
  const plain = await picture()
  const field = page.getByRole('combobox', { name: 'Highlight spans' })
  await page.keyboard.press('h')
  await expect(page.getByRole('button', { name: 'Blocked: sync' })).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('h')
  await expect(field).toHaveValue('reason = "sync"')
  await expect(timeline).toBeFocused()
  const byReason = await picture()
  expect(byReason).not.toBe(plain)
  await page.keyboard.press('h')
  await expect(field).toHaveValue(`function = "${name}"`)
  expect(await picture()).not.toBe(byReason)
  await page.keyboard.press('h')
  await expect(field).toHaveCount(0)
  expect(await picture()).toBe(plain)
  // What is typed; an error points at its place and changes nothing.
  await page.keyboard.press('Shift+H')
  await expect(field).toBeFocused()
  await page.keyboard.type('reason = sync')
  await page.keyboard.press('Escape')
  await expect.poll(picture).not.toBe(plain)
  await field.fill('duration > soon')
  await expect(page.locator('.filter-error mark')).toHaveText('soon')
  await page.getByRole('button', { name: 'Highlight nothing' }).click()
  await expect(field).toHaveCount(0)
})
