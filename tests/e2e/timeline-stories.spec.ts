/** Stories of an investigation, by keys alone. */
import { printClock } from '../../src/picture/wall-clock'
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
