/** What opens and closes of a file leave behind. */
import { readdirSync } from 'node:fs'
import { ask, closeFile, openPage, showTimeline, startHost } from './window-page.mjs'

export async function* measureOpens(browser, trace, opens) {
  const host = await startHost(trace)
  yield* [
    '| opens and closes | JS heap, MB | above the fifth close | code in a snapshot, MB | objects, closures, arrays and texts in it, MB | WebGL contexts, buffers, textures, programs | threads of the host | descriptors of the host | workers of the page |',
    '|---|---|---|---|---|---|---|---|---|',
  ]
  try {
    const page = await openPage(browser, host.url)
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable')
    const [first] = await ask(page, 'sources/list', {})
    await closeFile(page, first.id)
    const [recent] = await ask(page, 'sources/recent', {})
    let fifthBytes = 0
    for (let time = 1; time <= opens; time++) {
      const source = await ask(page, 'sources/open-recent', { id: recent.id })
      await showTimeline(page)
      await closeFile(page, source.id)
      if (time !== 5 && time !== opens && time % 10 !== 0) continue
      await session.send('HeapProfiler.collectGarbage')
      await session.send('HeapProfiler.collectGarbage')
      const { metrics } = await session.send('Performance.getMetrics')
      const heapBytes = metrics.find(({ name }) => name === 'JSHeapUsedSize').value
      if (time === 5) fifthBytes = heapBytes
      const { codeBytes, objectBytes } = await heapOf(session)
      const webgl = await page.evaluate(() => window.benchWatch.webgl())
      yield (
        `| ${time} | ${megabytes(heapBytes)} | ${growth(heapBytes, fifthBytes)} | ${megabytes(codeBytes)} | ${megabytes(objectBytes)} | ` +
        `${webgl.contexts}, ${webgl.buffers}, ${webgl.textures}, ${webgl.programs} | ` +
        `${entries(`/proc/${host.pid}/task`)} | ${entries(`/proc/${host.pid}/fd`)} | ${page.workers().length} |`
      )
    }
    await page.close()
  } finally {
    await host.stop()
  }
}

const growth = (bytes, before) => (before === 0 ? '' : `${((bytes / before - 1) * 100).toFixed(1)} %`)
const megabytes = (bytes) => (bytes / 1e6).toFixed(2)

const objectTypes = new Set([
  'object',
  'closure',
  'array',
  'string',
  'concatenated string',
  'sliced string',
  'number',
  'bigint',
  'symbol',
  'regexp',
])

/**
 * From a heap snapshot: what V8 calls code (bytecode, machine code and what it has learnt about both), and all that the page's
 * scripts made. The rest is neither: shapes, and the browser's own (the records of the measuring itself, too).
 */
async function heapOf(session) {
  const parts = []
  const take = ({ chunk }) => parts.push(chunk)
  session.on('HeapProfiler.addHeapSnapshotChunk', take)
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  session.off('HeapProfiler.addHeapSnapshotChunk', take)
  const { snapshot, nodes } = JSON.parse(parts.join(''))
  const fields = snapshot.meta.node_fields
  const type = fields.indexOf('type')
  const size = fields.indexOf('self_size')
  const types = snapshot.meta.node_types[type]
  let codeBytes = 0
  let objectBytes = 0
  for (let at = 0; at < nodes.length; at += fields.length) {
    const name = types[nodes[at + type]]
    if (name === 'code') codeBytes += nodes[at + size]
    else if (objectTypes.has(name)) objectBytes += nodes[at + size]
  }
  return { codeBytes, objectBytes }
}

/** Linux only; elsewhere unknown. */
function entries(folder) {
  try {
    return readdirSync(folder).length
  } catch {
    return 'unknown'
  }
}
