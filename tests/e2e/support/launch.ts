/**
 * The two hosts as processes of their own, from the built output, each with a fresh folder for user data.
 */
import { _electron, chromium } from '@playwright/test'
import type { Browser, BrowserContext, ElectronApplication, Page } from '@playwright/test'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

export const projectRoot = resolve(import.meta.dirname, '..', '..', '..')
const threadTracker = join(import.meta.dirname, 'track-threads.cjs')

/** Software GL everywhere, so that pictures are the same on every machine. */
const softwareGl = ['--use-gl=angle', '--use-angle=swiftshader', '--ignore-gpu-blocklist']

export interface LaunchOptions {
  /** Files on the command line; relative ones from the project's folder. */
  readonly files?: readonly string[]
  /** Kept by the caller over several launches; a fresh one is made and removed otherwise. */
  readonly userData?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly colorScheme?: 'dark' | 'light'
  readonly viewport?: { readonly width: number; readonly height: number }
  /** Leaves the window as it comes up. */
  readonly keepsSize?: boolean
}

export interface Launched {
  readonly page: Page
  readonly userData: string
  /** Ends every thread of the host whose file name contains the text. */
  killThreads(part: 'session-worker' | 'parse-worker'): Promise<void>
  close(): Promise<void>
}

export interface LaunchedWindow extends Launched {
  readonly app: ElectronApplication
}

export interface LaunchedServer {
  readonly url: string
  readonly process: ChildProcess
  readonly userData: string
  /** Everything it said on stderr so far. */
  messages(): string
  /** Sends SIGINT; the exit code. */
  stop(): Promise<number | null>
}

export interface LaunchedBrowser extends Launched {
  readonly server: LaunchedServer
  readonly context: BrowserContext
}

const sizeOf = (options: LaunchOptions): { width: number; height: number } => ({
  ...(options.viewport ?? { width: 1280, height: 800 }),
})

async function userDataFor(
  options: LaunchOptions,
): Promise<{ folder: string; dispose: () => Promise<void> }> {
  if (options.userData !== undefined) return { folder: options.userData, dispose: () => Promise.resolve() }
  const folder = await mkdtemp(join(tmpdir(), 'marey-test-'))
  return { folder, dispose: () => rm(folder, { recursive: true, force: true }) }
}

/** Debian's Chromium, or the one that `scripts/test.mjs` found. undefined: Playwright's own. */
export function chromiumPath(): string | undefined {
  const named = process.env['MAREY_CHROMIUM']
  if (named !== undefined && named !== '') return named
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
      if (existsSync(join(folder, name))) return join(folder, name)
    }
  }
  return undefined
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      ...softwareGl,
      '--enable-unsafe-swiftshader',
      '--disable-component-update',
      // Nothing but this machine, not even a name lookup.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  })
}

/** Starts `marey serve` and waits for its address. */
export async function launchServer(options: LaunchOptions = {}): Promise<LaunchedServer> {
  const userData = await userDataFor(options)
  const child = spawn(
    process.execPath,
    [
      ...['--require', threadTracker],
      ...[join(projectRoot, 'out', 'main', 'cli.cjs'), 'serve', '--no-open'],
      ...(options.files ?? []),
    ],
    {
      cwd: projectRoot,
      env: { ...process.env, MAREY_USER_DATA: userData.folder, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let messages = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (messages += text))
  const exited = once(child, 'exit') as Promise<[number | null]>
  const lines = createInterface({ input: child.stdout })
  const [url] = (await Promise.race([
    once(lines, 'line'),
    exited.then(() => {
      throw new Error(`marey serve ended before it printed its address: ${messages}`)
    }),
  ])) as [string]
  return {
    url,
    process: child,
    userData: userData.folder,
    messages: () => messages,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT')
      const [code] = await exited
      await userData.dispose()
      return code
    },
  }
}

/** A page of `browser` on a server of its own. */
export async function launchInBrowser(
  browser: Browser,
  options: LaunchOptions = {},
): Promise<LaunchedBrowser> {
  const server = await launchServer(options)
  const context = await browser.newContext({
    viewport: sizeOf(options),
    colorScheme: options.colorScheme ?? 'dark',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(server.url)
  return {
    page,
    context,
    server,
    userData: server.userData,
    killThreads: (part) => {
      // The server has no other way in: SIGUSR2 ends its session threads.
      if (part === 'session-worker') server.process.kill('SIGUSR2')
      return Promise.resolve()
    },
    close: async () => {
      await context.close()
      await server.stop()
    },
  }
}

/** The Electron that scripts/test.mjs has chosen; undefined when it found none. */
export function electronPath(): string | undefined {
  return process.env['MAREY_TEST_ELECTRON'] || undefined
}

/** Starts the built program in a real window. */
export async function launchWindow(options: LaunchOptions = {}): Promise<LaunchedWindow> {
  const executablePath = electronPath()
  if (executablePath === undefined)
    throw new Error('MAREY_TEST_ELECTRON names no Electron; npm run test:e2e finds one')
  const userData = await userDataFor(options)
  const app = await _electron.launch({
    executablePath,
    args: [
      ...['-r', threadTracker, projectRoot],
      ...softwareGl,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...(options.files ?? []),
    ],
    cwd: projectRoot,
    colorScheme: options.colorScheme ?? 'dark',
    env: {
      ...(process.env as Record<string, string>),
      MAREY_USER_DATA: userData.folder,
      ...options.environment,
    },
  })
  const page = await app.firstWindow()
  await page.emulateMedia({ colorScheme: options.colorScheme ?? 'dark', reducedMotion: 'reduce' })
  if (options.keepsSize !== true) {
    await app.evaluate(({ BrowserWindow }, { width, height }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(width, height)
    }, sizeOf(options))
  }
  return {
    app,
    page,
    userData: userData.folder,
    killThreads: async (part) => {
      await app.evaluate((_electronModule, text) => {
        const kill = (globalThis as { mareyTestKillThreads?: (part: string) => number }).mareyTestKillThreads
        kill?.(text)
      }, part)
    },
    close: async () => {
      await app.close()
      await userData.dispose()
    },
  }
}
