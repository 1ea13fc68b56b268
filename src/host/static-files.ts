/**
 * The built page, and the headers that every answer to it carries.
 */
import { readFile, realpath } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { isInside, resolveUrlPath } from './path-guard'

/**
 * Nothing but ourselves: no script from elsewhere or inline, no eval, no connection to any other host.
 * Styles may be inline (React sets `style`), pictures may be data (exports), workers may be blobs (pixi).
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

export type StaticFiles = (request: Request, urlPath: string) => Promise<Response>

/** Serves files below `root`; `/` is index.html. Everything else is 404, whatever the reason. */
export function createStaticFiles(root: string): StaticFiles {
  const rootFolder = resolve(root)
  return async (request, urlPath) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Only GET is answered here.')
    const named = resolveUrlPath(rootFolder, urlPath === '/' ? '/index.html' : urlPath)
    const type = named === undefined ? undefined : types[extname(named)]
    if (named === undefined || type === undefined) return notFound()
    let body: Buffer
    try {
      // A link inside the folder must not lead out of it.
      if (!isInside(await realpath(rootFolder), await realpath(named))) return notFound()
      body = await readFile(named)
    } catch {
      return notFound()
    }
    // Names of bundled files carry a hash of their content.
    const isHashed = named.startsWith(join(rootFolder, 'assets'))
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), {
      headers: {
        ...securityHeaders,
        'content-type': type,
        'content-length': String(body.byteLength),
        'cache-control': isHashed ? 'private, max-age=31536000, immutable' : 'no-store',
      },
    })
  }
}

const notFound = (): Response => plain(404, 'There is nothing here.')

/** A short answer in plain text with every security header. */
export function plain(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  })
}
