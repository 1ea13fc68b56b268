/** Brings the row of the selected object into sight after a link has led here; a folded group is opened. */
import { call } from '../../connection/call'
import { whileBusy } from '../../state/idle'
import type { Selection } from '../../state/selection'
import type { TimelineScene } from './timeline-scene'

/** Rows arrive within a few frames; longer than this nobody waits for a scroll. */
const patienceMs = 3_000

/** Until the list is long enough to hold the row. */
async function waitForRows(scene: TimelineScene, index: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs
  while (scene.overview === undefined || scene.rows.totalRows <= index) {
    if (performance.now() > deadline) return false
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
  return true
}

async function rowIndex(scene: TimelineScene, source: string, key: string): Promise<number> {
  const { rows } = scene
  const answer = await call('trace/row-index', {
    source,
    toggled: [...rows.toggledKeys],
    sort: rows.sort,
    filter: rows.filter,
    key,
  })
  return answer.ok ? answer.value.index : -1
}

function rowKeyOf(selection: Selection): string | undefined {
  switch (selection.kind) {
    case 'goroutine':
    case 'span':
      return `goroutine:${selection.goroutine}`
    case 'proc':
      return `proc:${selection.processor}`
    case 'thread':
      return `thread:${selection.thread}`
    case 'task':
      return `task:${selection.task}`
    case 'none':
    case 'region':
    case 'range':
    case 'note':
      return undefined
  }
}

/** The folded row that has it inside. */
async function holderOf(source: string, selection: Selection): Promise<string | undefined> {
  if (selection.kind === 'thread') return 'section:threads'
  if (selection.kind === 'task') return 'section:tasks'
  if (selection.kind !== 'goroutine' && selection.kind !== 'span') return undefined
  const answer = await call('trace/goroutine', { source, goroutine: selection.goroutine })
  if (!answer.ok) return undefined
  // The runtime's own goroutines share one group.
  return answer.value.isSystem ? 'group:runtime' : `group:${answer.value.functionName}`
}

async function reveal(scene: TimelineScene, source: string, selection: Selection): Promise<void> {
  const key = rowKeyOf(selection)
  if (key === undefined || !(await waitForRows(scene, 0))) return
  let index = await rowIndex(scene, source, key)
  if (index < 0) {
    const holder = await holderOf(source, selection)
    if (holder === undefined || (await rowIndex(scene, source, holder)) < 0) return
    scene.rows.toggle(holder)
    index = await rowIndex(scene, source, key)
  }
  if (index >= 0 && (await waitForRows(scene, index))) scene.revealRow(index)
}

export function revealSelected(scene: TimelineScene, source: string): void {
  void whileBusy(reveal(scene, source, scene.selection))
}
