/** Stories of an investigation: a file that was handed over, then by keys alone why one waited and what stalled. */
import { join } from 'node:path'
import { printClock } from '../../src/picture/wall-clock'
import { dropFiles, traceFile } from './support/files'
import { projectRoot } from './support/launch'
import { expect, test, waitUntilIdle } from './support/test'
import { ask, factsOf, showTimeline, sourceId } from './support/timeline-probe'

test('a stall at a time of day: go there, select a wait, read who ran meanwhile', async ({ launch }) => {
  const { page } = await launch({ files: ['tests/fixtures/traces/usertrace-go1.27.trace'] })
  await showTimeline(page)
  const { durationNs, wallClockStartUnixNs } = await ask(page, 'trace/overview', {
    source: await sourceId(page),
  })
  const unixNs = BigInt(wallClockStartUnixNs ?? '0') + BigInt(Math.round(durationNs / 2))
  const offsetMinutes = await page.evaluate(
    (ms) => -new Date(ms).getTimezoneOffset(),
    Number(unixNs / 1_000_000n),
  )
  const sinceMidnight = Number((unixNs + BigInt(offsetMinutes) * 60_000_000_000n) % 86_400_000_000_000n)
  await page.keyboard.press('/')
  await page.keyboard.type(printClock(sinceMidnight, 9).replace(/\u2009/g, ''))
  await expect(page.getByRole('option').first()).toContainText('time')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await factsOf(page)).toNs).toBeLessThan(durationNs)
  await waitUntilIdle(page)
  const there = await factsOf(page)
  expect((there.fromNs + there.toNs) / 2).toBeCloseTo(durationNs / 2, -3)
  await page.keyboard.press('ArrowRight')
  await expect.poll(async () => (await factsOf(page)).selected).toMatch(/^span:/)
  await page.keyboard.press('r')
  expect((await factsOf(page)).selected).toMatch(/^range:\d+-\d+$/)
  await waitUntilIdle(page)
  const inspector = page.getByTestId('inspector')
  await expect(inspector).toContainText('Who ran on the Ps')
  await expect(inspector).toContainText('GC and STW')
})

const planted = join(projectRoot, 'tests', 'fixtures', 'planted-traces', 'lock-handoff', 'lock-handoff.trace')

for (const way of ['named at the start', 'dropped'] as const) {
  test(`a file I was handed, ${way}: the whole run, what is odd in words, one click to the place`, async ({
    launch,
  }) => {
    const { page } = await launch(way === 'dropped' ? {} : { files: [planted] })
    if (way === 'dropped') await dropFiles(page, [planted])
    await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
    await waitUntilIdle(page)
    await expect(page.getByRole('tab', { name: 'lock-handoff.trace' })).toHaveAttribute(
      'aria-selected',
      'true',
    )
    await showTimeline(page)
    const { durationNs } = await ask(page, 'trace/overview', { source: await sourceId(page) })
    const whole = await factsOf(page)
    expect(whole.fromNs).toBeLessThanOrEqual(0)
    expect(whole.toNs).toBeGreaterThanOrEqual(Math.floor(durationNs))
    expect(whole.rects).toBeGreaterThan(0)
    await page.keyboard.press('1')
    await waitUntilIdle(page)
    const worst = page.getByRole('list', { name: 'Findings' }).getByRole('button').first()
    await expect(worst).toContainText('main.(*store).flush')
    await worst.click()
    await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'timeline')
    const place = await factsOf(page)
    expect(place.selected).toMatch(/^goroutine:\d+$/)
    expect(place.toNs - place.fromNs).toBeLessThan(durationNs)
    await expect(page.getByTestId('inspector')).toContainText(`g${place.selected.split(':')[1]}`)
  })
}

test('why a goroutine waited, by keys: found by function, walked to its waker, back by a crumb', async ({
  launch,
}) => {
  const { page } = await launch({ files: [traceFile('workerpool-go1.27.trace')] })
  await showTimeline(page)
  await page.keyboard.press('/')
  await page.keyboard.type('g22')
  await expect(page.getByRole('option').first()).toContainText('g22')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await factsOf(page)).selected).toBe('goroutine:22')
  const source = await sourceId(page)
  const isWoken = async (): Promise<boolean> => {
    const match = /^span:(\d+)@(\d+)$/.exec((await factsOf(page)).selected)
    if (match === null) return false
    const span = await ask(page, 'trace/span', {
      source,
      goroutine: Number(match[1]),
      startNs: Number(match[2]),
    })
    return span.wokenBy?.goroutine !== undefined
  }
  for (let step = 0; step < 20 && !(await isWoken()); step++) await page.keyboard.press('ArrowRight')
  expect(await isWoken()).toBe(true)
  const { selected: wait } = await factsOf(page)
  expect(wait).toMatch(/^span:22@/)
  await page.keyboard.press('[')
  await expect.poll(async () => (await factsOf(page)).selected).not.toBe(wait)
  const { selected: waker } = await factsOf(page)
  expect(waker).toMatch(/^span:\d+@/)
  const trail = page.getByRole('navigation', { name: 'Wake-ups walked' })
  await expect(trail.getByRole('listitem')).toHaveCount(2)
  const first = trail.getByRole('button', { name: 'g22', exact: true })
  for (let step = 0; step < 20; step++) {
    if (await first.evaluate((element) => element === document.activeElement)) break
    await page.keyboard.press('Tab')
  }
  await expect(first).toBeFocused()
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await factsOf(page)).selected).toBe(wait)
  await expect(first).toHaveAttribute('aria-current', 'step')
})
