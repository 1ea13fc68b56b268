/**
 * A picture of a goroutine dump that explains itself: groups as bars with their counts, states and places, stacks where
 * notes hang on them, what is idle by design in one line, figures, legend and notes. One draw list for every writer.
 */
import { groupDigits } from '../base/format-units'
import { groupAnchor } from '../contract/dump-anchor'
import type { DumpFrameDto, GoroutineGroupDto } from '../contract/dump-dto'
import { visualStateIndex, visualStates } from '../contract/visual-states'
import type { Note } from '../notes/note'
import { RectangleBuilder, type DrawList, type Shape, type TextStyle } from './draw-list'
import { countText, fileLine, shortFunction, visualStateOf, waitText } from './dump-words'
import type { DumpPictureData } from './export-dump-data'
import { drawLegend, drawStatistics, type Figure } from './export-legend'
import { cutToWidth } from './label-fit'
import { cuedHeightPx } from './row-layout'
import {
  finishPage,
  headingStyle,
  listNotes,
  marginPx,
  PicturePage,
  smallStyle,
  writeHead,
  type PageLook,
} from './picture-page'
import { scaledMeasure } from './wrap-text'

/** What stands in a picture besides the groups. */
export interface DumpPictureParts {
  readonly title: boolean
  readonly sentence: boolean
  readonly file: boolean
  readonly idle: boolean
  readonly legend: boolean
  readonly statistics: boolean
  readonly notes: boolean
}

export const allDumpParts: DumpPictureParts = {
  title: true,
  sentence: true,
  file: true,
  idle: true,
  legend: true,
  statistics: true,
  notes: true,
}

export interface DumpPictureOptions extends PageLook {
  readonly title: string
  readonly sentence: string
  readonly fileName: string
  /** When the dump was taken and how that is known: '2026-11-21 14:03:05 UTC, as you said'; '' when unknown. */
  readonly time: string
  readonly notes: readonly Note[]
  readonly parts: DumpPictureParts
  readonly maximumGroups: number
  /** 'Made with Marey', at the lower right. */
  readonly program: string
}

/** Groups of a picture; more cannot be taken in from any page. */
export const maximumPictureGroups = 200

const countStyle: TextStyle = { sizePx: 15, weight: 600, family: 'text' }
const nameStyle: TextStyle = { sizePx: 13, weight: 600, family: 'text' }
const factStyle: TextStyle = { sizePx: 11, weight: 400, family: 'text' }
const frameStyle: TextStyle = { sizePx: 11, weight: 400, family: 'text' }
const calloutStyle: TextStyle = { sizePx: 10, weight: 600, family: 'text' }
const measuredPx = 11
const groupPx = 42
const framePx = 17
const countPx = 56
const barHeightPx = 14
const calloutRadiusPx = 8
const listedFrames = 12
const listedReasons = 8

type GroupNote = Extract<Note, { kind: 'group' }>

interface Columns {
  readonly countRight: number
  readonly barLeft: number
  readonly barPx: number
  readonly textLeft: number
  readonly right: number
}

function columnsOf(widthPx: number): Columns {
  const barPx = widthPx < 700 ? 80 : widthPx < 1600 ? 180 : 320
  const countRight = marginPx + countPx
  const barLeft = countRight + 12
  return { countRight, barLeft, barPx, textLeft: barLeft + barPx + 16, right: widthPx - marginPx }
}

interface Drawing {
  readonly page: PicturePage
  readonly options: DumpPictureOptions
  readonly columns: Columns
  readonly bars: RectangleBuilder
  readonly largest: number
  readonly notes: readonly GroupNote[]
}

/** The whole picture. Its height follows from what is in it. */
export function composeDumpPicture(data: DumpPictureData, options: DumpPictureOptions): DrawList {
  const { parts } = options
  const page = new PicturePage(options)
  writeHead(page, {
    title: parts.title ? options.title : '',
    sentence: parts.sentence ? options.sentence : '',
    facts: factsOf(data, options),
  })
  const { groups } = data.groups
  const busy = groups.filter((group) => group.idleReason === undefined)
  const idle = groups.filter((group) => group.idleReason !== undefined)
  // Where everything is idle by design, that is what there is to see.
  const first = busy.length > 0 ? busy : idle
  const listed = first.slice(0, Math.min(options.maximumGroups, maximumPictureGroups))
  const notes = parts.notes ? options.notes.filter((note): note is GroupNote => note.kind === 'group') : []
  const drawing: Drawing = {
    page,
    options,
    columns: columnsOf(options.widthPx),
    bars: new RectangleBuilder(),
    largest: Math.max(1, ...groups.map(({ count }) => count)),
    notes,
  }
  const shown = new Set<string>()
  for (const group of listed) {
    shown.add(groupAnchor(group))
    drawGroup(group, drawing)
  }
  // A note says something about its group also where the list ends before it, or folds it away.
  const noted = [...first.slice(listed.length), ...(first === idle ? [] : idle)].filter((group) => {
    const anchor = groupAnchor(group)
    return !shown.has(anchor) && notes.some((note) => note.group === anchor)
  })
  for (const group of noted) drawGroup(group, drawing)
  const rest = first.slice(listed.length).filter((group) => !noted.includes(group))
  drawRest(data, rest, drawing)
  if (parts.idle && first !== idle && idle.length > 0) drawIdle(data, idle, drawing)
  rule(drawing)
  if (parts.statistics) {
    page.y += 8
    const figures = figuresOf(data)
    page.y = drawStatistics(figures, marginPx, page.y, page.innerPx, options, page.shapes)
  }
  if (parts.legend) drawStates([...listed, ...noted], drawing)
  listNotes(notes, page, (note) => (note.kind === 'group' ? (note.place ?? 'a group of the dump') : ''))
  finishPage(page, options.program)
  const heightPx = Math.ceil(page.y)
  return {
    widthPx: options.widthPx,
    heightPx,
    palette: options.palette,
    layers: [
      {
        kind: 'rectangles',
        clip: { x: 0, y: 0, width: options.widthPx, height: heightPx },
        view: { fromX: 0, unitsPerPx: 1, scrollPx: 0 },
        rectangles: drawing.bars,
      },
      { kind: 'shapes', shapes: page.shapes },
    ],
  }
}

function factsOf({ overview, groups, request }: DumpPictureData, options: DumpPictureOptions): string[] {
  const { parts, fileName, title, time } = options
  if (!parts.file) return []
  const shown = overview.dumps.find(({ index }) => index === request.dump)
  const series =
    overview.dumps.length < 2
      ? []
      : [shown === undefined ? `${overview.dumps.length} dumps together` : shown.name]
  return [
    ...(parts.title && title === fileName ? [] : [fileName]),
    ...series,
    ...(time === '' ? [] : [time]),
    `${countText(groups.goroutineCount, 'goroutine')} in ${countText(groups.groupCount, 'group')}`,
    ...(request.filter.trim() === '' ? [] : [`only: ${request.filter.trim()}`]),
  ]
}

function push(
  { page }: Drawing,
  text: string,
  x: number,
  y: number,
  style: TextStyle,
  look: { readonly isDim?: boolean; readonly align?: 'left' | 'right' } = {},
): void {
  const { palette } = page.options
  const color = look.isDim === true ? palette.dimText : palette.text
  page.shapes.push({ kind: 'text', text, x, y, color, style, align: look.align ?? 'left' })
}

const widthIn = ({ options }: Drawing, style: TextStyle): ((text: string) => number) =>
  scaledMeasure(options.measure, (style.sizePx / measuredPx) * (style.weight === 600 ? 1.05 : 1))

function rule({ page, columns }: Drawing): void {
  const y = Math.round(page.y) + 0.5
  const points = [marginPx, y, columns.right, y]
  page.shapes.push({ kind: 'line', points, stroke: page.options.palette.border, widthPx: 1 })
}

function drawGroup(group: GoroutineGroupDto, drawing: Drawing): void {
  const { page, options, columns, bars, largest } = drawing
  const anchor = groupAnchor(group)
  const here = drawing.notes.filter((note) => note.group === anchor)
  rule(drawing)
  const top = page.y
  const middle = top + 14
  push(drawing, groupDigits(group.count), columns.countRight, middle, countStyle, { align: 'right' })
  const width = Math.max(2, Math.round((group.count / largest) * columns.barPx))
  const state = visualStateOf(group.state)
  const cued = cuedHeightPx(options.palette.states[state].height, barHeightPx)
  const bottom = Math.round(middle + barHeightPx / 2)
  bars.add(columns.barLeft, columns.barLeft + width, bottom - cued, bottom, visualStateIndex[state])
  let left = columns.textLeft
  for (const note of here.filter(({ frame }) => frame === undefined))
    left = callout(note, left, middle, drawing)
  const frame = group.frames[group.tellingFrame]
  const name = frame === undefined ? 'no frames printed' : shortFunction(frame.functionName)
  const room = columns.right - left
  push(drawing, cutToWidth(name, room, widthIn(drawing, nameStyle)), left, middle, nameStyle)
  const facts = [
    group.state,
    waitText(group.waitMinutes),
    ...(group.hasDied ? ['the program died here'] : []),
    ...(group.leaked > 0 ? [`${groupDigits(group.leaked)} leaked`] : []),
    ...(group.lockedToThread > 0 ? ['locked to thread'] : []),
    ...(frame === undefined ? [] : [fileLine(frame)]),
    ...(group.createdBy === '' ? [] : [`by ${shortFunction(group.createdBy)}`]),
    ...(group.idleReason === undefined ? [] : [group.idleReason]),
  ].filter((text) => text !== '')
  const line = cutToWidth(facts.join('  ·  '), columns.right - columns.textLeft, widthIn(drawing, factStyle))
  push(drawing, line, columns.textLeft, top + 31, factStyle, { isDim: true })
  page.y = top + groupPx
  if (here.length > 0) drawStack(group, here, drawing)
}

/** Numbers in discs, from the left; answers where the next thing may stand. */
function callout(note: GroupNote, x: number, y: number, { page }: Drawing): number {
  const { palette } = page.options
  const points: number[] = []
  for (let step = 0; step < 24; step++) {
    const angle = (step / 24) * 2 * Math.PI
    points.push(
      x + calloutRadiusPx + Math.cos(angle) * calloutRadiusPx,
      y + Math.sin(angle) * calloutRadiusPx,
    )
  }
  page.shapes.push({ kind: 'area', points, fill: palette.accent })
  page.shapes.push({
    kind: 'text',
    text: note.callout > 0 ? String(note.callout) : '•',
    x: x + calloutRadiusPx,
    y: y + 0.5,
    color: palette.background,
    style: calloutStyle,
    align: 'center',
  })
  return x + 2 * calloutRadiusPx + 6
}

/** Frames of the stack of a group with notes, innermost first; those of the runtime in one line where none is noted. */
function drawStack(group: GoroutineGroupDto, here: readonly GroupNote[], drawing: Drawing): void {
  const { page, columns } = drawing
  const indent = columns.textLeft + 14
  const from = page.y
  let skipped = 0
  let drawn = 0
  const line = (text: string, isDim: boolean, place: string, x = indent): void => {
    const y = page.y + framePx / 2
    const measure = widthIn(drawing, frameStyle)
    const placePx = place === '' ? 0 : measure(place) + 12
    const shown = cutToWidth(text, columns.right - x - placePx, measure)
    push(drawing, shown, x, y, frameStyle, { isDim })
    if (place !== '') push(drawing, place, x + measure(shown) + 12, y, frameStyle, { isDim: true })
    page.y += framePx
    drawn++
  }
  const flush = (): void => {
    if (skipped > 0) line(countText(skipped, 'runtime frame'), true, '')
    skipped = 0
  }
  const isNoted = (at: number): boolean => here.some((note) => note.frame === at)
  for (const [at, frame] of group.frames.entries()) {
    if (isRuntime(frame) && !isNoted(at)) {
      skipped++
      continue
    }
    flush()
    if (drawn >= listedFrames && !isNoted(at)) {
      line(countText(group.frames.length - at, 'frame'), true, 'further out')
      break
    }
    let x = indent - 2 * calloutRadiusPx - 6
    for (const note of here) if (note.frame === at) x = callout(note, x, page.y + framePx / 2, drawing)
    // Several notes on one frame push its name aside.
    const nameLeft = Math.max(indent, x)
    if (frame.isNote) line(frame.functionName, true, '', nameLeft)
    else line(shortFunction(frame.functionName), frame.owner !== 'user', fileLine(frame), nameLeft)
  }
  flush()
  const x = columns.textLeft + 4.5 - 12
  const bar: Shape = {
    kind: 'line',
    points: [x, from, x, page.y],
    stroke: page.options.palette.border,
    widthPx: 1,
  }
  page.shapes.push(bar)
  page.y += 8
}

const isRuntime = (frame: DumpFrameDto): boolean => frame.owner === 'runtime' && !frame.isNote

function drawRest({ groups }: DumpPictureData, rest: readonly GoroutineGroupDto[], drawing: Drawing): void {
  const { page } = drawing
  const unlisted = groups.groupCount - groups.groups.length
  if (rest.length + unlisted === 0) return
  const count = rest.reduce((sum, group) => sum + group.count, 0)
  const more = `${countText(rest.length + unlisted, 'more group')}${
    unlisted > 0 ? '' : ` with ${countText(count, 'goroutine')}`
  }`
  rule(drawing)
  page.y += 4
  page.text(`${more} ${rest.length + unlisted === 1 ? 'is' : 'are'} not in the picture.`, smallStyle, 1, true)
  page.y += 2
}

function drawIdle({ groups }: DumpPictureData, idle: readonly GoroutineGroupDto[], drawing: Drawing): void {
  const { page, columns } = drawing
  rule(drawing)
  const middle = page.y + 14
  push(drawing, groupDigits(groups.idleCount), columns.countRight, middle, countStyle, {
    isDim: true,
    align: 'right',
  })
  push(drawing, 'Idle by design', columns.barLeft, middle, headingStyle, { isDim: true })
  const reasons = new Map<string, number>()
  for (const { idleReason = '', count } of idle)
    reasons.set(idleReason, (reasons.get(idleReason) ?? 0) + count)
  const sorted = [...reasons].sort((a, b) => b[1] - a[1])
  const words = sorted.slice(0, listedReasons).map(([reason, count]) => `${groupDigits(count)} × ${reason}`)
  if (sorted.length > listedReasons) words.push(`${sorted.length - listedReasons} other reasons`)
  page.y += 4
  page.text(words.join('  ·  '), factStyle, 4, true, columns.textLeft - marginPx)
  page.y = Math.max(page.y + 6, middle + 14)
}

function figuresOf({ groups }: DumpPictureData): readonly Figure[] {
  const waits = groups.groups.flatMap(({ waitMinutes }) =>
    waitMinutes === undefined ? [] : [waitMinutes.max],
  )
  const leaked = groups.groups.reduce((sum, group) => sum + group.leaked, 0)
  return [
    { name: 'Goroutines', value: groupDigits(groups.goroutineCount) },
    { name: 'Groups', value: groupDigits(groups.groupCount) },
    { name: 'Idle by design', value: groupDigits(groups.idleCount) },
    ...(waits.length === 0
      ? []
      : [{ name: 'Longest wait printed', value: `about ${Math.max(...waits)} min` }]),
    ...(leaked === 0 ? [] : [{ name: 'Leaked, by the collector', value: groupDigits(leaked) }]),
  ]
}

function drawStates(groups: readonly GoroutineGroupDto[], { page, bars, options }: Drawing): void {
  const found = new Set(groups.map(({ state }) => visualStateOf(state)))
  const kinds = visualStates.filter((state) => found.has(state))
  page.y += 8
  const entries = { kinds, hasHeap: false }
  page.y = drawLegend(entries, marginPx, page.y, page.innerPx, options, bars, page.shapes)
}
