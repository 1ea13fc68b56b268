/** Pictures, notes and sessions as people make them, in both hosts. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadImage } from '@napi-rs/canvas'
import type { Page } from '@playwright/test'
import type { Launched, LaunchedWindow } from './support/launch'
import { expect, test, waitUntilIdle } from './support/test'
import { layoutOf, showTimeline, timelineOf } from './support/timeline-probe'

const gcheavy = 'tests/fixtures/traces/gcheavy-go1.27.trace'

/** Does what saves a file; answers where it lies and the name that was proposed. */
async function saved(
  launched: Launched,
  folder: string,
  act: () => Promise<void>,
): Promise<{ path: string; name: string }> {
  if (!('app' in launched)) {
    const waiting = launched.page.waitForEvent('download')
    await act()
    const download = await waiting
    const path = join(folder, download.suggestedFilename())
    await download.saveAs(path)
    return { path, name: download.suggestedFilename() }
  }
  const { app } = launched as LaunchedWindow
  await app.evaluate(({ dialog }, target) => {
    const state = globalThis as { chosenName?: string }
    dialog.showSaveDialog = ((_window: unknown, options: { defaultPath: string }) => {
      state.chosenName = options.defaultPath
      return Promise.resolve({ canceled: false, filePath: `${target}/${options.defaultPath}` })
    }) as typeof dialog.showSaveDialog
  }, folder)
  await act()
  await waitUntilIdle(launched.page)
  const name = await app.evaluate(() => (globalThis as { chosenName?: string }).chosenName ?? '')
  return { path: join(folder, name), name }
}

async function openDialog(page: Page) {
  await page.keyboard.press('ControlOrMeta+Shift+S')
  const dialog = page.getByRole('dialog', { name: 'Export picture' })
  await dialog.waitFor()
  await waitUntilIdle(page)
  return dialog
}

let folder = ''
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'marey-annotate-'))
})
test.afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the dialog shows the picture and saves it as PNG and SVG', async ({ launch }) => {
  const launched = await launch({ files: [gcheavy] })
  const { page } = launched
  await showTimeline(page)
  const dialog = await openDialog(page)
  await expect(dialog.getByTestId('export-preview')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Title' }).fill('GC takes half of the run')
  await dialog.getByText('From the top').click()
  await dialog.getByText('Light', { exact: true }).click()
  await waitUntilIdle(page)
  const size = await dialog.getByTestId('picture-size').innerText()
  const png = await saved(launched, folder, () => dialog.getByRole('button', { name: 'Save PNG' }).click())
  expect(png.name).toBe('gcheavy-go1.27-GC-takes-half-of-the-run.png')
  const image = await loadImage(png.path)
  expect(size).toBe(`${image.width} × ${image.height} pixels`)
  expect(image.width).toBe(2400)
  await expect(dialog.getByRole('status')).toHaveText(`Saved as ${png.name}.`)
  const svg = await saved(launched, folder, () => dialog.getByRole('button', { name: 'Save SVG' }).click())
  const text = readFileSync(svg.path, 'utf8')
  expect(text).toContain('>GC takes half of the run</text>')
  expect(text).toContain('>g1 main.main</text>')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

/** Where a row of the timeline and a share of its width are on the screen. */
async function pointOf(page: Page, row: string, share: number): Promise<{ x: number; y: number }> {
  const layout = await layoutOf(page)
  const placed = layout.rowAt(row)
  if (placed === undefined) throw new Error(`row ${row} is not on the screen`)
  const { plotLeftPx, plotWidthPx } = layout
  const box = await timelineOf(page).boundingBox()
  if (box === null) throw new Error('no timeline')
  return { x: box.x + plotLeftPx + plotWidthPx * share, y: box.y + placed.topPx + placed.bodyPx / 2 }
}

test('notes are placed, written, moved, undone, listed and jumped to', async ({ launch }) => {
  const { page } = await launch({ files: [gcheavy] })
  const timeline = await showTimeline(page)
  const at = await pointOf(page, 'proc:1', 0.6)
  await page.mouse.move(at.x, at.y)
  await page.keyboard.press('m')
  await expect(timeline).toHaveAttribute('data-selected', 'note:1')
  const text = page.getByRole('textbox', { name: 'Text (Markdown)' })
  await expect(text).toBeFocused()
  await page.keyboard.type('The **mark worker** holds P1')
  await expect(page.getByTestId('inspector').locator('strong')).toHaveText('mark worker')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(timeline).toBeFocused()

  // A box over rows, by drag.
  const from = await pointOf(page, 'proc:0', 0.7)
  const to = await pointOf(page, 'proc:2', 0.8)
  await page.keyboard.press('b')
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(to.x, to.y, { steps: 4 })
  await page.mouse.up()
  await expect(timeline).toHaveAttribute('data-selected', 'note:2')
  await expect(text).toBeFocused()
  await page.keyboard.type('Three Ps at once')
  await page.keyboard.press('ControlOrMeta+Enter')

  // An arrow between rows.
  const tail = await pointOf(page, 'proc:0', 0.25)
  const tip = await pointOf(page, 'proc:2', 0.4)
  await page.keyboard.press('Shift+B')
  await page.mouse.move(tail.x, tail.y)
  await page.mouse.down()
  await page.mouse.move(tip.x, tip.y, { steps: 4 })
  await page.mouse.up()
  await expect(timeline).toHaveAttribute('data-selected', 'note:3')
  await expect(text).toBeFocused()
  await page.keyboard.press('ControlOrMeta+Enter')
  await waitUntilIdle(page)

  // Delete and undo, redo and undo.
  await page.keyboard.press('Delete')
  await page.keyboard.press('5')
  const list = page.getByRole('list', { name: 'Notes' })
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await page.keyboard.press('ControlOrMeta+z')
  await expect(list.getByRole('listitem')).toHaveCount(3)
  await page.keyboard.press('ControlOrMeta+Shift+z')
  await expect(list.getByRole('listitem')).toHaveCount(2)

  // Jump: the timeline shows the note's stretch with the note selected.
  await list.getByRole('button', { name: 'Three Ps at once' }).click()
  await waitUntilIdle(page)
  await expect(timeline).toHaveAttribute('data-selected', 'note:2')
  const fromNs = Number(await timeline.getAttribute('data-from-ns'))
  const toNs = Number(await timeline.getAttribute('data-to-ns'))
  expect(toNs - fromNs).toBeLessThan(6_000_000)

  // By keyboard: moved, and back.
  const inspector = page.getByTestId('inspector')
  await timeline.focus()
  const before = await inspector.innerText()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => inspector.innerText()).not.toBe(before)
  await page.keyboard.press('ControlOrMeta+z')
  await expect.poll(() => inspector.innerText()).toBe(before)
})

/** A point note at the middle of P1, with a text. */
async function placeNote(page: Page, words: string): Promise<void> {
  const at = await pointOf(page, 'proc:1', 0.5)
  await page.mouse.move(at.x, at.y)
  await page.keyboard.press('m')
  await expect(page.getByRole('textbox', { name: 'Text (Markdown)' })).toBeFocused()
  await page.keyboard.type(words)
  await page.keyboard.press('ControlOrMeta+Enter')
}

async function chooseSession(page: Page, file: { name: string; mimeType: string; buffer: Buffer } | string) {
  const waiting = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Menu', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Open session…' }).click()
  await (await waiting).setFiles(file)
}

test('notes are there again after the program has gone', async ({ launch }) => {
  const userData = join(folder, 'user-data')
  const first = await launch({ files: [gcheavy], userData })
  await showTimeline(first.page)
  await placeNote(first.page, 'Kept over a crash')
  // Autosaved shortly after typing, not at the end.
  await expect
    .poll(() => (existsSync(join(userData, 'sessions')) ? readdirSync(join(userData, 'sessions')) : []))
    .toHaveLength(1)
  await waitUntilIdle(first.page)
  await first.close()

  const second = await launch({ files: [gcheavy], userData })
  await showTimeline(second.page)
  await second.page.keyboard.press('5')
  await expect(second.page.getByRole('list', { name: 'Notes' })).toContainText('Kept over a crash')
})

test('a session goes to another machine and finds its file by content', async ({ launch }) => {
  const first = await launch({ files: [gcheavy] })
  await showTimeline(first.page)
  await placeNote(first.page, 'Look here')
  await first.page.keyboard.press('w')
  await waitUntilIdle(first.page)
  await first.page.keyboard.press('u')
  await expect(first.page.getByRole('combobox', { name: 'Time axis' })).toHaveValue('origin')
  const fromNs = await timelineOf(first.page).getAttribute('data-from-ns')
  const session = await saved(first, folder, () => first.page.keyboard.press('ControlOrMeta+s'))
  expect(session.name).toBe('gcheavy-go1.27.marey-session')
  const text = readFileSync(session.path, 'utf8')
  expect(text).not.toContain(process.cwd())
  await first.close()

  // The file lies elsewhere under another name there.
  const moved = join(folder, 'renamed.trace')
  copyFileSync(gcheavy, moved)
  const second = await launch({ files: [moved] })
  await showTimeline(second.page)
  await chooseSession(second.page, session.path)
  await expect(timelineOf(second.page)).toHaveAttribute('data-selected', 'note:1')
  await waitUntilIdle(second.page)
  expect(await timelineOf(second.page).getAttribute('data-from-ns')).toBe(fromNs)
  await expect(second.page.getByRole('combobox', { name: 'Time axis' })).toHaveValue('origin')
  await second.page.keyboard.press('5')
  await expect(second.page.getByRole('list', { name: 'Notes' })).toContainText('Look here')
})

test('sessions that are damaged, hostile or about another file are told in words', async ({ launch }) => {
  const { page } = await launch({ files: [gcheavy] })
  await showTimeline(page)
  const banner = page.getByTestId('banner')
  const file = (content: string) => ({
    name: 'x.marey-session',
    mimeType: 'application/json',
    buffer: Buffer.from(content),
  })
  await chooseSession(page, file('{"marey": "session", "version": 99}'))
  await expect(banner).toContainText('newer Marey')
  await chooseSession(page, file('<script>alert(1)</script>'))
  await expect(banner).toContainText('not JSON')
  const view = { name: 'timeline', selection: '', toggled: [], pinned: [], sort: 'blocked', filter: '' }
  const about = (name: string) =>
    JSON.stringify({
      marey: 'session',
      version: 2,
      savedAtUnixMs: 0,
      files: [{ name, byteLength: 5, sha256: '0'.repeat(64), view, notes: [] }],
    })
  await chooseSession(page, file(about('../../etc/passwd')))
  await expect(banner).toContainText('a name, not a path')
  await chooseSession(page, file(about('elsewhere.trace')))
  await expect(banner).toContainText('elsewhere.trace')
  await chooseSession(page, file(about('gcheavy-go1.27.trace')))
  await expect(banner).toContainText('is not the file that the session is about')
})

const stuck = 'resources/samples/stuck-service.txt'

test('a dump is annotated, exported, and its session opened elsewhere', async ({ launch }) => {
  const first = await launch({ files: [stuck] })
  const { page } = first
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'dump')
  await waitUntilIdle(page)
  const text = page.getByRole('textbox', { name: 'Text (Markdown)' })
  await page.keyboard.press('m')
  await expect(text).toBeFocused()
  await page.keyboard.type('All wait for **one** upstream')
  await page.keyboard.press('ControlOrMeta+Enter')
  await page.keyboard.press('ArrowDown')
  // On a frame of the next group's stack, by keyboard.
  await page.getByRole('list', { name: 'Stack of the group' }).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('m')
  await expect(text).toBeFocused()
  await page.keyboard.type('Taken here')
  await page.keyboard.press('ControlOrMeta+Enter')
  await waitUntilIdle(page)

  const dialog = await openDialog(page)
  const svg = await saved(first, folder, () => dialog.getByRole('button', { name: 'Save SVG' }).click())
  expect(svg.name).toBe('stuck-service-groups.svg')
  const picture = readFileSync(svg.path, 'utf8')
  expect(picture).toContain('>82 goroutines in 20 groups</text>')
  expect(picture).toContain('All wait for one upstream')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()

  await page.keyboard.press('6')
  const list = page.getByRole('list', { name: 'Notes' })
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await page.keyboard.press('ControlOrMeta+z')
  await expect(list).not.toContainText('Taken here')
  await page.keyboard.press('ControlOrMeta+Shift+z')
  await expect(list).toContainText('Taken here')
  const session = await saved(first, folder, () => page.keyboard.press('ControlOrMeta+s'))
  expect(session.name).toBe('stuck-service.marey-session')
  await first.close()

  const second = await launch({ files: [stuck] })
  await waitUntilIdle(second.page)
  await chooseSession(second.page, session.path)
  const notes = second.page.getByRole('list', { name: 'Notes' })
  await expect(notes.getByRole('listitem')).toHaveCount(2)
  await notes.getByRole('button', { name: 'Taken here' }).click()
  await expect(second.page.getByTestId('view')).toHaveAttribute('data-view', 'dump')
  await expect(second.page.getByRole('heading', { name: 'Frame note 2' })).toBeVisible()
  await waitUntilIdle(second.page)
  const again = await openDialog(second.page)
  const copy = await saved(second, folder, () => again.getByRole('button', { name: 'Save SVG' }).click())
  expect(readFileSync(copy.path, 'utf8')).toBe(picture)
})
