/** `marey serve` as a program, and its guards, tried with a real browser and with bare sockets. */
import type { Browser, BrowserContext } from '@playwright/test'
import { createServer, request as httpRequest } from 'node:http'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { LaunchedServer } from './support/launch'
import { launchServer } from './support/launch'
import { traceFile } from './support/files'
import { expect, test, waitUntilIdle } from './support/test'

let servers: LaunchedServer[] = []
async function serve(...files: string[]): Promise<LaunchedServer> {
  const server = await launchServer({ files })
  servers.push(server)
  return server
}
test.afterEach(async () => {
  for (const server of servers) await server.stop()
  servers = []
})

function newContext(browser: Browser | undefined): Promise<BrowserContext> {
  if (browser === undefined) throw new Error('these tests run in Chromium')
  return browser.newContext()
}

const portOf = (server: LaunchedServer): number => Number(new URL(server.url).port)

/** A request with exactly these headers; the status. */
function status(
  server: LaunchedServer,
  path: string,
  headers: Record<string, string>,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { host: '127.0.0.1', port: portOf(server), path, headers, method: 'GET' },
      (response) => {
        response.resume()
        resolve(response.statusCode)
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}

test('the printed address opens the page, and the address bar keeps no token', async ({ sharedBrowser }) => {
  const server = await serve(traceFile('tiny-go1.27.trace'))
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/)
  const context = await newContext(sharedBrowser)
  const page = await context.newPage()
  await page.goto(server.url)
  expect(page.url()).toBe(`http://127.0.0.1:${portOf(server)}/`)
  await expect(page.getByRole('tab', { name: 'tiny-go1.27.trace' })).toBeVisible()
  const [cookie] = await context.cookies()
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' })
  expect(await page.evaluate(() => document.cookie)).toBe('')
  // A reload and a second tab need no token any more; a stranger gets nothing.
  const second = await context.newPage()
  await second.goto(`http://127.0.0.1:${portOf(server)}/`)
  await waitUntilIdle(second)
  const stranger = await newContext(sharedBrowser)
  const strangerPage = await stranger.newPage()
  const refused = await strangerPage.goto(`http://127.0.0.1:${portOf(server)}/`)
  expect(refused?.status()).toBe(403)
  await stranger.close()
  await context.close()
})

test('another page of the same browser can neither call nor embed it', async ({ sharedBrowser }) => {
  const server = await serve()
  const own = `http://127.0.0.1:${portOf(server)}`
  const context = await newContext(sharedBrowser)
  const page = await context.newPage()
  await page.goto(server.url)
  await waitUntilIdle(page)
  const evil = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<!doctype html><title>evil</title><body></body>')
  })
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
  const other = await context.newPage()
  await other.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`)
  const outcome = await other.evaluate(async (target) => {
    const attempt = (init: RequestInit): Promise<string> =>
      fetch(`${target}/api/sources/list`, {
        method: 'POST',
        body: '{}',
        credentials: 'include',
        ...init,
      }).then(
        (response) => `${response.type} ${response.status}`,
        (error: unknown) => (error as Error).name,
      )
    const frame = document.createElement('iframe')
    frame.src = `${target}/`
    document.body.append(frame)
    const script = document.createElement('script')
    script.src = `${target}/api/sources/list`
    const scriptOutcome = new Promise((resolve) => {
      script.onload = () => resolve('ran')
      script.onerror = () => resolve('refused')
    })
    document.body.append(script)
    return {
      plain: await attempt({}),
      json: await attempt({ headers: { 'content-type': 'application/json' } }),
      opaque: await attempt({ mode: 'no-cors' }),
      script: await scriptOutcome,
    }
  }, own)
  expect(outcome).toEqual({ plain: 'TypeError', json: 'TypeError', opaque: 'TypeError', script: 'refused' })
  const frames = other.frames().filter((frame) => frame !== other.mainFrame())
  for (const frame of frames) expect(await frame.content()).not.toContain('data-testid')
  evil.close()
  await context.close()
})

test('a foreign name for this machine is refused', async () => {
  const server = await serve()
  const token = new URL(server.url).search
  expect(await status(server, `/${token}`, { host: `127.0.0.1:${portOf(server)}` })).toBe(303)
  expect(await status(server, `/${token}`, { host: 'evil.example' })).toBe(421)
  expect(await status(server, `/${token}`, { host: '127.0.0.1', origin: 'http://evil.example' })).toBe(403)
  expect(await status(server, `/${token}`, { host: '127.0.0.1', 'sec-fetch-site': 'cross-site' })).toBe(403)
  expect(await status(server, '/', { host: '127.0.0.1' })).toBe(403)
})

test('nothing but loopback is bound', async () => {
  const server = await serve()
  const port = portOf(server)
  const others = Object.values(networkInterfaces())
    .flat()
    .filter((address) => address !== undefined && !address.internal)
    .map((address) => address?.address ?? '')
  for (const host of [...others, '::1']) {
    const outcome = await new Promise((resolve) => {
      const socket = connect({ host, port, timeout: 2000 })
      socket.on('connect', () => resolve('connected'))
      socket.on('timeout', () => resolve('silent'))
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
    })
    expect(outcome, host).not.toBe('connected')
  }
  if (process.platform === 'linux') {
    const hex = port.toString(16).toUpperCase().padStart(4, '0')
    // The kernel's own list: 0A is "listening", the address is 127.0.0.1 in little-endian.
    const listening = ['/proc/net/tcp', '/proc/net/tcp6']
      .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
      .filter((line) => new RegExp(`:${hex} \\S+ 0A `).test(line))
    expect(listening).toHaveLength(1)
    expect(listening[0]).toContain(`0100007F:${hex}`)
  }
})

test('Ctrl-C ends it with 130, and --port with a taken port is refused in words', async () => {
  const server = await serve()
  await expect(launchServer({ files: ['--port', String(portOf(server))] })).rejects.toThrow(
    'another program has it',
  )
  expect(await server.stop()).toBe(130)
  servers = []
})
