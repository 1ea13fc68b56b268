import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentSecurityPolicy, createStaticFiles } from '../../../src/host/static-files'

let base: string
let get: (path: string, method?: string) => Promise<Response>

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'marey-static-'))
  const root = join(base, 'page')
  mkdirSync(join(root, 'assets'), { recursive: true })
  writeFileSync(join(root, 'index.html'), '<!doctype html>')
  writeFileSync(join(root, 'assets', 'app-1a2b.js'), 'export {}')
  writeFileSync(join(root, 'notes.txt'), 'not served')
  writeFileSync(join(base, 'secret.js'), 'secret')
  symlinkSync(join(base, 'secret.js'), join(root, 'link.js'))
  const files = createStaticFiles(root)
  get = (path, method = 'GET') => files(new Request('http://x/', { method }), path)
})
afterAll(() => rmSync(base, { recursive: true }))

describe('createStaticFiles', () => {
  it('serves the page and its assets with type and length', async () => {
    const page = await get('/')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('content-length')).toBe('15')
    expect(page.headers.get('cache-control')).toBe('no-store')
    const script = await get('/assets/app-1a2b.js')
    expect(script.headers.get('content-type')).toMatch(/^text\/javascript/)
    expect(await script.text()).toBe('export {}')
    expect(await (await get('/', 'HEAD')).text()).toBe('')
  })

  it('puts the strict policy and isolation on every answer, refusals too', async () => {
    for (const response of [await get('/'), await get('/none.js'), await get('/', 'DELETE')]) {
      expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy)
      expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp')
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  it('allows no eval, no inline script, no other host', () => {
    const directives = new Map(
      contentSecurityPolicy.split('; ').map((text) => [text.split(' ')[0], text.split(' ').slice(1)]),
    )
    expect(directives.get('default-src')).toEqual(["'none'"])
    expect(directives.get('script-src')).toEqual(["'self'"])
    expect(directives.get('connect-src')).toEqual(["'self'"])
    expect(directives.get('frame-ancestors')).toEqual(["'none'"])
    expect(contentSecurityPolicy).not.toMatch(/unsafe-eval|https?:|\*/)
  })

  it.each([
    '/../secret.js',
    '/%2e%2e/secret.js',
    '/link.js',
    '/notes.txt',
    '/assets',
    '/missing.js',
    '/.hidden.js',
  ])('answers 404 for %s', async (path) => {
    const response = await get(path)
    expect(response.status).toBe(404)
    expect(await response.text()).not.toContain('secret')
  })

  it('answers reading methods only', async () => {
    expect((await get('/', 'POST')).status).toBe(405)
  })
})
