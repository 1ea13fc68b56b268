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
import type { MethodName } from '../contract/api'
import { limits } from '../contract/limits'
import type { FirstQuestion, Timing } from './main'

/** The whole time on a usual screen. */
const pictureWidthPx = 1920
const pictureHeightPx = 1080
const pictureRows = ['gc', 'proc:0', 'proc:1', 'proc:2', 'proc:3']

/** Fails in words when the file cannot be opened. */
export async function measureOpening(path: string): Promise<Result<Timing, string>> {
  const found = identifyFile(path)
  if (!found.ok) return fail(found.error.message)
  const threads = new ParseThreads(builtWorkers.parse)
  let sketchMs = Infinity
  const link = new SessionLink(builtWorkers.session, threads, {
    path,
    name: basename(path),
    budgetBytes: budgetFor(readMemoryFacts(), 0),
    byteLength: found.value.byteLength,
    onProgress: () => undefined,
    onSketch: (bytes) => {
      void drawing.then(({ drawSketch }) => {
        drawSketch(bytes.buffer, pictureWidthPx, pictureHeightPx)
        sketchMs = performance.now()
      })
    },
    onDeath: () => undefined,
  })
  // While the threads begin.
  const drawing = import('./draw-sketch')
  try {
    const opened = await link.opened
    if (!opened.ok) return fail(opened.error.message)
    const openedMs = performance.now()
    if (opened.value.kind !== 'trace')
      return succeed(timing(path, found.value.byteLength, 0, openedMs, openedMs))
    const soFar = { peakRssBytes: peakBytes(), processorMs: processorMs() }
    const { durationNs, eventCount } = await overviewOf(link)
    const firstAnswersMs = await askFirstQuestions(link, durationNs)
    // A small file has no sketch: its first picture is its first tile, which also shows that it is ready.
    const hasSketch = sketchMs <= openedMs
    const readyMs = hasSketch ? openedMs : openedMs + firstAnswersMs.tile
    const { byteLength } = found.value
    const times = timing(path, byteLength, eventCount, hasSketch ? sketchMs : readyMs, readyMs)
    return succeed({ ...times, ...soFar, firstAnswersMs })
  } finally {
    await link.stop()
    await threads.dispose()
  }
}

async function overviewOf(
  link: SessionLink,
): Promise<{ readonly durationNs: number; readonly eventCount: number }> {
  const answer = await link.call('trace/overview', { source: '' })
  const { value } = JSON.parse(new TextDecoder().decode(answer?.bytes)) as {
    readonly value: { readonly durationNs: number; readonly eventCount: number }
  }
  return value
}

/** One question of each kind that the window begins with, each for the first time. */
async function askFirstQuestions(
  link: SessionLink,
  durationNs: number,
): Promise<Record<FirstQuestion, number>> {
  const source = ''
  const timed = async (method: MethodName, params: object): Promise<[number, string]> => {
    const beganMs = performance.now()
    const answer = await link.call(method, { source, ...params })
    const tookMs = Math.round((performance.now() - beganMs) * 10) / 10
    return [tookMs, answer?.type === 'json' ? new TextDecoder().decode(answer.bytes) : '']
  }
  const window = { fromNs: 0, toNs: Math.max(1, durationNs), widthPx: pictureWidthPx }
  const [tile] = await timed('trace/tile', { ...window, rows: pictureRows })
  const byTime = { sort: 'blocked', descending: true, filter: '', offset: 0, limit: limits.page }
  const [table, rows] = await timed('trace/goroutines', byTime)
  // The one that was blocked longest: a page with much on it.
  const id = /"id":(\d+)/.exec(rows)?.[1] ?? '1'
  const [goroutine] = await timed('trace/goroutine', { goroutine: Number(id) })
  const [profile] = await timed('trace/analysis', { kind: 'profile-sync' })
  return { tile, table, goroutine, profile }
}

function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return Math.round((user + system) / 1e3)
}

function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024
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
    processorMs: processorMs(),
    peakRssBytes: peakBytes(),
  }
}
