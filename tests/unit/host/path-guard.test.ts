import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isInside, resolveUrlPath } from '../../../src/host/path-guard'

const root = resolve('/srv/page')

describe('isInside', () => {
  it('tells a folder from one whose name begins alike', () => {
    expect(isInside(root, '/srv/page/a/b.js')).toBe(true)
    expect(isInside(root, '/srv/page')).toBe(true)
    expect(isInside(root, '/srv/page-other/a.js')).toBe(false)
    expect(isInside(root, '/srv/page/../secret')).toBe(false)
  })
})

describe('resolveUrlPath', () => {
  it('names files below the root', () => {
    expect(resolveUrlPath(root, '/assets/a%20b.js')).toBe(resolve(root, 'assets', 'a b.js'))
  })

  it.each([
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc/passwd',
    '/%252e%252e/x/../..',
    '/a/%00.js',
    '/a\\..\\..\\x',
    '/%5c%5chost/share',
    '/C:/windows/win.ini',
    '/.git/config',
    '/assets/.env',
    '/%E0%A4%A',
    'assets/a.js',
  ])('names nothing for %s', (path) => {
    expect(resolveUrlPath(root, path)).toBeUndefined()
  })
})
