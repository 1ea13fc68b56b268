/** From a stack frame to the user's editor; where that is not possible, its path on the clipboard. */
import { likeliestFor, linkFor, type SourcePlace } from '../../contract/editor'
import { copyText } from '../connection/copy-text'
import { platform } from '../connection/platform'
import { useEditor } from '../state/editor'
import { addNotice, announce } from '../state/messages'

export const placeText = ({ file, line }: SourcePlace): string => `${file}:${line}`

export async function copyPlace(place: SourcePlace): Promise<void> {
  if (await copyText(placeText(place))) announce(`${placeText(place)} copied`)
  else addNotice('The path was not copied: the clipboard refused it.', 'Click into the window and try again.')
}

/** Only ever called from a click or a key on the frame. */
export async function openPlace(place: SourcePlace): Promise<void> {
  const settings = useEditor.getState()
  if (settings.opener.trim() === '') {
    await copyPlace(place)
    return
  }
  const desktop = platform()
  if (desktop !== undefined) {
    const outcome = await desktop.openPlace({ file: place.file, line: place.line })
    if (outcome.state === 'opened') announce(`Opened ${outcome.file}, line ${place.line}`)
    else if (outcome.state === 'not-set') await copyPlace(place)
    else
      addNotice(
        `The editor was not opened: ${outcome.problem}.`,
        'Settings, Editor: set the command, or map the folder.',
      )
    return
  }
  const file = likeliestFor(place.file, settings)
  const link = file === undefined ? undefined : linkFor(settings.opener, file, place.line)
  if (link === undefined) {
    await copyPlace(place)
    return
  }
  const anchor = document.createElement('a')
  anchor.href = link
  anchor.rel = 'noreferrer'
  anchor.click()
  announce(`Asked the system to open ${file ?? ''}, line ${place.line}`)
}
