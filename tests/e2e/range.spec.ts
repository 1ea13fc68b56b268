/**
 * A stretch of time selected: the inspector says what happened in exactly that stretch, and leads there.
 */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { formatDuration, groupDigits } from '../../src/base/format-units'
import { expect, test, waitUntilIdle } from './support/test'
import { ask, factsOf, layoutOf, showTimeline, sourceId, timelineOf } from './support/timeline-probe'

const gcheavy = 'tests/fixtures/traces/gcheavy-go1.27.trace'
const profiled = 'tests/fixtures/traces/cpuprof-go1.27.trace'

/** Drags over a part of the plot, and answers what is selected then. */
async function dragRange(page: Page, from: number, to: number): Promise<{ fromNs: number; toNs: number }> {
  const layout = await layoutOf(page)
  const box = await timelineOf(page).boundingBox()
  if (box === null) throw new Error('no timeline')
  const x = (share: number): number => box.x + layout.plotLeftPx + layout.plotWidthPx * share
  const y = box.y + box.height - 30
  await page.mouse.move(x(from), y)
  await page.mouse.down()
  await page.mouse.move(x((from + to) / 2), y)
  await page.mouse.move(x(to), y)
  await page.mouse.up()
  const match = /^range:(\d+)-(\d+)$/.exec((await factsOf(page)).selected)
  if (match === null) throw new Error('no range is selected')
  return { fromNs: Number(match[1]), toNs: Number(match[2]) }
}

test('a range that is dragged gets statistics of exactly that range', async ({ launch }) => {
  const { page } = await launch({ files: [gcheavy] })
  await showTimeline(page)
  const range = await dragRange(page, 0.2, 0.5)
  const source = await sourceId(page)
  const wanted = await ask(page, 'trace/range', { source, ...range, sort: 'running', limit: 50 })
  const inspector = page.getByTestId('inspector')
  await waitUntilIdle(page)
  await expect(inspector).toContainText(`Range of ${formatDuration(range.toNs - range.fromNs)}`)
  const reasons = inspector.getByRole('table', { name: 'Time by state and reason' })
  // The rest of a long table is folded, so that what follows stays in sight.
  await inspector.getByRole('button', { name: /more states and reasons$/ }).click()
  await expect(reasons.getByRole('row')).toHaveCount(wanted.reasons.length + 1)
  const first = wanted.reasons[0]
  if (first === undefined) throw new Error('nothing happened')
  await expect(reasons.getByRole('row').nth(1)).toContainText(groupDigits(first.count))
  await expect(reasons.getByRole('row').nth(1)).toContainText(formatDuration(first.totalNs))
  await expect(inspector).toContainText(
    `${groupDigits(wanted.goroutines.total)} in this range, ${groupDigits(wanted.goroutines.created)} created`,
  )
  const ran = wanted.processors.ran[0]
  await expect(
    inspector.getByRole('table', { name: 'Who ran on the Ps' }).getByRole('row').first(),
  ).toContainText(`g${ran?.goroutine.id} `)
  // The longest wait is a link to its span.
  const wait = wanted.longestWaits[0]
  await inspector.getByRole('list', { name: 'Longest waits' }).getByRole('button').first().click()
  expect((await factsOf(page)).selected).toBe(`span:${wait?.goroutine.id}@${wait?.startNs}`)
})

test('by keyboard: the whole run, and a span as a range, ordered by what it waited for', async ({
  launch,
}) => {
  const { page } = await launch({ files: [gcheavy] })
  await showTimeline(page)
  const source = await sourceId(page)
  const { durationNs } = await ask(page, 'trace/overview', { source })
  await page.keyboard.press('Control+a')
  expect((await factsOf(page)).selected).toBe(`range:0-${durationNs}`)
  const inspector = page.getByTestId('inspector')
  await waitUntilIdle(page)
  const wanted = await ask(page, 'trace/range', {
    source,
    fromNs: 0,
    toNs: durationNs,
    sort: 'blocked',
    limit: 50,
  })
  await inspector.getByText('Blocked', { exact: true }).click()
  await waitUntilIdle(page)
  const table = inspector.getByRole('table', { name: 'Range by goroutine' })
  await expect(table.getByRole('row').first()).toContainText(`g${wanted.goroutines.rows[0]?.goroutine.id} `)
  await inspector.getByText('Start function', { exact: true }).click()
  await expect(
    inspector.getByRole('table', { name: 'Range by start function' }).getByRole('row'),
  ).toHaveCount(wanted.functions.rows.length)
  // A span becomes a range.
  await timelineOf(page).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await waitUntilIdle(page)
  await page.keyboard.press('r')
  expect((await factsOf(page)).selected).toMatch(/^range:\d+-\d+$/)
})

test('CPU samples of a range as a flame graph, by mouse and by keys', async ({ launch }) => {
  const { page } = await launch({ files: [profiled] })
  await showTimeline(page)
  await page.keyboard.press('Control+a')
  await waitUntilIdle(page)
  const source = await sourceId(page)
  const { durationNs } = await ask(page, 'trace/overview', { source })
  const wanted = await ask(page, 'trace/flame', { source, fromNs: 0, toNs: durationNs })
  expect(wanted.sampleCount).toBeGreaterThan(10)
  const tree = page.getByRole('tree', { name: 'CPU samples of the range', exact: true })
  const heaviest = wanted.names[wanted.name[0] ?? 0] ?? ''
  const total = wanted.sampleCount - wanted.withoutStackCount
  await expect(tree.getByRole('treeitem').first()).toHaveAccessibleName(new RegExp(`^${escaped(heaviest)}: `))
  // Keys: into the heaviest node, one deeper, zoom, and out again.
  await tree.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const selected = tree.locator('[aria-selected="true"]')
  await expect(selected).toHaveAttribute('aria-level', '2')
  const whole = await tree.boundingBox()
  expect((await selected.boundingBox())?.width).toBeGreaterThan((whole?.width ?? 0) - 8)
  await page.keyboard.press('Escape')
  // Search counts stacks, not frames.
  await page
    .getByRole('searchbox', { name: 'Find a function in CPU samples of the range', exact: true })
    .fill(heaviest)
  await expect(page.locator('.flame-bar [role="status"]')).toContainText(groupDigits(wanted.total[0] ?? 0))
  expect(wanted.total[0]).toBeLessThanOrEqual(total)
  await page.getByRole('button', { name: 'Show large' }).click()
  await expect(page.getByRole('dialog').getByRole('tree')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

for (const colorScheme of ['dark', 'light'] as const) {
  test(`the statistics of a range pass axe, ${colorScheme}`, async ({ launch }) => {
    const { page } = await launch({ files: [profiled], colorScheme })
    await showTimeline(page)
    await page.keyboard.press('Control+a')
    await page.getByRole('tree', { name: 'CPU samples of the range', exact: true }).waitFor()
    await waitUntilIdle(page)
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode()
      .include('[data-testid="inspector"]')
      .analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  })
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
