/** Writes a blocking profile out as pprof, for `go tool pprof` and whatever else reads it. */
import type { AnalysisScope, BlockingKind } from '../../../contract/analysis-dto'
import type { SourceDto } from '../../../contract/sources'
import { call } from '../../connection/call'
import { saveFile } from '../../connection/save-file'
import { adviceFor } from '../../data/advice'
import { whileBusy } from '../../state/idle'
import { addNotice, announce } from '../../state/messages'

export async function saveProfile(
  source: SourceDto,
  kind: BlockingKind,
  scope: AnalysisScope,
): Promise<void> {
  const answer = await whileBusy(call('trace/blocking-profile', { source: source.id, kind, ...scope }))
  if (!answer.ok) {
    addNotice(`The profile was not saved: ${answer.error.message}.`, adviceFor(answer.error))
    return
  }
  const { bytes } = answer.value.columns
  const saved = await saveFile(`${source.name}.${kind}.pb`, 'pprof', Uint8Array.from(bytes))
  if (saved.state === 'saved') announce(`Profile saved as ${saved.name}`)
  else if (saved.state === 'failed')
    addNotice(`${saved.name} was not saved: ${saved.problem}.`, 'Choose another place and try again.')
}
