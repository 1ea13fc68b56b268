/**
 * Where spans are too short for the screen they are gathered: the tooltip tells exactly what is there, a click leads to
 * the longest, and a group's row says who stood where.
 */
import type { Page } from '@playwright/test'
import { expect, test, waitUntilIdle } from './support/test'
import { ask, factsOf, layoutOf, showTimeline, sourceId, timelineOf } from './support/timeline-probe'

const gcheavy = 'tests/fixtures/traces/gcheavy-go1.27.trace'

/** Rests the pointer on points of a row until a tooltip speaks of gathered spans. */
async function findBucket(page: Page, row: string): Promise<{ x: number; y: number; tip: string }> {
  const layout = await layoutOf(page)
  const place = layout.rowAt(row)
  const box = await timelineOf(page).boundingBox()
  if (place === undefined || box === null) throw new Error(`${row} is not in sight`)
  const y = place.topPx + place.bodyPx - 3
  for (let share = 0.1; share < 0.9; share += 0.007) {
    const x = Math.round(layout.plotLeftPx + layout.plotWidthPx * share)
    await page.mouse.move(box.x + x, box.y + y)
    const tip = page.getByRole('tooltip')
    await tip.waitFor({ timeout: 1_500 }).catch(() => undefined)
    const text = (await tip.count()) === 0 ? '' : await tip.innerText()
    if (text.includes('selects the longest')) return { x, y, tip: text }
  }
  throw new Error(`no bucket found on ${row}`)
}

test('a bucket tells its exact content; click selects its longest, double click zooms to it', async ({
  launch,
}) => {
  const { page } = await launch({ files: [gcheavy] })
  await showTimeline(page)
  const { x, y, tip } = await findBucket(page, 'proc:0')
  expect(tip).toMatch(/^[\d\u2009]+ spans?( of \d+ goroutines)? in [\d.]+ (ns|µs|ms)/)
  const named = /Longest\s+[\d.]+ [^:]+: g(\d+)/.exec(tip)
  if (named === null) throw new Error(tip)
  await timelineOf(page).click({ position: { x, y } })
  await waitUntilIdle(page)
  const { selected } = await factsOf(page)
  const match = /^span:(\d+)@(\d+)$/.exec(selected)
  expect(match?.[1]).toBe(named[1])
  const source = await sourceId(page)
  const span = await ask(page, 'trace/span', {
    source,
    goroutine: Number(match?.[1]),
    startNs: Number(match?.[2]),
  })
  const before = await factsOf(page)
  await timelineOf(page).dblclick({ position: { x, y } })
  const after = await factsOf(page)
  expect(after.toNs - after.fromNs).toBeLessThan(before.toNs - before.fromNs)
  expect(after.fromNs).toBeLessThanOrEqual(span.startNs)
  expect(after.toNs).toBeGreaterThanOrEqual(span.endNs)
})

test('a group says who stood where at the pointer', async ({ launch }) => {
  const { page } = await launch({ files: [gcheavy] })
  await showTimeline(page)
  const source = await sourceId(page)
  const { rows } = await ask(page, 'trace/rows', {
    source,
    toggled: [],
    sort: 'blocked',
    filter: '',
    from: 0,
    to: 100,
  })
  const group = rows.find(({ kind, detail }) => kind === 'group' && detail === '3')
  if (group === undefined) throw new Error('no group of three')
  const { x, y, tip } = await findBucket(page, group.key)
  expect(tip).toContain('Right here')
  const layout = await layoutOf(page)
  const facts = await factsOf(page)
  const atNs = facts.fromNs + ((x - layout.plotLeftPx) / layout.plotWidthPx) * (facts.toNs - facts.fromNs)
  const wanted = await ask(page, 'trace/bucket', {
    source,
    row: group.key,
    fromNs: atNs,
    toNs: atNs + 1,
    atNs,
  })
  for (const { goroutine } of wanted.instant?.goroutines ?? []) expect(tip).toContain(`g${goroutine.id}`)
  expect(wanted.instant?.total).toBeGreaterThan(0)
  await timelineOf(page).click({ position: { x, y } })
  expect((await factsOf(page)).selected).toMatch(/^span:(36|37|38)@\d+$/)
})
