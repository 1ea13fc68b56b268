/**
 * The handler of both hosts, behind the window's scheme. Only our own page may ask.
 */
import { protocol } from 'electron'
import type { Handler } from '../host/handler'
import { plain } from '../host/static-files'
import { isOwnUrl, pageOrigin, pageScheme } from './page-address'

/** Must run before the app is ready. Neither bypassCSP nor corsEnabled: our policy holds, and nobody else may fetch. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: pageScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ])
}

export function handlePageScheme(handler: Handler): void {
  protocol.handle(pageScheme, guardPageRequests(handler))
}

/** The handler for requests to our own host that no other origin has sent. Bugs become status 500. */
export function guardPageRequests(handler: Handler): Handler {
  return async (request) => {
    if (!isOwnUrl(request.url)) return plain(404, 'There is nothing here.')
    const origin = request.headers.get('origin')
    if (origin !== null && origin !== pageOrigin)
      return plain(403, 'Another page may not send requests here.')
    try {
      return await handler(request)
    } catch (error) {
      process.stderr.write(`marey: a bug while answering: ${String((error as Error).stack ?? error)}\n`)
      return plain(500, 'Marey met a bug of its own; the terminal has its trace.')
    }
  }
}
