/**
 * `marey serve`: the interface in the browser. Stdout carries the URL and nothing else, so that scripts can read it.
 */
import { parseArgs } from 'node:util'
import { createHost } from '../../host/host'
import { builtWorkers } from '../../host/built-workers'
import { programFolders } from '../../host/program-folders'
import { userDataFolder } from '../../host/user-data'
import { openBrowser } from '../../server/open-browser'
import { startServer } from '../../server/server'

export const serveHelp = `Usage: marey serve [--port N] [--no-open] [FILE...]

Shows Marey in the browser. Only this machine can connect, and only with the token of the printed address.
The first line on standard output is that address. Ctrl-C ends it.

  --port N     listen on this port of 127.0.0.1 (default: any free one)
  --no-open    do not start a browser
`

interface ServeArguments {
  readonly port: number
  readonly isBrowserWanted: boolean
  readonly files: readonly string[]
}

/** What the arguments ask for, or what is wrong with them. */
export function parseServeArguments(args: readonly string[]): ServeArguments | string {
  let parsed
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { port: { type: 'string' }, 'no-open': { type: 'boolean' } },
    })
  } catch (error) {
    return (error as Error).message
  }
  const text = parsed.values.port ?? '0'
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Infinity
  if (port > 65_535) return `--port takes a number from 0 to 65535, not "${text}"`
  return { port, isBrowserWanted: parsed.values['no-open'] !== true, files: parsed.positionals }
}

/** Runs until a signal ends it; resolves with the exit code. */
export async function runServe(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(serveHelp)
    return 0
  }
  const wanted = parseServeArguments(args)
  if (typeof wanted === 'string') {
    process.stderr.write(`marey serve: ${wanted}\n\n${serveHelp}`)
    return 2
  }
  const host = createHost({
    workers: builtWorkers,
    pageFolder: programFolders.page,
    samplesFolder: programFolders.samples,
    userData: userDataFolder(),
  })
  const stopped = stopSignal()
  const started = await startServer(host.handler, wanted.port)
  if (!started.ok) {
    process.stderr.write(`marey serve: ${started.error}\n`)
    await host.dispose()
    return 2
  }
  const server = started.value
  process.stdout.write(`${server.url}\n`)
  for (const file of wanted.files) {
    const opened = await host.sources.openPath(file)
    const error = opened.ok ? opened.value.error : opened.error
    if (error !== undefined) process.stderr.write(`marey: ${error.message}\n`)
  }
  const isShown = wanted.isBrowserWanted && (await openBrowser(server.oneTimeUrl()))
  process.stderr.write(
    `${isShown ? 'Opened in the browser.' : 'Open this address in a browser on this machine.'} ` +
      `From another machine: ssh -L ${server.port}:127.0.0.1:${server.port}. Ctrl-C ends Marey.\n`,
  )
  const code = await stopped
  await server.close()
  await host.dispose()
  return code
}

/** The exit code once somebody wants the program to end: 128 and the signal's number. A second Ctrl-C ends at once. */
function stopSignal(): Promise<number> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => {
      process.once('SIGINT', () => process.exit(130))
      resolve(130)
    })
    process.once('SIGTERM', () => resolve(143))
    process.once('SIGHUP', () => resolve(129))
  })
}
