/** Regions, tasks, logs and samples are things of their own: found, selected, walked by keys, told by the inspector. */
import { expect, test, waitUntilIdle } from './support/test'
import { ask, factsOf, showTimeline, sourceId, timelineOf } from './support/timeline-probe'

test('a region is found, told whole, and left by arrow keys for its neighbours', async ({ launch }) => {
  const { page } = await launch({ files: ['tests/fixtures/traces/usertrace-go1.27.trace'] })
  await showTimeline(page)
  const source = await sourceId(page)
  const first = await ask(page, 'trace/region', { source, region: 0 })
  const search = page.getByRole('searchbox', { name: 'Search or command' })
  await search.fill(first.name)
  await waitUntilIdle(page)
  await page.getByRole('option', { name: first.name }).first().click()
  await waitUntilIdle(page)
  const { selected } = await factsOf(page)
  expect(selected).toMatch(/^region:\d+$/)
  const found = await ask(page, 'trace/region', { source, region: Number(selected.slice('region:'.length)) })
  const inspector = page.getByTestId('inspector')
  await expect(inspector.getByRole('heading', { name: found.name })).toBeVisible()
  await expect(inspector).toContainText(`g${found.goroutine.id}`)
  await expect(inspector).toContainText('What its goroutine did')
  // Its row was opened below its goroutine: the next stretch there begins later.
  await timelineOf(page).focus()
  await page.keyboard.press('ArrowRight')
  await waitUntilIdle(page)
  const next = await ask(page, 'trace/neighbor', {
    source,
    row: found.row,
    timeNs: found.startNs,
    direction: 'next',
    sameState: false,
  })
  if (next.type !== 'range') throw new Error('the region is the last of its row')
  const { region, startNs } = next.range
  expect((await factsOf(page)).selected).toMatch(
    region === undefined ? `range:${startNs}-` : `region:${region}`,
  )
  await page.keyboard.press('ArrowLeft')
  await expect.poll(async () => (await factsOf(page)).selected).toBe(selected)
  // So are the messages between: each is told as one, with what its goroutine did then.
  for (let step = 0; step < 8 && !(await factsOf(page)).selected.startsWith('range:'); step++) {
    await page.keyboard.press('ArrowRight')
    await waitUntilIdle(page)
  }
  await expect(inspector).toContainText(/User log(, category \w+)? at/)
  await expect(inspector).not.toContainText('Range of')
  await inspector.getByRole('button', { name: /^Running for/ }).click()
  await expect
    .poll(async () => (await factsOf(page)).selected)
    .toMatch(new RegExp(`^span:${found.goroutine.id}@`))
})
