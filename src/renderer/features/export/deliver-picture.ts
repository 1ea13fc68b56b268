/** Where a picture goes. Each way answers what became of it, in words. */
import type { Result } from '../../../base/result'
import type { SaveOutcome } from '../../../contract/platform'
import type { DrawList } from '../../../picture/draw-list'
import { writeSvg } from '../../../picture/svg-writer'
import { copyPicture } from '../../connection/copy-picture'
import { saveFile } from '../../connection/save-file'
import { pngOf } from '../../gpu/page-canvas'

/** What can be delivered, of whatever kind of file. */
export interface Picture {
  readonly list: DrawList
  readonly title: string
  readonly fileName: string
  readonly scale: number
  /** Says what it is: `stuck-service-1200.png`. */
  readonly nameFor: (extension: string) => string
  /** Markdown around the picture of that file name; a failure in words. */
  readonly report: (pictureName: string) => Promise<Result<string, string>>
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
  return saveFile(picture.nameFor('png'), 'png', new Uint8Array(await png.value.arrayBuffer()))
}

export async function savePng(picture: Picture): Promise<string> {
  const outcome = await saveAsPng(picture)
  return typeof outcome === 'string' ? outcome : wordsOf(outcome)
}

export async function saveSvg(picture: Picture): Promise<string> {
  const title = picture.title === '' ? picture.fileName : picture.title
  return wordsOf(await saveFile(picture.nameFor('svg'), 'svg', bytesOfText(writeSvg(picture.list, title))))
}

export async function copyPng(picture: Picture): Promise<string> {
  const png = await pngOf(picture.list, picture.scale)
  if (!png.ok) return `The picture was not made: ${png.error}.`
  return (await copyPicture(png.value))
    ? 'The picture is on the clipboard.'
    : 'The clipboard refused the picture. Save it as a file instead.'
}

/** The picture first: the report names its file as the user has saved it. */
export async function saveReport(picture: Picture): Promise<string> {
  const saved = await saveAsPng(picture)
  if (typeof saved === 'string') return saved
  if (saved.state !== 'saved') return wordsOf(saved)
  const report = await picture.report(saved.name)
  if (!report.ok) return `${wordsOf(saved)} The report was not made: ${report.error}.`
  const outcome = await saveFile(picture.nameFor('md'), 'markdown', bytesOfText(report.value))
  return `${wordsOf(outcome)} The picture is ${saved.name}.`
}
