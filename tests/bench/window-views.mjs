/** The other views of a trace: what opening, ordering and scrolling them costs the page's main thread. */
import { settled } from './window-page.mjs'
import { longTasks, traceMainThread } from './window-trace.mjs'

export async function* measureViews(page) {
  yield '| step | longest task: processor time, wall, ms |'
  yield '|---|---|'
  const measure = async (name, perform) => {
    const { tasks, tasksOnTheWall } = await traceMainThread(page, async () => {
      await perform()
      await settled(page)
    })
    return `| ${name} | ${longTasks(tasks)}, ${longTasks(tasksOnTheWall)} |`
  }
  const show = (key) => () => page.keyboard.press(key)
  yield await measure('timeline: everything selected, its statistics beside it', show('Control+KeyA'))
  yield await measure('overview', show('1'))
  yield await measure('goroutine table', show('3'))
  const headers = page.getByRole('columnheader').getByRole('button')
  for (const index of [2, 1, 0]) {
    const name = (await headers.nth(index).innerText()).split('\n')[0]
    yield await measure(`goroutine table by ${name}`, () => headers.nth(index).click())
  }
  yield await measure('goroutine table scrolled', scroll(page, 2_000, 60))
  yield await measure('goroutine table scrolled far', scroll(page, 400_000, 20))
  yield await measure('analyses', show('4'))
  const items = page.getByRole('navigation', { name: 'Analyses' }).getByRole('button')
  for (const item of await items.all())
    yield await measure(`analyses: ${await item.innerText()}`, () => item.click())
}

const scroll = (page, y, times) => async () => {
  const box = await page.getByTestId('view').boundingBox()
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.7)
  for (let time = 0; time < times; time++) await page.mouse.wheel(0, y)
}
