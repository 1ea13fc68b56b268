/** What opens and closes of a file leave behind. */
import { readdirSync } from 'node:fs'
import { ask, closeFile, openPage, showTimeline, startHost } from './window-page.mjs'

export async function* measureOpens(browser, trace, opens) {
  const host = await startHost(trace)
  yield* [
    '| opens and closes | JS heap, MB | of that code, MB | the rest | WebGL contexts, buffers, textures, programs | threads of the host | descriptors of the host | workers of the page |',
    '|---|---|---|---|---|---|---|---|',
  ]
  try {
    const page = await openPage(browser, host.url)
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable')
    const [first] = await ask(page, 'sources/list', {})
    await closeFile(page, first.id)
    const [recent] = await ask(page, 'sources/recent', {})
    for (let time = 1; time <= opens; time++) {
      const source = await ask(page, 'sources/open-recent', { id: recent.id })
      await showTimeline(page)
      await closeFile(page, source.id)
      if (time !== 5 && time !== opens && time % 10 !== 0) continue
      await session.send('HeapProfiler.collectGarbage')
      await session.send('HeapProfiler.collectGarbage')
      const { metrics } = await session.send('Performance.getMetrics')
      const heapBytes = metrics.find(({ name }) => name === 'JSHeapUsedSize').value
      const { codeBytes, otherBytes } = await heapOf(session)
      const webgl = await page.evaluate(() => window.benchWatch.webgl())
      yield (
        `| ${time} | ${megabytes(heapBytes)} | ${megabytes(codeBytes)} | ${megabytes(otherBytes)} | ` +
        `${webgl.contexts}, ${webgl.buffers}, ${webgl.textures}, ${webgl.programs} | ` +
        `${entries(`/proc/${host.pid}/task`)} | ${entries(`/proc/${host.pid}/fd`)} | ${page.workers().length} |`
      )
    }
    await page.close()
  } finally {
    await host.stop()
  }
}

const megabytes = (bytes) => (bytes / 1e6).toFixed(2)

/**
 * A heap snapshot's own sum: what V8 calls code (bytecode, machine code and what it has learnt about both) and all else, which
 * is what a page keeps.
 */
async function heapOf(session) {
  const parts = []
  const take = ({ chunk }) => parts.push(chunk)
  session.on('HeapProfiler.addHeapSnapshotChunk', take)
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  session.off('HeapProfiler.addHeapSnapshotChunk', take)
  const { snapshot, nodes } = JSON.parse(parts.join(''))
  const fields = snapshot.meta.node_fields
  const code = snapshot.meta.node_types[fields.indexOf('type')].indexOf('code')
  const type = fields.indexOf('type')
  const size = fields.indexOf('self_size')
  let codeBytes = 0
  let otherBytes = 0
  for (let at = 0; at < nodes.length; at += fields.length) {
    if (nodes[at + type] === code) codeBytes += nodes[at + size]
    else otherBytes += nodes[at + size]
  }
  return { codeBytes, otherBytes }
}

/** Linux only; elsewhere unknown. */
function entries(folder) {
  try {
    return readdirSync(folder).length
  } catch {
    return 'unknown'
  }
}
