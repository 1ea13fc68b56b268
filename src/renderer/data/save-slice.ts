/** Saves the generations that a stretch of time touches as a trace of its own. */
import { formatBytes, formatExactTime } from '../../base/format-units'
import type { SourceDto } from '../../contract/sources'
import { call } from '../connection/call'
import { saveFile } from '../connection/save-file'
import { whileBusy } from '../state/idle'
import { addNotice } from '../state/messages'
import { adviceFor } from './advice'

export async function saveSlice(source: SourceDto, fromNs: number, toNs: number): Promise<void> {
  const answer = await whileBusy(call('trace/slice', { source: source.id, fromNs, toNs }))
  if (!answer.ok) {
    const advice = answer.error.code === 'not-found' ? 'Choose another stretch.' : adviceFor(answer.error)
    addNotice(`No slice was saved: ${answer.error.message}.`, advice)
    return
  }
  const { head, columns } = answer.value
  const saved = await saveFile(
    sliceName(source.name, head.fromNs, head.toNs),
    'trace',
    Uint8Array.from(columns['bytes'] ?? []),
  )
  if (saved.state === 'saved')
    addNotice(
      `Slice saved as ${saved.name}: ${head.generations} of ${head.generationTotal} whole generations, ${formatExactTime(head.fromNs)} to ${formatExactTime(head.toNs)}, ${formatBytes(head.byteLength)}.`,
      'Times in it count from its own start.',
    )
  else if (saved.state === 'failed')
    addNotice(`${saved.name} was not saved: ${saved.problem}.`, 'Choose another place and try again.')
}

/** `shop.trace` from 1.2 s to 3 s: `shop-1200ms-3000ms.trace`. */
function sliceName(name: string, fromNs: number, toNs: number): string {
  const base = name.replace(/\.(gz|zst)$/, '').replace(/\.(trace|out)$/, '')
  return `${base}-${Math.floor(fromNs / 1e6)}ms-${Math.ceil(toNs / 1e6)}ms.trace`
}
