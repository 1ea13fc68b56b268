/** What can be done with a thing of the timeline: menus by mouse and by key, walking wake-ups, instants, several rows. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test, waitUntilIdle } from './support/test'
import { ask, factsOf, layoutOf, showTimeline, sourceId, timelineOf } from './support/timeline-probe'

const workerpool = 'tests/fixtures/traces/workerpool-go1.27.trace'
const gcheavy = 'tests/fixtures/traces/gcheavy-go1.27.trace'

const menuOf = (page: Page): Locator => page.getByRole('menu')

/** @param part what is looked at; beside an open menu all else is hidden from screen readers. */
async function axeFindings(page: Page, part: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().include(part).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

interface WakingSpan {
  readonly startNs: number
  readonly woken: readonly number[]
}

/** Walks along the row of g1, from the middle of the run on, to a running span that woke others; by keys alone. */
async function walkToWakingSpan(page: Page): Promise<WakingSpan> {
  const source = await sourceId(page)
  await page.keyboard.press('/')
  await page.keyboard.type('g1')
  await page.getByRole('option', { name: /g1\b/ }).first().waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await factsOf(page)).selected).toBe('goroutine:1')
  for (let step = 0; step < 20; step++) {
    await page.keyboard.press('ArrowRight')
    const startNs = Number(/^span:1@(\d+)$/.exec((await factsOf(page)).selected)?.[1])
    const { state, wakes = [] } = await ask(page, 'trace/span', { source, goroutine: 1, startNs })
    if (state === 'Running' && wakes.length > 0)
      return { startNs, woken: wakes.map(({ goroutine }) => goroutine.id) }
  }
  throw new Error('g1 woke nobody in twenty spans')
}

for (const colorScheme of ['dark', 'light'] as const) {
  test(`menus of span, row, axis, range and tab are the commands with their keys, ${colorScheme}`, async ({
    launch,
  }) => {
    const { page } = await launch({ files: [workerpool], colorScheme })
    const timeline = await showTimeline(page)
    const layout = await layoutOf(page)
    const row = layout.rowAt('goroutine:1')
    if (row === undefined) throw new Error('the row of g1 is not in sight')
    const menu = menuOf(page)
    const middle = layout.plotLeftPx + layout.plotWidthPx / 2

    await timeline.click({ button: 'right', position: { x: middle, y: row.topPx + row.bodyPx - 3 } })
    await expect(menu.getByRole('menuitem', { name: 'Go to who ended the wait [' })).toBeVisible()
    await expect(menu).toContainText('Zoom to these')
    expect(await axeFindings(page, '[role="menu"]'), 'menu of a span').toEqual([])
    await page.keyboard.press('Escape')
    await expect(menu).toHaveCount(0)
    await expect(timeline).toBeFocused()

    await timeline.click({ button: 'right', position: { x: 40, y: row.topPx + 4 } })
    expect((await factsOf(page)).selected).toBe('goroutine:1')
    await menu.getByRole('menuitem', { name: /^Pin or unpin the row/ }).click()
    await expect(page.getByRole('region', { name: /^Timeline of/ }).getByRole('status')).toContainText(
      'pinned',
    )

    // The axis: times count from where it was clicked.
    await timeline.click({ button: 'right', position: { x: middle, y: 50 } })
    await menu.getByRole('menuitem', { name: /^Count times from the cursor/ }).click()
    await expect(page.getByRole('combobox', { name: 'Time axis' })).toHaveValue('origin')

    // A range, by the Menu key.
    await timeline.focus()
    await page.keyboard.press('Control+a')
    await page.keyboard.press('ContextMenu')
    await expect(menu).toContainText('Range of')
    await page.keyboard.press('Escape')
    // A menu that closes gives the focus back, which must not come after the next one was asked for.
    await expect(timeline).toBeFocused()

    // The tab, by key.
    await page.getByRole('tab').focus()
    await page.keyboard.press('Shift+F10')
    await expect(menu.getByRole('menuitem', { name: /^Close tab/ })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('tab')).toBeFocused()
  })
}

test('rows of a table have a menu that leads to the timeline', async ({ launch }) => {
  const { page } = await launch({ files: [gcheavy] })
  await waitUntilIdle(page)
  await page.keyboard.press('3')
  const table = page.getByRole('table', { name: 'Goroutines' })
  await table.waitFor()
  // Before its rows are here there is none that a key could choose.
  await waitUntilIdle(page)
  await table.focus()
  await page.keyboard.press('ArrowDown')
  await waitUntilIdle(page)
  await page.keyboard.press('Shift+F10')
  await expect(menuOf(page).getByRole('menuitem', { name: 'Copy row' })).toBeVisible()
  expect(await axeFindings(page, '[role="menu"]')).toEqual([])
  await menuOf(page).getByRole('menuitem', { name: 'Show in the timeline' }).click()
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'timeline')
  expect((await factsOf(page)).selected).toMatch(/^goroutine:\d+$/)
})

test('wake-ups are walked by keys: there, back, and to one of several, with a trail', async ({ launch }) => {
  const { page } = await launch({ files: [workerpool] })
  await showTimeline(page)
  const { startNs, woken } = await walkToWakingSpan(page)
  await page.keyboard.press(']')
  await expect.poll(async () => (await factsOf(page)).selected).toMatch(new RegExp(`^span:${woken[0]}@`))
  const trail = page.getByRole('navigation', { name: 'Wake-ups walked' })
  await expect(trail.getByRole('listitem')).toHaveCount(2)
  await expect(trail).toContainText('woke')
  await page.keyboard.press('[')
  await expect.poll(async () => (await factsOf(page)).selected).toMatch(/^span:1@/)
  await expect(trail.getByRole('listitem')).toHaveCount(3)
  expect(await axeFindings(page, 'main')).toEqual([])
  // Back along the trail, then away from it.
  await trail.getByRole('button', { name: 'g1', exact: true }).first().click()
  expect((await factsOf(page)).selected).toBe(`span:1@${startNs}`)
  await timelineOf(page).focus()
  await page.keyboard.press('Control+]')
  await expect(menuOf(page).getByRole('menuitem')).toHaveCount(woken.length)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await factsOf(page)).selected).toMatch(new RegExp(`^span:${woken[0]}@`))
  await page.keyboard.press('ArrowLeft')
  await expect(trail).toHaveCount(0)
})

test('Enter on the axis is about the instant of the pointer, then of the cursor', async ({ launch }) => {
  const { page } = await launch({ files: [gcheavy] })
  const timeline = await showTimeline(page)
  const layout = await layoutOf(page)
  const { toNs } = await factsOf(page)
  const nsPerPx = toNs / layout.plotWidthPx
  const at = page.getByRole('textbox', { name: 'At' })
  const seconds = async (): Promise<number> => Number((await at.inputValue()).replace(' s', ''))

  await page.keyboard.press('ArrowRight')
  await waitUntilIdle(page)
  await timeline.hover({ position: { x: layout.plotLeftPx + 300, y: 50 } })
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'analyses')
  expect(Math.abs((await seconds()) * 1e9 - 300 * nsPerPx)).toBeLessThan(2 * nsPerPx)

  await page.keyboard.press('2')
  await showTimeline(page)
  // A step of the cursor begins in the middle of the window.
  for (let step = 0; step < 3; step++) await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'analyses')
  expect(Math.abs((await seconds()) * 1e9 - (toNs / 2 + 24 * nsPerPx))).toBeLessThan(2 * nsPerPx)
})

test('several rows: statistics of exactly those, by keys and by dragging with Alt', async ({ launch }) => {
  const { page } = await launch({ files: [workerpool] })
  const timeline = await showTimeline(page)
  const layout = await layoutOf(page)
  const box = await timeline.boundingBox()
  const first = layout.rowAt('proc:0')
  const second = layout.rowAt('proc:1')
  if (first === undefined || second === undefined || box === null) throw new Error('no Ps in sight')
  const { toNs } = await factsOf(page)
  await page.keyboard.down('Alt')
  await page.mouse.move(box.x + layout.plotLeftPx + 100, box.y + first.topPx + 5)
  await page.mouse.down()
  await page.mouse.move(box.x + layout.plotLeftPx + 200, box.y + second.topPx + 2)
  await page.mouse.move(box.x + layout.plotLeftPx + 300, box.y + second.topPx + 5)
  await page.mouse.up()
  await page.keyboard.up('Alt')
  expect((await factsOf(page)).selected).toMatch(/^range:\d+-\d+@proc%3A0,proc%3A1$/)
  const inspector = page.getByTestId('inspector')
  await expect(inspector).toContainText('Of 2 rows: P0, P1')

  await page.keyboard.press('Escape')
  const { rows } = await ask(page, 'trace/rows', {
    source: await sourceId(page),
    toggled: [],
    sort: 'blocked',
    filter: '',
    from: 0,
    to: 50,
  })
  const [one, two] = rows.filter(({ kind }) => kind === 'goroutine')
  if (one === undefined || two === undefined) throw new Error('no goroutines in sight')
  const place = layout.rowAt(one.key)
  await timeline.click({ position: { x: 90, y: (place?.topPx ?? 0) + 5 } })
  await page.keyboard.press('Shift+ArrowDown')
  await expect(inspector).toContainText('Of 2 rows')
  expect((await factsOf(page)).selected).toContain(`range:0-${toNs}@${encodeURIComponent(one.key)},`)
})
