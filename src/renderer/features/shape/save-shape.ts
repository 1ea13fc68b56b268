/** The picture of a shape as a file. */
import type { SourceDto } from '../../../contract/sources'
import { pictureFileName } from '../../../picture/export-name'
import { composeShapePage } from '../../../picture/shape-page'
import { writeSvg } from '../../../picture/svg-writer'
import { saveFile } from '../../connection/save-file'
import { pngOf } from '../../gpu/page-canvas'
import { addNotice, announce } from '../../state/messages'
import type { ShapeCanvas } from './shape-scene'
import { shapeLimits } from './shape-words'

const widthPx = 1400
/** Device pixels of a PNG to one of the picture. */
const scale = 2

export async function saveShape(
  scene: ShapeCanvas,
  source: SourceDto,
  name: string,
  format: 'png' | 'svg',
): Promise<void> {
  const title = `Shape of ${name}`
  const list = composeShapePage(scene.scene(), { title, limits: shapeLimits, fileName: source.name, widthPx })
  const { fromNs, toNs } = scene.window
  const fileName = pictureFileName({
    fileName: source.name,
    title,
    fromNs,
    toNs,
    durationNs: scene.durationNs,
    extension: format,
  })
  let bytes: Uint8Array<ArrayBuffer>
  if (format === 'svg') bytes = new TextEncoder().encode(writeSvg(list, title))
  else {
    const png = await pngOf(list, scale)
    if (!png.ok) {
      addNotice(`The picture was not made: ${png.error}.`, 'Choose fewer goroutines, or save it as SVG.')
      return
    }
    bytes = new Uint8Array(await png.value.arrayBuffer())
  }
  const outcome = await saveFile(fileName, format, bytes)
  if (outcome.state === 'saved') announce(`Picture saved as ${outcome.name}`)
  else if (outcome.state === 'failed')
    addNotice(`${outcome.name} was not saved: ${outcome.problem}.`, 'Choose another place and try again.')
}
