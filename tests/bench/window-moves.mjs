/** Moving in the timeline: what frames and tasks cost while one zooms, pans, scrolls, resizes and orders. */
import { ask, settled } from './window-page.mjs'
import { longTasks, spread, traceMainThread } from './window-trace.mjs'

export async function* measureMoves(page) {
  yield* [
    '| move | JS of a frame: median, p95, longest, ms | with all JS since the last | longest task: processor time, wall, ms | rectangles |',
    '|---|---|---|---|---|',
  ]
  const all = { frames: [], rounds: [] }
  for (const [name, perform] of await movesOf(page)) {
    const { frames, rounds, tasks, tasksOnTheWall } = await traceMainThread(page, perform)
    await settled(page)
    const rectangles = await page.getByTestId('timeline').getAttribute('data-rects')
    all.frames.push(...frames)
    all.rounds.push(...rounds)
    yield (
      `| ${name} | ${spread(frames)} | ${spread(rounds)} | ` +
      `${longTasks(tasks)}, ${longTasks(tasksOnTheWall)} | ${rectangles} |`
    )
  }
  yield `| all | ${spread(all.frames)} | ${spread(all.rounds)} | | |`
}

async function movesOf(page) {
  const box = await page.getByTestId('timeline').boundingBox()
  const middle = { x: box.x + box.width * 0.6, y: box.y + box.height * 0.6 }
  await page.mouse.move(middle.x, middle.y)
  const hold = (key, ms) => async () => {
    await page.keyboard.down(key)
    await page.waitForTimeout(ms)
    await page.keyboard.up(key)
  }
  const wheel = (x, y, times, modifier) => async () => {
    if (modifier !== undefined) await page.keyboard.down(modifier)
    for (let time = 0; time < times; time++) await page.mouse.wheel(x, y)
    if (modifier !== undefined) await page.keyboard.up(modifier)
  }
  const drag = (from, stepPx, button) => async () => {
    await page.mouse.move(from.x, from.y)
    await page.mouse.down({ button })
    for (let step = 0; step < 60; step++) await page.mouse.move(from.x - step * stepPx, from.y)
    await page.mouse.up({ button })
    await page.mouse.move(middle.x, middle.y)
  }
  const group = await placeOfLargestGroup(page)
  const openGroup = async () => {
    await page.mouse.click(box.x + 60, box.y + group.topPx)
    await settled(page)
  }
  const order = async () => {
    await page.getByRole('combobox', { name: 'Order of rows' }).selectOption('lifetime')
    await settled(page)
  }
  const press = (key) => async () => {
    await page.keyboard.press(key)
    await settled(page)
  }
  const resize = async () => {
    for (const width of [1200, 1100, 1000, 1150, 1280]) {
      await page.setViewportSize({ width, height: 800 })
      await page.waitForTimeout(80)
    }
  }
  const theme = async () => {
    for (let time = 0; time < 2; time++) {
      await page.getByRole('button', { name: /^(Light|Dark) theme$/ }).click()
      await settled(page)
    }
    await page.mouse.move(middle.x, middle.y)
  }
  const doubleClick = async () => {
    await page.mouse.dblclick(box.x + box.width * 0.6, box.y + 150)
    await settled(page)
  }
  return [
    ['zoom in (W held)', hold('KeyW', 2_500)],
    ['pan (D held)', hold('KeyD', 3_000)],
    ['pan (A held)', hold('KeyA', 3_000)],
    ['pan (dragged)', drag(middle, 6, 'middle')],
    ['zoom in and out (wheel)', () => wheel(0, -120, 20, 'Control')().then(wheel(0, 120, 20, 'Control'))],
    ['zoom out (S held)', hold('KeyS', 2_500)],
    ['zoom to a span (double click)', doubleClick],
    ['box of the overview dragged', drag({ x: middle.x, y: box.y + 18 }, 4, 'left')],
    ['whole run', press('Digit0')],
    ['scroll down', wheel(0, 400, 60)],
    ['scroll up', wheel(0, -400, 60)],
    ['window resized', resize],
    ['theme changed twice', theme],
    [`open a group of ${group.detail}`, openGroup],
    ['scroll opened rows', wheel(0, 900, 80)],
    ['order rows anew', order],
  ]
}

/** Where its label stands while nothing is scrolled: picture/row-layout.ts and timeline-geometry.ts at normal density. */
async function placeOfLargestGroup(page) {
  const [source] = await ask(page, 'sources/list', {})
  const list = { source: source.id, toggled: [], sort: 'blocked', filter: '', from: 0, to: 60 }
  const { rows } = await ask(page, 'trace/rows', list)
  const plots = rows.filter(({ kind }) => kind === 'heap' || kind === 'goroutine-counts').length
  const stickyPx = plots * 41 + 21 + 2
  const count = (row) => Number(row.detail.replace(/\D/g, ''))
  const groups = rows.filter(({ kind, isExpanded }) => kind === 'group' && !isExpanded)
  const largest = groups.sort((one, other) => count(other) - count(one))[0] ?? rows.at(-1)
  const index = rows.findIndex(({ key }) => key === largest.key)
  return { topPx: 38 + 26 + stickyPx + (index - plots - 1) * 21 + 9, detail: largest.detail }
}
