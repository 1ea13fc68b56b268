/**
 * The timeline by its pixels and by its handles: what is drawn is what the interface says, at every zoom, by either
 * painter.
 */
import type { Page } from '@playwright/test'
import { visualStates } from '../../src/contract/visual-states'
import { darkPalette } from '../../src/picture/palette'
import { expect, test } from './support/test'
import {
  ask,
  chooseProbes,
  factsOf,
  isColor,
  layoutOf,
  pictureOf,
  showTimeline,
  sourceId,
  timelineOf,
  xRange,
  type Layout,
  type Probe,
} from './support/timeline-probe'

const gcheavy = 'tests/fixtures/traces/gcheavy-go1.27.trace'
const painters = ['webgl', 'canvas2d'] as const

/** Shows the timeline with the painter; the view is made anew, for the painter is chosen then. */
async function showWith(page: Page, painter: (typeof painters)[number]): Promise<void> {
  await showTimeline(page)
  await page.evaluate((name) => (location.hash = `painter=${name}`), painter)
  await page.keyboard.press('1')
  await page.locator('[data-testid="view"][data-view="overview"]').waitFor()
  await showTimeline(page)
  expect((await factsOf(page)).painter).toBe(painter)
}

/** What is seen of the probe's span, and what should be. */
async function look(page: Page, layout: Layout, probe: Probe): Promise<{ seen: string; wanted: string }> {
  // Out of the way: a tip must not hide what is looked at.
  await page.mouse.move(2, 2)
  const facts = await factsOf(page)
  const [left, right] = xRange(layout, facts, probe.span)
  const place = layout.rowAt(probe.row)
  if (place === undefined || right - left < 5)
    throw new Error(`the span is not in sight: ${left} to ${right}`)
  const picture = await pictureOf(page)
  const width = Math.min(24, right - left - 3)
  // The lowest part of the row: every state fills that, and words stand higher.
  const seen = picture.mainColor((left + right) / 2 - width / 2, place.topPx + place.bodyPx - 5, width, 4)
  const named = visualStates.find((state) => {
    const { fill } = darkPalette.states[state]
    return fill !== null && isColor(seen, fill)
  })
  return { seen: named ?? `no state: ${seen.join(',')}`, wanted: probe.span.visualState }
}

for (const painter of painters) {
  test(`draws ten spans in the colour of their state at three zooms with ${painter}`, async ({ launch }) => {
    test.setTimeout(180_000)
    const { page } = await launch({ files: [gcheavy] })
    await showWith(page, painter)
    const layout = await layoutOf(page)
    const facts = await factsOf(page)
    const nsPerPx = (facts.toNs - facts.fromNs) / layout.plotWidthPx
    const probes = await chooseProbes(page, layout, darkPalette, 10, nsPerPx * 10)
    expect(probes).toHaveLength(10)
    expect(new Set(probes.map(({ span }) => span.visualState)).size).toBeGreaterThanOrEqual(3)
    const source = await sourceId(page)
    const timeline = timelineOf(page)
    for (const probe of probes) {
      const { span } = probe
      const words = `${probe.row} ${span.visualState} ${span.startNs}..${span.endNs}`
      await page.keyboard.press('0')
      const far = await look(page, layout, probe)
      expect(far.seen, `${words}, whole run`).toBe(far.wanted)

      // The span almost fills the window.
      const place = layout.rowAt(probe.row)
      const [left, right] = xRange(layout, await factsOf(page), span)
      const y = (place?.topPx ?? 0) + (place?.bodyPx ?? 0) - 3
      await timeline.dblclick({ position: { x: (left + right) / 2, y } })
      const near = await look(page, layout, probe)
      expect(near.seen, `${words}, near`).toBe(near.wanted)
      expect((await factsOf(page)).selected).toBe(`span:${span.goroutine.id}@${span.startNs}`)
      await page.keyboard.press('Escape')

      // Between the two.
      await timeline.hover({ position: { x: layout.plotLeftPx + layout.plotWidthPx / 2, y } })
      await page.keyboard.down('Control')
      await page.mouse.wheel(0, 500)
      await page.keyboard.up('Control')
      const middle = await factsOf(page)
      expect(middle.toNs - middle.fromNs).toBeGreaterThan(
        Math.min((span.endNs - span.startNs) * 1.5, facts.toNs * 0.99),
      )
      const half = await look(page, layout, probe)
      expect(half.seen, `${words}, between`).toBe(half.wanted)
    }
    // The interface agrees with itself: what was clicked is what it names.
    const first = probes[0]
    if (first === undefined) throw new Error('no probe')
    const again = await ask(page, 'trace/span', {
      source,
      goroutine: first.span.goroutine.id,
      startNs: first.span.startNs,
    })
    expect(again.endNs).toBe(first.span.endNs)
  })
}

test('takes the focus, moves by keys and mouse, and says where it is', async ({ launch }) => {
  const { page } = await launch({ files: [gcheavy] })
  const timeline = await showTimeline(page)
  await expect(timeline).toBeFocused()
  const whole = await factsOf(page)
  expect(whole.fromNs).toBe(0)
  expect(whole.rows).toBeGreaterThan(5)
  expect(whole.rects).toBeGreaterThan(10)
  expect(whole.rects).toBeLessThanOrEqual(20_000)
  const overview = await ask(page, 'trace/overview', { source: await sourceId(page) })
  expect(whole.toNs).toBe(overview.durationNs)

  const box = await timeline.boundingBox()
  if (box === null) throw new Error('no box')
  await page.mouse.move(box.x + box.width * 0.75, box.y + box.height * 0.6)
  await page.keyboard.press('w')
  const zoomed = await factsOf(page)
  expect(zoomed.toNs - zoomed.fromNs).toBeLessThan(whole.toNs)
  // Zoomed at the pointer, which is right of the middle.
  expect(zoomed.fromNs).toBeGreaterThan(whole.toNs - zoomed.toNs)

  await page.keyboard.down('Shift')
  await page.keyboard.press('d')
  await page.keyboard.up('Shift')
  const panned = await factsOf(page)
  expect(panned.fromNs).toBeGreaterThan(zoomed.fromNs)
  expect(Math.abs(panned.toNs - panned.fromNs - (zoomed.toNs - zoomed.fromNs))).toBeLessThanOrEqual(2)

  await page.keyboard.press('0')
  expect(await factsOf(page)).toMatchObject({ fromNs: 0, toNs: whole.toNs })

  // A drag over empty time selects a range; F fills the window with it, F again shows everything.
  const layout = await layoutOf(page)
  const y = box.y + box.height - 12
  await page.mouse.move(box.x + layout.plotLeftPx + 100, y)
  await page.mouse.down()
  await page.mouse.move(box.x + layout.plotLeftPx + 180, y, { steps: 3 })
  await page.mouse.move(box.x + layout.plotLeftPx + 200, y)
  await page.mouse.up()
  const selected = (await factsOf(page)).selected
  const range = /^range:(\d+)-(\d+)$/.exec(selected)
  const nsPerPx = whole.toNs / layout.plotWidthPx
  expect(Math.abs(Number(range?.[1]) - 100 * nsPerPx)).toBeLessThan(2 * nsPerPx)
  expect(Math.abs(Number(range?.[2]) - 200 * nsPerPx)).toBeLessThan(2 * nsPerPx)
  await page.keyboard.press('f')
  const focused = await factsOf(page)
  expect(focused.toNs - focused.fromNs).toBeLessThan(140 * nsPerPx)
  await page.keyboard.press('f')
  expect((await factsOf(page)).toNs).toBe(whole.toNs)
  await page.keyboard.press('Escape')
  expect((await factsOf(page)).selected).toBe('')
})

test('walks spans and rows by keyboard and tells screen readers', async ({ launch }) => {
  const { page } = await launch({ files: [gcheavy] })
  await showTimeline(page)
  const section = page.getByRole('region', { name: /^Timeline of/ })
  const seen = new Set<string>()
  for (let step = 0; step < 4; step++) {
    await page.keyboard.press('ArrowRight')
    const { selected } = await factsOf(page)
    expect(selected).toMatch(/^span:\d+@\d+$/)
    expect(seen.has(selected)).toBe(false)
    seen.add(selected)
    await expect(section.getByRole('status')).toContainText(/g\d+/)
  }
  const before = (await factsOf(page)).selected
  await page.keyboard.press('ArrowLeft')
  expect([...seen]).toContain((await factsOf(page)).selected)
  expect((await factsOf(page)).selected).not.toBe(before)
  const rows = (await factsOf(page)).rows
  for (let step = 0; step < 30; step++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await factsOf(page)).rows).not.toBe(rows)
})

test('follows a wait to the goroutine that ended it', async ({ launch }) => {
  const { page } = await launch({ files: ['tests/fixtures/traces/workerpool-go1.27.trace'] })
  await showTimeline(page)
  const source = await sourceId(page)
  const { rows } = await ask(page, 'trace/goroutines', {
    source,
    sort: 'waits',
    descending: true,
    filter: '',
    offset: 0,
    limit: 20,
  })
  let wait: { goroutine: number; startNs: number; waker: number } | undefined
  for (const { id } of rows) {
    const { spans } = await ask(page, 'trace/goroutine-spans', {
      source,
      goroutine: id,
      offset: 0,
      limit: 200,
    })
    const span = spans.find(
      ({ wokenBy }) =>
        wokenBy?.kind === 'goroutine' && wokenBy.goroutine !== undefined && wokenBy.goroutine.id !== id,
    )
    if (span?.wokenBy?.goroutine !== undefined) {
      wait = { goroutine: id, startNs: span.startNs, waker: span.wokenBy.goroutine.id }
      break
    }
  }
  if (wait === undefined) throw new Error('no wait that a goroutine ended')
  const layout = await layoutOf(page)
  const place = layout.rowAt(`goroutine:${wait.goroutine}`)
  if (place === undefined) throw new Error('its row is not in sight')
  // To the span by the keyboard alone would take many steps: its row, then a click on its place.
  const span = await ask(page, 'trace/span', { source, goroutine: wait.goroutine, startNs: wait.startNs })
  const timeline = timelineOf(page)
  for (let step = 0; step < 14; step++) {
    const [left, right] = xRange(layout, await factsOf(page), span)
    if (right - left > 6) break
    await timeline.hover({ position: { x: (left + right) / 2, y: place.topPx + 4 } })
    await page.keyboard.down('Control')
    await page.mouse.wheel(0, -400)
    await page.keyboard.up('Control')
  }
  const [left, right] = xRange(layout, await factsOf(page), span)
  await timeline.click({ position: { x: (left + right) / 2, y: place.topPx + place.bodyPx - 3 } })
  expect((await factsOf(page)).selected).toBe(`span:${wait.goroutine}@${wait.startNs}`)
  await page.keyboard.press('[')
  await expect.poll(async () => (await factsOf(page)).selected).toMatch(new RegExp(`^span:${wait.waker}@`))
  await page.keyboard.press('Alt+ArrowLeft')
  await expect.poll(async () => (await factsOf(page)).selected).toBe(`span:${wait.goroutine}@${wait.startNs}`)
})

test('tells exact facts under the pointer', async ({ launch }) => {
  const { page } = await launch({ files: [gcheavy] })
  await showTimeline(page)
  const layout = await layoutOf(page)
  const facts = await factsOf(page)
  const nsPerPx = (facts.toNs - facts.fromNs) / layout.plotWidthPx
  const [probe] = await chooseProbes(page, layout, darkPalette, 1, nsPerPx * 20)
  if (probe === undefined) throw new Error('no span in sight')
  const [left, right] = xRange(layout, facts, probe.span)
  const place = layout.rowAt(probe.row)
  await timelineOf(page).hover({ position: { x: (left + right) / 2, y: (place?.topPx ?? 0) + 15 } })
  const tip = timelineOf(page).getByRole('tooltip')
  await expect(tip).toContainText(`g${probe.span.goroutine.id}`)
  await expect(tip).toContainText(probe.span.state)
  await page.mouse.move(0, 0)
  await expect(tip).toHaveCount(0)
})

test('shows what a link elsewhere leads to, opening its folded group', async ({ launch }) => {
  const { page } = await launch({ files: ['tests/fixtures/traces/httpload-go1.27.trace'] })
  await showTimeline(page)
  const source = await sourceId(page)
  const listed = await ask(page, 'trace/rows', {
    source,
    toggled: [],
    sort: 'blocked',
    filter: '',
    from: 0,
    to: 200,
  })
  const folded = listed.rows.find(
    (row) => row.kind === 'group' && row.isExpandable && !row.isExpanded && row.key !== 'group:runtime',
  )
  if (folded === undefined) throw new Error('no folded group')
  const { rows } = await ask(page, 'trace/goroutines', {
    source,
    sort: 'id',
    descending: false,
    filter: '',
    offset: 0,
    limit: 200,
  })
  const member = rows.find(({ functionName }) => `group:${functionName}` === folded.key)
  if (member === undefined) throw new Error('a group without members')
  const before = (await factsOf(page)).rows
  await page.keyboard.press('/')
  await page.keyboard.type(`g${member.id}`)
  await page
    .getByRole('option', { name: new RegExp(`g${member.id}\\b`) })
    .first()
    .click()
  await expect.poll(async () => (await factsOf(page)).selected).toBe(`goroutine:${member.id}`)
  await expect.poll(async () => (await factsOf(page)).rows).toBeGreaterThan(before)
})
