/**
 * The timeline in a real Chromium: what a frame costs while one pans, zooms and scrolls, and what 50 opens and closes of a
 * file leave behind. Nothing is asserted: the figures are to be read. Software GL, so that they say more about the program
 * than about the machine's graphics.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium } from '@playwright/test'
import { ensureChromium } from '../../scripts/system-packages.mjs'

const cli = resolve(import.meta.dirname, '..', '..', 'out', 'main', 'cli.cjs')
const softwareGl = [
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--ignore-gpu-blocklist',
  '--enable-unsafe-swiftshader',
  '--disable-component-update',
]
const idle = 'html[data-idle="true"]'
const openMs = 300_000

/** @returns {Promise<number>} exit code */
export async function runWindowBenchmark({ traces, opens, log, print, hasMoves = true }) {
  const found = await ensureChromium(log)
  if (found.reason !== undefined) {
    print(`Skipped: ${found.reason}`)
    return 0
  }
  const browser = await chromium.launch({ executablePath: found.path, args: softwareGl })
  try {
    for (const trace of hasMoves ? traces : []) {
      const host = await startHost(trace)
      try {
        const page = await openPage(browser, host.url)
        print(`${trace}`)
        for (const line of await measureMoves(page)) print(line)
        await page.close()
      } finally {
        await host.stop()
      }
    }
    if (opens > 0) {
      log(`${opens} opens and closes of ${traces[0]}`)
      for (const line of await measureOpens(browser, traces[0], opens)) print(line)
    }
  } finally {
    await browser.close()
  }
  return 0
}

async function startHost(trace) {
  const home = mkdtempSync(join(tmpdir(), 'marey-bench-'))
  const child = spawn(process.execPath, [cli, 'serve', '--no-open', trace], {
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise((settle, fail) => {
    let text = ''
    child.stdout.setEncoding('utf8')
    child.stdout.on('data', (part) => {
      text += part
      if (text.includes('\n')) settle(text.split('\n')[0].trim())
    })
    child.on('close', (code) => fail(new Error(`marey serve ended with ${code}`)))
  })
  const stop = async () => {
    const ended = new Promise((settle) => child.on('close', settle))
    child.kill('SIGINT')
    await ended
    rmSync(home, { recursive: true, force: true })
  }
  return { url, pid: child.pid, stop }
}

/** Counts WebGL objects from the first script on. */
function watchPage() {
  const watch = {}
  window.benchWatch = watch
  // Contexts that are lost or gone have taken their objects with them.
  const contexts = []
  const countsOf = new WeakMap()
  const { prototype } = WebGL2RenderingContext
  for (const kind of ['Buffer', 'Texture', 'Program']) {
    const create = prototype[`create${kind}`]
    const remove = prototype[`delete${kind}`]
    const alive = new WeakSet()
    const add = (context, by) => {
      if (!countsOf.has(context)) {
        countsOf.set(context, { Buffer: 0, Texture: 0, Program: 0 })
        contexts.push(new WeakRef(context))
      }
      countsOf.get(context)[kind] += by
    }
    prototype[`create${kind}`] = function (...parameters) {
      const made = create.apply(this, parameters)
      alive.add(made)
      add(this, 1)
      return made
    }
    prototype[`delete${kind}`] = function (one) {
      if (one !== null && alive.delete(one)) add(this, -1)
      return remove.call(this, one)
    }
  }
  watch.webgl = () => {
    const live = contexts.map((one) => one.deref()).filter((one) => one !== undefined && !one.isContextLost())
    const sum = (kind) => live.reduce((total, one) => total + countsOf.get(one)[kind], 0)
    return {
      contexts: live.length,
      buffers: sum('Buffer'),
      textures: sum('Texture'),
      programs: sum('Program'),
    }
  }
}

async function openPage(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.addInitScript(watchPage)
  await page.goto(url)
  await showTimeline(page)
  return page
}

/** A file comes up in the view that it was left in. */
async function showTimeline(page) {
  await page.locator(':is([data-view="overview"], [data-view="timeline"])').waitFor({ timeout: openMs })
  await page.waitForSelector(idle, { timeout: openMs })
  await page.keyboard.press('2')
  await page.locator('[data-testid="timeline"][data-painter]').waitFor({ timeout: openMs })
  await page.waitForSelector(idle, { timeout: openMs })
}

async function measureMoves(page) {
  const box = await page.getByTestId('timeline').boundingBox()
  const middle = { x: box.x + box.width * 0.6, y: box.y + box.height * 0.6 }
  await page.mouse.move(middle.x, middle.y)
  const hold = (key, ms) => async () => {
    await page.keyboard.down(key)
    await page.waitForTimeout(ms)
    await page.keyboard.up(key)
  }
  const wheel = (x, y, times) => async () => {
    for (let time = 0; time < times; time++) await page.mouse.wheel(x, y)
  }
  const drag = async () => {
    await page.mouse.down({ button: 'middle' })
    for (let step = 0; step < 60; step++) await page.mouse.move(middle.x - step * 6, middle.y)
    await page.mouse.up({ button: 'middle' })
    await page.mouse.move(middle.x, middle.y)
  }
  const group = await placeOfLargestGroup(page)
  const settled = () => page.waitForSelector(idle, { timeout: openMs })
  const openGroup = async () => {
    await page.mouse.click(box.x + 60, box.y + group.topPx)
    await settled()
  }
  const order = async () => {
    await page.getByRole('combobox', { name: 'Order of rows' }).selectOption('lifetime')
    await settled()
  }
  const steps = [
    ['zoom in (W held)', hold('KeyW', 2_500)],
    ['pan (D held)', hold('KeyD', 3_000)],
    ['pan (A held)', hold('KeyA', 3_000)],
    ['drag', drag],
    ['zoom out (S held)', hold('KeyS', 2_500)],
    ['scroll down', wheel(0, 400, 60)],
    ['scroll up', wheel(0, -400, 60)],
    [`open a group of ${group.detail}`, openGroup],
    ['scroll opened rows', wheel(0, 900, 80)],
    ['order rows anew', order],
  ]
  const lines = [
    '| move | frames a second | frames: median, p95, longest, ms | tasks: longest, ms | above 50 ms | rectangles |',
    '|---|---|---|---|---|---|',
  ]
  const all = []
  for (const [name, perform] of steps) {
    const startMs = performance.now()
    const { frames, tasks } = await traceMainThread(page, perform)
    const seconds = (performance.now() - startMs) / 1000
    await settled()
    const rectangles = await page.getByTestId('timeline').getAttribute('data-rects')
    all.push(...frames)
    const long = tasks.filter((ms) => ms > 50)
    lines.push(
      `| ${name} | ${(frames.length / seconds).toFixed(0)} | ${spread(frames)} | ` +
        `${Math.max(0, ...tasks).toFixed(0)} | ${long.length === 0 ? 'none' : long.length} | ${rectangles} |`,
    )
  }
  lines.push(`| all | | ${spread(all)} | | | |`)
  return lines
}

/**
 * What the page's main thread spent on animation frames and on tasks, in milliseconds of processor time: on a busy machine the
 * clock on the wall says more about the others.
 */
async function traceMainThread(page, perform) {
  const browser = page.context().browser()
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', '__metadata'] })
  await perform()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString())
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}:${tid}`),
  )
  const spent = (...names) =>
    traceEvents
      .filter(
        ({ name, pid, tid, tdur }) => names.includes(name) && tdur !== undefined && main.has(`${pid}:${tid}`),
      )
      .map(({ tdur }) => tdur / 1000)
  return { frames: spent('FireAnimationFrame'), tasks: spent('RunTask', 'ThreadControllerImpl::RunTask') }
}

/** Where its label stands while nothing is scrolled: picture/row-layout.ts and timeline-geometry.ts at normal density. */
async function placeOfLargestGroup(page) {
  const [source] = await ask(page, 'sources/list', {})
  const list = { source: source.id, toggled: [], sort: 'blocked', filter: '', from: 0, to: 60 }
  const { rows } = await ask(page, 'trace/rows', list)
  const plots = rows.filter(({ kind }) => kind === 'heap' || kind === 'goroutine-counts').length
  const stickyPx = plots * 41 + 21 + 2
  const count = (row) => Number(row.detail.replace(/\D/g, ''))
  const groups = rows.filter(({ kind, isExpanded }) => kind === 'group' && !isExpanded)
  const largest = groups.sort((one, other) => count(other) - count(one))[0] ?? rows.at(-1)
  const index = rows.findIndex(({ key }) => key === largest.key)
  return { topPx: 38 + 26 + stickyPx + (index - plots - 1) * 21 + 9, detail: largest.detail }
}

function spread(values) {
  if (values.length === 0) return 'no frame'
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(2)
  return `${at(0.5)}, ${at(0.95)}, ${at(1)}`
}

async function measureOpens(browser, trace, opens) {
  const host = await startHost(trace)
  const lines = [
    '| opens and closes | JS heap, MB | WebGL contexts, buffers, textures, programs | threads of the host | descriptors of the host | workers of the page |',
    '|---|---|---|---|---|---|',
  ]
  try {
    const page = await openPage(browser, host.url)
    const session = await page.context().newCDPSession(page)
    const [first] = await ask(page, 'sources/list', {})
    await close(page, first.id)
    const [recent] = await ask(page, 'sources/recent', {})
    for (let time = 1; time <= opens; time++) {
      const source = await ask(page, 'sources/open-recent', { id: recent.id })
      await showTimeline(page)
      await close(page, source.id)
      if (time !== 5 && time !== opens && time % 10 !== 0) continue
      await session.send('HeapProfiler.collectGarbage')
      await session.send('HeapProfiler.collectGarbage')
      const { metrics } = await session.send('Performance.getMetrics').catch(async () => {
        await session.send('Performance.enable')
        return session.send('Performance.getMetrics')
      })
      const heap = await page.evaluate(() => performance.memory.usedJSHeapSize)
      const named = (name) => metrics.find((one) => one.name === name)?.value ?? heap
      const webgl = await page.evaluate(() => window.benchWatch.webgl())
      lines.push(
        `| ${time} | ${(named('JSHeapUsedSize') / 1e6).toFixed(2)} | ${webgl.contexts}, ${webgl.buffers}, ${webgl.textures}, ${webgl.programs} | ` +
          `${entries(`/proc/${host.pid}/task`)} | ${entries(`/proc/${host.pid}/fd`)} | ${page.workers().length} |`,
      )
    }
    await page.close()
  } finally {
    await host.stop()
  }
  return lines
}

async function close(page, source) {
  await ask(page, 'sources/close', { source })
  await page.locator('[data-testid="view"][data-view="welcome"]').waitFor({ timeout: openMs })
  await page.waitForSelector(idle, { timeout: openMs })
}

/** Linux only; elsewhere unknown. */
function entries(folder) {
  try {
    return readdirSync(folder).length
  } catch {
    return 'unknown'
  }
}

function ask(page, method, body) {
  return page.evaluate(
    async ([name, text]) => {
      const response = await fetch(`/api/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: text,
      })
      const answer = await response.json()
      if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`)
      return answer.value
    },
    [method, JSON.stringify(body)],
  )
}
