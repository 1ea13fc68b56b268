/**
 * How long the engine takes to open a file, measured in this process the way the window opens it: a session thread and
 * a pool of parse threads.
 */
import { basename } from 'node:path'
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import { builtWorkers } from '../host/built-workers'
import { identifyFile } from '../host/file-source'
import { budgetFor, readMemoryFacts } from '../host/memory-budget'
import { ParseThreads } from '../host/parse-threads'
import { SessionLink } from '../host/session-link'
import type { Timing } from './main'

/** The whole time at the width of a usual screen. */
const pictureWidthPx = 1920
const pictureRows = ['gc', 'proc:0', 'proc:1', 'proc:2', 'proc:3']

/** Fails in words when the file cannot be opened. */
export async function measureOpening(path: string): Promise<Result<Timing, string>> {
  const found = identifyFile(path)
  if (!found.ok) return fail(found.error.message)
  const threads = new ParseThreads(builtWorkers.parse)
  const link = new SessionLink(builtWorkers.session, threads, {
    path,
    name: basename(path),
    budgetBytes: budgetFor(readMemoryFacts(), 0),
    onProgress: () => undefined,
    onDeath: () => undefined,
  })
  try {
    const opened = await link.opened
    if (!opened.ok) return fail(opened.error.message)
    const readyMs = performance.now()
    if (opened.value.kind !== 'trace')
      return succeed(timing(path, found.value.byteLength, 0, readyMs, readyMs))
    const overview = await link.call('trace/overview', { source: '' })
    const { value } = JSON.parse(new TextDecoder().decode(overview?.bytes)) as {
      readonly value: { readonly durationNs: number; readonly eventCount: number }
    }
    await link.call('trace/tile', {
      source: '',
      fromNs: 0,
      toNs: Math.max(1, value.durationNs),
      widthPx: pictureWidthPx,
      rows: pictureRows,
    })
    return succeed(timing(path, found.value.byteLength, value.eventCount, performance.now(), readyMs))
  } finally {
    await link.stop()
    await threads.dispose()
  }
}

function timing(
  file: string,
  bytes: number,
  events: number,
  firstPictureMs: number,
  readyMs: number,
): Timing {
  return {
    file,
    bytes,
    events,
    firstPictureMs: Math.round(firstPictureMs * 10) / 10,
    readyMs: Math.round(readyMs * 10) / 10,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
  }
}
