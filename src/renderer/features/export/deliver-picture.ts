/** Where a picture goes. Each way answers what became of it, in words. */
import type { SaveOutcome } from '../../../contract/platform'
import type { Note } from '../../../notes/note'
import type { DrawList } from '../../../picture/draw-list'
import type { PictureData } from '../../../picture/export-data'
import { pictureFileName } from '../../../picture/export-name'
import { writeSvg } from '../../../picture/svg-writer'
import { saveFile } from '../../connection/save-file'
import { pngOf } from '../../gpu/page-canvas'
import { markdownReport } from './report'

export interface Picture {
  readonly list: DrawList
  readonly data: PictureData
  readonly title: string
  readonly sentence: string
  readonly fileName: string
  readonly notes: readonly Note[]
  readonly scale: number
}

function nameOf(picture: Picture, extension: string): string {
  const { data, fileName, title } = picture
  const { fromNs, toNs } = data
  const { durationNs } = data.overview
  return pictureFileName({ fileName, title, fromNs, toNs, durationNs, extension })
}

function wordsOf(outcome: SaveOutcome): string {
  switch (outcome.state) {
    case 'saved':
      return `Saved as ${outcome.name}.`
    case 'cancelled':
      return 'Nothing was saved.'
    case 'failed':
      return `${outcome.name} was not saved: ${outcome.problem}. Choose another place and try again.`
  }
}

const bytesOfText = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** The outcome, or in words why there is no picture. */
async function saveAsPng(picture: Picture): Promise<SaveOutcome | string> {
  const png = await pngOf(picture.list, picture.scale)
  if (!png.ok) return `The picture was not made: ${png.error}.`
  return saveFile(nameOf(picture, 'png'), 'png', new Uint8Array(await png.value.arrayBuffer()))
}

export async function savePng(picture: Picture): Promise<string> {
  const outcome = await saveAsPng(picture)
  return typeof outcome === 'string' ? outcome : wordsOf(outcome)
}

export async function saveSvg(picture: Picture): Promise<string> {
  const title = picture.title === '' ? picture.fileName : picture.title
  return wordsOf(await saveFile(nameOf(picture, 'svg'), 'svg', bytesOfText(writeSvg(picture.list, title))))
}

export async function copyPng(picture: Picture): Promise<string> {
  const png = await pngOf(picture.list, picture.scale)
  if (!png.ok) return `The picture was not made: ${png.error}.`
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png.value })])
    return 'The picture is on the clipboard.'
  } catch {
    return 'The clipboard refused the picture. Save it as a file instead.'
  }
}

/** The picture first: the report names its file as the user has saved it. */
export async function saveReport(picture: Picture): Promise<string> {
  const saved = await saveAsPng(picture)
  if (typeof saved === 'string') return saved
  if (saved.state !== 'saved') return wordsOf(saved)
  const { data, title, sentence, fileName, notes } = picture
  const report = markdownReport(data, { title, sentence, fileName, notes, pictureName: saved.name })
  const outcome = await saveFile(nameOf(picture, 'md'), 'markdown', bytesOfText(report))
  return `${wordsOf(outcome)} The picture is ${saved.name}.`
}
