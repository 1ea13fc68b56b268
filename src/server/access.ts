/**
 * Who may talk to the loopback server. Any page in the user's browser can send requests to 127.0.0.1, and any program
 * of any user of the machine can connect, so each request has to show three things: that it means this machine by
 * name (Host: against rebinding of foreign names), that it comes from our own page or from nowhere (Origin and
 * Sec-Fetch-Site: against other pages, also those of other local ports), and that it knows our secret.
 *
 * The secret is the token of the printed URL, made anew for each process. A first visit exchanges it for a cookie
 * that scripts cannot read and other sites cannot cause to be sent; the address bar keeps no token. The browser that
 * we start ourselves gets a link of its own that works once, since other users can see a program's arguments.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

export type AccessDecision =
  | { readonly kind: 'allow' }
  /** The token was right: set the cookie, go to the page. */
  | { readonly kind: 'welcome'; readonly setCookie: string }
  | { readonly kind: 'deny'; readonly status: number; readonly reason: string }

export interface AccessRequest {
  readonly method: string
  /** As in the request line: path and query. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
}

const loopbackHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/
const oneTimeLifeMs = 60_000

const secret = (): string => randomBytes(32).toString('base64url')

/** Compares without telling by its duration how much was right. */
function isEqual(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const equals = part.indexOf('=')
    if (equals !== -1 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim()
  }
  return undefined
}

const deny = (status: number, reason: string): AccessDecision => ({ kind: 'deny', status, reason })

const wayIn =
  'Open the address that marey printed in the terminal, with its token, by pasting it into the address bar.'

export class Access {
  /** For the printed URL: valid while the process lives. */
  readonly token = secret()
  /** Cookies are shared by all ports of a host: a name of its own keeps instances apart. */
  readonly cookieName = `marey-${randomBytes(4).toString('hex')}`
  private readonly cookieSecret = secret()
  private oneTime: { readonly token: string; readonly untilMs: number } | undefined

  constructor(private readonly nowMs: () => number = Date.now) {}

  /** A token for one visit within a minute. */
  mintOneTimeToken(): string {
    this.oneTime = { token: secret(), untilMs: this.nowMs() + oneTimeLifeMs }
    return this.oneTime.token
  }

  decide(request: AccessRequest): AccessDecision {
    const { method, target, headers } = request
    const host = headers.host
    if (host === undefined || !loopbackHost.test(host)) {
      return deny(421, 'This server answers to 127.0.0.1, localhost and [::1] only.')
    }
    if (method !== 'GET' && method !== 'HEAD' && method !== 'POST')
      return deny(405, 'Only GET and POST are answered.')
    if (!target.startsWith('/')) return deny(400, 'The request names no path.')
    const site = headers['sec-fetch-site']
    if (site !== undefined && site !== 'same-origin' && site !== 'none') {
      return deny(403, `Another page may not send requests here. ${wayIn}`)
    }
    if (headers.origin !== undefined && headers.origin !== `http://${host}`) {
      return deny(403, `Another page may not send requests here. ${wayIn}`)
    }
    const url = new URL(`http://${host}${target}`)
    const given = url.searchParams.get('token')
    if (method === 'GET' && url.pathname === '/' && given !== null) {
      if (!this.takesToken(given)) return deny(403, `This token is not valid (any more). ${wayIn}`)
      return {
        kind: 'welcome',
        setCookie: `${this.cookieName}=${this.cookieSecret}; HttpOnly; SameSite=Strict; Path=/`,
      }
    }
    const cookie = cookieValue(headers.cookie, this.cookieName)
    if (cookie === undefined || !isEqual(cookie, this.cookieSecret)) return deny(403, wayIn)
    return { kind: 'allow' }
  }

  private takesToken(given: string): boolean {
    if (isEqual(given, this.token)) return true
    const { oneTime } = this
    if (oneTime === undefined || !isEqual(given, oneTime.token)) return false
    this.oneTime = undefined
    return this.nowMs() <= oneTime.untilMs
  }
}
