/** Brings rows and times into sight with the least move; a folded group is opened. */
import { idleProcessorsKey } from '../../../../contract/rows-dto'
import type { SpanDto } from '../../../../contract/span-dto'
import { call } from '../../../connection/call'
import { whileBusy } from '../../../state/idle'
import type { TimelineScene } from '../scene/timeline-scene'
import { reveal } from '../../../state/viewport-math'
import { rowKeyOf } from '../../../state/selection'

/** Rows arrive within a few frames; longer than this nobody waits for a scroll. */
const patienceMs = 3_000

/** Until the list is long enough to hold the row. */
async function waitForRows(scene: TimelineScene, index: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs
  while (scene.overview === undefined || scene.rows.totalRows <= index) {
    if (scene.isGone || performance.now() > deadline) return false
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
  return !scene.isGone
}

async function rowIndex(scene: TimelineScene, key: string): Promise<number> {
  const { rows } = scene
  const answer = await call('trace/row-index', {
    source: scene.source.id,
    toggled: [...rows.toggledKeys],
    sort: rows.sort,
    filter: rows.filter,
    key,
  })
  return answer.ok ? answer.value.index : -1
}

/** The folded row that has it inside. */
async function holderOf(scene: TimelineScene, key: string): Promise<string | undefined> {
  const [kind, id] = key.split(':')
  if (kind === 'proc') {
    const isOpen = scene.rows.rowAt(scene.rows.indexOf('section:procs'))?.isExpanded === true
    return isOpen ? idleProcessorsKey : 'section:procs'
  }
  if (kind === 'thread') return 'section:threads'
  if (kind === 'task') return 'section:tasks'
  // Nested tracks are inside their goroutine's row.
  if (kind === 'regions' || kind === 'samples' || kind === 'stack') return `goroutine:${id}`
  if (kind !== 'goroutine') return undefined
  const answer = await call('trace/goroutine', { source: scene.source.id, goroutine: Number(id) })
  if (!answer.ok) return undefined
  // The runtime's own goroutines share one group.
  return answer.value.isSystem ? 'group:runtime' : `group:${answer.value.functionName}`
}

/** Opens what a row is folded into, outermost first; answers where the row stands then, -1 where a filter hides it. */
async function openHolder(scene: TimelineScene, key: string): Promise<number> {
  const holder = await holderOf(scene, key)
  if (holder === undefined || scene.isGone) return -1
  if ((await rowIndex(scene, holder)) < 0 && (await openHolder(scene, holder)) < 0) return -1
  if (scene.isGone) return -1
  scene.rows.toggle(holder)
  const index = await rowIndex(scene, key)
  // It was not that fold that hid it.
  if (index < 0) scene.rows.toggle(holder)
  return index
}

async function bringRow(scene: TimelineScene, key: string): Promise<void> {
  if (!(await waitForRows(scene, 0))) return
  let index = await rowIndex(scene, key)
  if (index < 0) {
    index = await openHolder(scene, key)
  }
  if (index >= 0 && (await waitForRows(scene, index))) scene.revealRow(index)
}

/** Scrolls to a row; the group or section that hides it is opened. */
export const revealRow = (scene: TimelineScene, key: string): Promise<void> => whileBusy(bringRow(scene, key))

export function revealSpanTime(scene: TimelineScene, span: SpanDto): void {
  scene.moveTo(reveal(scene.window, span.startNs, span.endNs, scene.durationNs))
}

/** A link has led here: the row comes into sight, and the time where the link has not moved there. */
export async function revealSelected(scene: TimelineScene): Promise<void> {
  await scene.ready
  if (scene.isGone) return
  const { selection } = scene
  if (selection.kind === 'range') {
    scene.moveTo(reveal(scene.window, selection.fromNs, selection.toNs, scene.durationNs))
    const [row] = selection.rows ?? []
    if (row === undefined) return
    scene.focusedKey = row
    await revealRow(scene, row)
    return
  }
  if (selection.kind === 'region') {
    const region = await scene.regionOf(selection.region)
    if (region === undefined || scene.isGone) return
    scene.moveTo(reveal(scene.window, region.startNs, region.endNs, scene.durationNs))
    scene.focusedKey = region.row
    await revealRow(scene, region.row)
    return
  }
  if (selection.kind === 'span') {
    const span = await scene.spanOf(selection)
    if (span !== undefined && !scene.isGone) revealSpanTime(scene, span)
  }
  const key = rowKeyOf(selection)
  if (key === undefined || scene.isGone) return
  scene.focusedKey = key
  await revealRow(scene, key)
}
