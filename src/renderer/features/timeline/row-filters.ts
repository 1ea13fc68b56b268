/** From a row to all goroutines of its start function: as rows, as a table, or as lifelines. */
import { performCommand } from '../../commands/registry'
import { call } from '../../connection/call'
import { openShape } from '../../data/open-shape'
import { whileBusy } from '../../state/idle'
import { showView } from '../../state/places'
import { setTableFilter } from '../../state/tables'
import type { ActiveTimeline } from './active-timelines'

/** A filter for the start function of the focused group, or of the selected goroutine; '' where it is unknown. */
async function filterOfFocus({ scene }: ActiveTimeline): Promise<string> {
  const { focusedKey, selection, source } = scene
  if (focusedKey === 'group:runtime') return 'system'
  const ofFunction = (name: string): string => (name === '' ? '' : `function = ${JSON.stringify(name)}`)
  if (focusedKey.startsWith('group:')) return ofFunction(focusedKey.slice('group:'.length))
  if (selection.kind !== 'span' && selection.kind !== 'goroutine') return ''
  const answer = await whileBusy(
    call('trace/goroutine', { source: source.id, goroutine: selection.goroutine }),
  )
  return answer.ok ? ofFunction(answer.value.functionName) : ''
}

export async function showOnlyThisFunction(timeline: ActiveTimeline): Promise<void> {
  const filter = await filterOfFocus(timeline)
  const { scene } = timeline
  if (filter === '') scene.announce('Its start function is unknown')
  else scene.rows.setFilter(scene.rows.filter === filter ? '' : filter)
}

export async function tableOfThisFunction(timeline: ActiveTimeline): Promise<void> {
  const filter = await filterOfFocus(timeline)
  const { id } = timeline.scene.source
  if (filter === '') timeline.scene.announce('Its start function is unknown')
  else {
    setTableFilter(id, filter)
    showView(id, 'goroutines')
  }
}

export function shapeOfThisFunction({ scene }: ActiveTimeline): void {
  const { focusedKey, source } = scene
  if (focusedKey.startsWith('group:'))
    openShape(source.id, { by: 'function', functionName: focusedKey.slice('group:'.length) })
  else performCommand('shape.of-function')
}
