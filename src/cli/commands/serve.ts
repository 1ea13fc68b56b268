/**
 * `marey serve`: the interface in the browser. Stdout carries the URL and nothing else, so that scripts can read it.
 */
import { createHost } from '../../host/host'
import { builtWorkers } from '../../host/built-workers'
import { programFolders } from '../../host/program-folders'
import { userDataFolder } from '../../host/user-data'
import { openBrowser } from '../../server/open-browser'
import { startServer } from '../../server/server'
import { UsageError } from '../command'
import type { Command, CommandOutput } from '../command'
import { ExitCode } from '../exit-codes'
import { parseOptions } from '../parse-options'
import { serveUsage } from '../usage/serve'

export const serveCommand: Command = {
  ...serveUsage,
  run: async (args, output) => serve(parseServeArguments(args), output),
}

export interface ServeArguments {
  readonly port: number
  readonly isBrowserWanted: boolean
  readonly files: readonly string[]
}

/** @throws UsageError */
export function parseServeArguments(args: readonly string[]): ServeArguments {
  const { values, positionals } = parseOptions(args, {
    port: { type: 'string' },
    'no-open': { type: 'boolean' },
  })
  const text = values.port ?? '0'
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Infinity
  if (port > 65_535) throw new UsageError(`--port takes a number from 0 to 65535, not "${text}"`)
  return { port, isBrowserWanted: values['no-open'] !== true, files: positionals }
}

/** Runs until a signal ends it. */
export async function serve(wanted: ServeArguments, output: CommandOutput): Promise<ExitCode> {
  const host = createHost({
    workers: builtWorkers,
    pageFolder: programFolders.page,
    samplesFolder: programFolders.samples,
    userData: userDataFolder(),
  })
  const stopped = stopSignal()
  const started = await startServer(host.handler, wanted.port)
  if (!started.ok) {
    await host.dispose()
    throw new UsageError(started.error)
  }
  const server = started.value
  output.out(`${server.url}\n`)
  for (const file of wanted.files) {
    const opened = await host.sources.openPath(file)
    const error = opened.ok ? opened.value.error : opened.error
    if (error !== undefined) output.notice(error.message)
  }
  const isShown = wanted.isBrowserWanted && (await openBrowser(server.oneTimeUrl()))
  output.notice(
    `${isShown ? 'Opened in the browser.' : 'Open this address in a browser on this machine.'} ` +
      `From another machine: ssh -L ${server.port}:127.0.0.1:${server.port}. Ctrl-C ends Marey.`,
  )
  const code = await stopped
  await server.close()
  await host.dispose()
  return code
}

/** Resolves once somebody wants the program to end. A second Ctrl-C ends it at once. */
function stopSignal(): Promise<ExitCode> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => {
      process.once('SIGINT', () => process.exit(ExitCode.interrupted))
      resolve(ExitCode.interrupted)
    })
    // Whoever supervises a server asks it to end this way; that is not a failure.
    process.once('SIGTERM', () => resolve(ExitCode.whole))
    process.once('SIGHUP', () => resolve(ExitCode.whole))
  })
}
