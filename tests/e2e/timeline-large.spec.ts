/** A trace of 20 MB, written here without Go: the picture stays within its budget and true at every zoom. */
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { darkPalette } from '../../src/picture/palette'
import { writeSyntheticTrace } from '../support/synthetic-trace'
import { expect, test } from './support/test'
import {
  ask,
  factsOf,
  isColor,
  pictureOf,
  showTimeline,
  sourceId,
  timelineOf,
} from './support/timeline-probe'
import { layOutTimeline } from '../../src/renderer/features/timeline/scene/timeline-geometry'

const rectangleBudget = 20_000
const byteLength = 20 * 1024 * 1024

test.describe('a trace of 20 MB', () => {
  let folder = ''
  let file = ''

  test.beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marey-large-'))
    file = join(folder, 'large.trace')
    await writeSyntheticTrace(file, { byteLength })
    expect((await stat(file)).size).toBeGreaterThanOrEqual(byteLength)
  })

  test.afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  for (const painter of ['webgl', 'canvas2d'] as const) {
    test(`is drawn within the budget and true at three zooms with ${painter}`, async ({ launch }) => {
      test.setTimeout(180_000)
      const { page } = await launch({ files: [file] })
      await page.evaluate((name) => (location.hash = `painter=${name}`), painter)
      await showTimeline(page)
      const timeline = timelineOf(page)
      // Every goroutine gets a row: the group is opened by the keyboard.
      const before = await factsOf(page)
      expect(before.painter).toBe(painter)
      for (let step = 0; step < before.rows + 2; step++) await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await expect.poll(async () => (await factsOf(page)).rows).toBeGreaterThan(before.rows + 10)
      await page.keyboard.press('End')

      const source = await sourceId(page)
      const size = await timeline.evaluate((element) => [element.clientWidth, element.clientHeight] as const)
      const { plotLeftPx, plotWidthPx } = layOutTimeline(size[0], size[1], 0)
      const lastRowY = size[1] - 8 - 3 - 3
      let checked = 0
      for (const targetNs of [1e12, 400_000_000, 4_000_000, 100_000]) {
        let facts = await factsOf(page)
        for (let notch = 0; notch < 30 && facts.toNs - facts.fromNs > targetNs; notch++) {
          await timeline.hover({ position: { x: plotLeftPx + plotWidthPx / 2, y: size[1] / 2 } })
          await page.keyboard.down('Control')
          await page.mouse.wheel(0, -600)
          await page.keyboard.up('Control')
          facts = await factsOf(page)
          expect(facts.rects).toBeLessThanOrEqual(rectangleBudget)
        }
        expect(facts.rects).toBeGreaterThan(20)
        expect(facts.rects).toBeLessThanOrEqual(rectangleBudget)
        checked += await lookAtLastRow(facts.fromNs, facts.toNs)
      }
      expect(checked).toBeGreaterThanOrEqual(10)

      /** Compares the last row's colours with what the interface says of wide spans; answers how many. */
      async function lookAtLastRow(fromNs: number, toNs: number): Promise<number> {
        await page.mouse.move(2, 2)
        const list = await ask(page, 'trace/rows', {
          source,
          toggled: ['group:'],
          sort: 'blocked',
          filter: '',
          from: 0,
          to: 200,
        })
        const row = list.rows.at(-1)?.key ?? ''
        expect(row).toMatch(/^goroutine:/)
        const picture = await pictureOf(page)
        const nsPerPx = (toNs - fromNs) / plotWidthPx
        let seen = 0
        for (let x = 10; x < plotWidthPx; x += 12) {
          const pick = await ask(page, 'trace/pick', {
            source,
            row,
            timeNs: Math.round(fromNs + x * nsPerPx),
            toleranceNs: 0,
          })
          if (pick.type !== 'span') continue
          const { span } = pick
          const left = Math.max(0, (span.startNs - fromNs) / nsPerPx)
          const right = Math.min(plotWidthPx, (span.endNs - fromNs) / nsPerPx)
          const { fill } = darkPalette.states[span.visualState]
          if (right - left < 10 || fill === null) continue
          const width = Math.min(20, right - left - 4)
          const color = picture.mainColor(plotLeftPx + (left + right) / 2 - width / 2, lastRowY, width, 3)
          expect(
            isColor(color, fill),
            `${row} ${span.visualState} at ${span.startNs}: ${color.join(',')}`,
          ).toBe(true)
          seen++
        }
        return seen
      }
    })
  }
})
