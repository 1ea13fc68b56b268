/** A host with a trace, a Chromium that shows it, and what the measurements ask of both. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const cli = resolve(import.meta.dirname, '..', '..', 'out', 'main', 'cli.cjs')
/** Software GL, so that figures say more about the program than about the machine's graphics. */
export const softwareGl = [
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--ignore-gpu-blocklist',
  '--enable-unsafe-swiftshader',
  '--disable-component-update',
]
const idle = 'html[data-idle="true"]'
const openMs = 300_000

export async function startHost(trace) {
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

export async function openPage(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.addInitScript(watchPage)
  await page.goto(url)
  await showTimeline(page)
  return page
}

export const settled = (page) => page.waitForSelector(idle, { timeout: openMs })

/** A file comes up in the view that it was left in. */
export async function showTimeline(page) {
  await page.locator(':is([data-view="overview"], [data-view="timeline"])').waitFor({ timeout: openMs })
  await settled(page)
  await page.keyboard.press('2')
  await page.locator('[data-testid="timeline"][data-painter]').waitFor({ timeout: openMs })
  await settled(page)
}

export async function closeFile(page, source) {
  await ask(page, 'sources/close', { source })
  await page.locator('[data-testid="view"][data-view="welcome"]').waitFor({ timeout: openMs })
  await settled(page)
}

export function ask(page, method, body) {
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
