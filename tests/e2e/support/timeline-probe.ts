/**
 * Looks at the timeline from outside: asks the page's own interface for spans and rows, works out where they must stand from
 * the published attributes and the rules of row layout, and reads the colours of a screenshot there.
 */
import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { Locator, Page } from '@playwright/test'
import { succeed } from '../../../src/base/result'
import type { MethodName, Params, Results } from '../../../src/contract/api'
import type { RowsDto } from '../../../src/contract/rows-dto'
import type { SpanDto } from '../../../src/contract/span-dto'
import { visualStateIndex } from '../../../src/contract/visual-states'
import type { Rgba } from '../../../src/picture/color'
import type { Palette } from '../../../src/picture/palette'
import { RowModel } from '../../../src/renderer/features/timeline/scene/row-model'
import { layOutTimeline } from '../../../src/renderer/features/timeline/scene/timeline-geometry'
import { expect, waitUntilIdle } from './test'

export const timelineOf = (page: Page): Locator => page.getByTestId('timeline')

/** Asks the host as the page does. Only methods that answer JSON. */
export async function ask<M extends MethodName>(
  page: Page,
  method: M,
  params: Params<M>,
): Promise<Results[M]> {
  const answer = await page.evaluate(
    async ([name, body]) => {
      const response = await fetch(`/api/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      return (await response.json()) as { ok: boolean; value: unknown; error?: unknown }
    },
    [method, JSON.stringify(params)] as const,
  )
  if (!answer.ok) throw new Error(`${method}: ${JSON.stringify(answer.error)}`)
  return answer.value as Results[M]
}

/** Opens the timeline of the file in front and waits until it is drawn. */
export async function showTimeline(page: Page): Promise<Locator> {
  await waitUntilIdle(page)
  await page.keyboard.press('2')
  const timeline = timelineOf(page)
  await timeline.waitFor()
  await page.locator('[data-testid="timeline"][data-painter]').waitFor()
  await waitUntilIdle(page)
  return timeline
}

/** Selects a range of the run by dragging along the axis; both ends as shares of what the plot shows. */
export async function dragRange(page: Page, fromShare: number, toShare: number): Promise<void> {
  const timeline = timelineOf(page)
  const box = await timeline.boundingBox()
  if (box === null) throw new Error('the timeline has no place')
  const x = (share: number): number => box.x + 184 + (box.width - 184) * share
  const y = box.y + 56
  await page.mouse.move(x(fromShare), y)
  await page.mouse.down()
  await page.mouse.move(x(toShare), y, { steps: 4 })
  await page.mouse.up()
  await expect(timeline).toHaveAttribute('data-selected', /^range:/)
}

export interface Facts {
  readonly fromNs: number
  readonly toNs: number
  readonly rows: number
  readonly rects: number
  readonly selected: string
  readonly painter: string
}

export async function factsOf(page: Page): Promise<Facts> {
  await waitUntilIdle(page)
  return timelineOf(page).evaluate((element) => ({
    fromNs: Number(element.dataset['fromNs']),
    toNs: Number(element.dataset['toNs']),
    rows: Number(element.dataset['rows']),
    rects: Number(element.dataset['rects']),
    selected: element.dataset['selected'] ?? '',
    painter: element.dataset['painter'] ?? '',
  }))
}

export async function sourceId(page: Page): Promise<string> {
  const [source] = await ask(page, 'sources/list', {})
  if (source === undefined) throw new Error('no file is open')
  return source.id
}

export interface Layout {
  readonly plotLeftPx: number
  readonly plotWidthPx: number
  /** Top and height of the coloured part of a row, in pixels of the timeline; undefined when it is not in sight. */
  readonly rowAt: (key: string) => { readonly topPx: number; readonly bodyPx: number } | undefined
}

/** Where rows stand, from the list that the host answers while nothing is folded otherwise, scrolled or pinned. */
export async function layoutOf(page: Page): Promise<Layout> {
  const source = await sourceId(page)
  const size = await timelineOf(page).evaluate((element) => ({
    width: element.clientWidth,
    height: element.clientHeight,
  }))
  const list: RowsDto = await ask(page, 'trace/rows', {
    source,
    toggled: [],
    sort: 'blocked',
    filter: '',
    from: 0,
    to: 200,
  })
  const model = new RowModel(
    () => Promise.resolve(succeed(list)),
    () => undefined,
  )
  model.ensure(0, 1)
  await new Promise((resolve) => setTimeout(resolve, 0))
  const geometry = layOutTimeline(size.width, size.height, model.stickyHeightPx())
  const places = new Map<string, { topPx: number; bodyPx: number }>()
  for (const { row, topPx, bodyPx } of model.sticky())
    places.set(row.key, { topPx: geometry.sticky.y + topPx, bodyPx })
  for (const { row, topPx, bodyPx } of model.scrolled(0, geometry.rows.height, 0)) {
    if (topPx + bodyPx <= geometry.rows.height)
      places.set(row.key, { topPx: geometry.rows.y + topPx, bodyPx })
  }
  return {
    plotLeftPx: geometry.plotLeftPx,
    plotWidthPx: geometry.plotWidthPx,
    rowAt: (key) => places.get(key),
  }
}

/** Left and right of a stretch in pixels of the timeline, cut at the plot. */
export function xRange(
  layout: Layout,
  facts: Facts,
  span: { readonly startNs: number; readonly endNs: number },
): readonly [number, number] {
  const nsPerPx = (facts.toNs - facts.fromNs) / layout.plotWidthPx
  const right = layout.plotLeftPx + layout.plotWidthPx
  const x = (timeNs: number): number =>
    Math.min(right, Math.max(layout.plotLeftPx, layout.plotLeftPx + (timeNs - facts.fromNs) / nsPerPx))
  return [x(span.startNs), x(span.endNs)]
}

export interface Picture {
  /** The most frequent colour of a box, in pixels of the timeline. */
  readonly mainColor: (
    x: number,
    y: number,
    width: number,
    height: number,
  ) => readonly [number, number, number]
}

export async function pictureOf(page: Page): Promise<Picture> {
  await waitUntilIdle(page)
  const image = await loadImage(await timelineOf(page).screenshot())
  const canvas = createCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0)
  return {
    mainColor: (x, y, width, height) => {
      const { data } = context.getImageData(
        Math.round(x),
        Math.round(y),
        Math.max(1, Math.round(width)),
        Math.max(1, Math.round(height)),
      )
      const counts = new Map<number, number>()
      for (let at = 0; at < data.length; at += 4) {
        const color = ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0)
        counts.set(color, (counts.get(color) ?? 0) + 1)
      }
      const [main] = [...counts].sort((a, b) => b[1] - a[1])
      const color = main?.[0] ?? 0
      return [(color >> 16) & 255, (color >> 8) & 255, color & 255]
    },
  }
}

export const isColor = (seen: readonly number[], wanted: Rgba): boolean =>
  Math.abs((seen[0] ?? 0) - wanted.red) <= 3 &&
  Math.abs((seen[1] ?? 0) - wanted.green) <= 3 &&
  Math.abs((seen[2] ?? 0) - wanted.blue) <= 3

export interface Probe {
  readonly row: string
  readonly span: SpanDto
}

/**
 * Spans of goroutines whose rows are in sight, as different in state as the file has them, none shorter than
 * `shortestNs`. Spans over which something else is drawn (a mark assist over running) are left out.
 */
export async function chooseProbes(
  page: Page,
  layout: Layout,
  palette: Palette,
  count: number,
  shortestNs: number,
): Promise<readonly Probe[]> {
  const source = await sourceId(page)
  const list = await ask(page, 'trace/goroutines', {
    source,
    sort: 'id',
    descending: false,
    filter: '',
    offset: 0,
    limit: 200,
  })
  const found: Probe[] = []
  for (const { id, stateTimes } of list.rows) {
    const row = `goroutine:${id}`
    if (layout.rowAt(row) === undefined) continue
    const { spans } = await ask(page, 'trace/goroutine-spans', {
      source,
      goroutine: id,
      offset: 0,
      limit: 500,
    })
    for (const span of spans) {
      if (span.endNs - span.startNs < shortestNs || palette.states[span.visualState].fill === null) continue
      if (span.visualState === 'running' && (stateTimes[visualStateIndex['gc-assist']] ?? 0) > 0) continue
      found.push({ row, span })
    }
  }
  // In turn one of each state, the longest first.
  const byState = new Map<string, Probe[]>()
  for (const probe of found.sort((a, b) => b.span.endNs - b.span.startNs - (a.span.endNs - a.span.startNs))) {
    const list = byState.get(probe.span.visualState) ?? []
    list.push(probe)
    byState.set(probe.span.visualState, list)
  }
  const chosen: Probe[] = []
  for (let turn = 0; chosen.length < count && turn < found.length; turn++) {
    for (const list of byState.values()) {
      const probe = list[turn]
      if (probe !== undefined && chosen.length < count) chosen.push(probe)
    }
  }
  return chosen
}
