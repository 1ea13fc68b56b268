import { describe, expect, it } from 'vitest'
import { Access } from '../../../src/server/access'
import type { AccessDecision, AccessRequest } from '../../../src/server/access'

const host = '127.0.0.1:4040'

/** A server that one browser has visited with the token, and what that browser sends from then on. */
function visited(): {
  access: Access
  ask: (change?: Partial<AccessRequest>) => AccessDecision
  cookie: string
} {
  const access = new Access()
  const welcome = access.decide({ method: 'GET', target: `/?token=${access.token}`, headers: { host } })
  if (welcome.kind !== 'welcome') throw new Error('the token was refused')
  const cookie = welcome.setCookie.split(';')[0] ?? ''
  const ask = (change: Partial<AccessRequest> = {}): AccessDecision =>
    access.decide({
      method: 'POST',
      target: '/api/sources/list',
      ...change,
      headers: { host, cookie, origin: `http://${host}`, 'sec-fetch-site': 'same-origin', ...change.headers },
    })
  return { access, ask, cookie }
}

describe('the token', () => {
  it('is exchanged for a cookie that scripts cannot read and other sites cannot send', () => {
    const { access } = visited()
    const welcome = access.decide({ method: 'GET', target: `/?token=${access.token}`, headers: { host } })
    expect(welcome).toMatchObject({
      kind: 'welcome',
      setCookie: expect.stringMatching(
        /^marey-[0-9a-f]{8}=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/,
      ) as string,
    })
    expect(access.token).toMatch(/^[\w-]{43}$/)
    // Who sees the cookie does not learn the token.
    expect(welcome.kind === 'welcome' && welcome.setCookie).not.toContain(access.token)
  })

  it('is another one for each process, as is the name of the cookie', () => {
    expect(new Access().token).not.toBe(new Access().token)
    expect(new Access().cookieName).not.toBe(new Access().cookieName)
  })

  it('must be right', () => {
    const { access } = visited()
    for (const token of ['', 'x', access.token.slice(1), `${access.token}x`, encodeURIComponent('\u0000')]) {
      expect(access.decide({ method: 'GET', target: `/?token=${token}`, headers: { host } }).kind).toBe(
        'deny',
      )
    }
  })

  it('opens nothing but the front page', () => {
    const { access } = visited()
    const target = `/api/sources/list?token=${access.token}`
    expect(access.decide({ method: 'POST', target, headers: { host } }).kind).toBe('deny')
    expect(
      access.decide({ method: 'GET', target: `/app.js?token=${access.token}`, headers: { host } }).kind,
    ).toBe('deny')
  })
})

describe('the token for the browser that we start', () => {
  it('works once, within a minute', () => {
    let nowMs = 0
    const access = new Access(() => nowMs)
    const visit = (token: string): string =>
      access.decide({ method: 'GET', target: `/?token=${token}`, headers: { host } }).kind
    const token = access.mintOneTimeToken()
    expect(token).not.toBe(access.token)
    expect(visit(token)).toBe('welcome')
    expect(visit(token)).toBe('deny')
    const late = access.mintOneTimeToken()
    nowMs = 61_000
    expect(visit(late)).toBe('deny')
  })
})

describe('requests', () => {
  it('of our own page are let through', () => {
    const { ask } = visited()
    expect(ask()).toEqual({ kind: 'allow' })
    expect(
      ask({ method: 'GET', target: '/', headers: { origin: undefined, 'sec-fetch-site': 'none' } }),
    ).toEqual({
      kind: 'allow',
    })
    // Another port of the same name: an SSH tunnel.
    expect(ask({ headers: { host: 'localhost:9999', origin: 'http://localhost:9999' } }).kind).toBe('allow')
    expect(ask({ headers: { host: '[::1]:4040', origin: 'http://[::1]:4040' } }).kind).toBe('allow')
  })

  it('without the cookie, or with a wrong one, are refused', () => {
    const { ask, cookie, access } = visited()
    for (const wrong of [
      undefined,
      '',
      'a=b',
      `${cookie}x`,
      `${access.cookieName}=`,
      cookie.replace('marey', 'x'),
    ]) {
      expect(ask({ headers: { cookie: wrong } })).toMatchObject({ kind: 'deny', status: 403 })
    }
    expect(ask({ headers: { cookie: `a=b; ${cookie}; c=d` } }).kind).toBe('allow')
  })

  it.each([
    'evil.example',
    'evil.example:4040',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '192.168.0.7:4040',
    '0.0.0.0:4040',
    '127.0.0.1:4040@evil.example',
    '',
    undefined,
  ])('that name the host %j are refused (rebinding)', (name) => {
    const { ask } = visited()
    expect(ask({ headers: { host: name, origin: `http://${name}` } })).toMatchObject({
      kind: 'deny',
      status: 421,
    })
  })

  it.each([
    'http://evil.example',
    'http://127.0.0.1:8080',
    'http://localhost:4040',
    'https://127.0.0.1:4040',
    'null',
  ])('of the origin %s are refused', (origin) => {
    expect(visited().ask({ headers: { origin } })).toMatchObject({ kind: 'deny', status: 403 })
  })

  it.each(['cross-site', 'same-site'])(
    'that the browser calls %s are refused, even with everything else right',
    (site) => {
      const { ask, access } = visited()
      expect(ask({ headers: { 'sec-fetch-site': site } })).toMatchObject({ kind: 'deny', status: 403 })
      // A link on another page cannot use a token that leaked to it either.
      const target = `/?token=${access.token}`
      expect(ask({ method: 'GET', target, headers: { 'sec-fetch-site': site } }).kind).toBe('deny')
    },
  )

  it('of other methods or without a path are refused', () => {
    const { ask } = visited()
    for (const method of ['OPTIONS', 'PUT', 'DELETE', 'CONNECT', 'TRACE'])
      expect(ask({ method }).kind).toBe('deny')
    expect(ask({ target: 'http://evil.example/' }).kind).toBe('deny')
    expect(ask({ target: '*' }).kind).toBe('deny')
  })
})
