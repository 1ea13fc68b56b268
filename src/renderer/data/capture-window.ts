/** A picture of the whole window: only the desktop window can make one, a page in a browser cannot see itself. */
import { copyPicture } from '../connection/copy-picture'
import { platform } from '../connection/platform'
import { saveFile } from '../connection/save-file'
import { whileBusy } from '../state/idle'
import { addNotice, announce } from '../state/messages'
import { activeSource } from '../state/sources'

type CaptureTarget = 'file' | 'clipboard'

/** What was chosen from a menu or the palette is gone from the screen after two frames. */
const nextFrames = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))

export async function captureWindow(target: CaptureTarget): Promise<void> {
  const desktop = platform()
  if (desktop === undefined) {
    addNotice(
      'A page in a browser cannot take a picture of its window.',
      'Use Export picture for the timeline or the groups of a dump, the browser’s own screenshot, or the desktop window.',
    )
    return
  }
  await nextFrames()
  try {
    const bytes = await whileBusy(desktop.captureWindow())
    if (bytes.byteLength === 0) tellFailure('the window is not on the screen')
    else await deliver(new Uint8Array(bytes), target)
  } catch (error) {
    tellFailure(error instanceof Error ? error.message : String(error))
  }
}

async function deliver(bytes: Uint8Array<ArrayBuffer>, target: CaptureTarget): Promise<void> {
  if (target === 'clipboard') {
    if (await copyPicture(new Blob([bytes], { type: 'image/png' })))
      announce('The picture of the window is on the clipboard')
    else tellFailure('the clipboard refused it')
    return
  }
  const stem = (activeSource()?.name ?? '').replace(/\.(trace|out|txt|log)$/, '')
  const outcome = await saveFile(`${stem === '' ? 'marey' : `${stem}-marey`}.png`, 'png', bytes)
  if (outcome.state === 'saved') announce(`The picture of the window is saved as ${outcome.name}`)
  else if (outcome.state === 'failed') tellFailure(outcome.problem)
}

const tellFailure = (problem: string): void =>
  addNotice(`The picture of the window was not made: ${problem}.`, 'Try again, or save it elsewhere.')
