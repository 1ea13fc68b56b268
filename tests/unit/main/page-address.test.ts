import { describe, expect, it } from 'vitest'
import { isExternalLink, isOwnUrl } from '../../../src/main/page-address'

describe('isOwnUrl', () => {
  it('knows our page', () => {
    expect(isOwnUrl('marey-app://window/')).toBe(true)
    expect(isOwnUrl('marey-app://window/api/sources/list?x=1#y')).toBe(true)
  })

  it.each([
    'https://example.org/',
    'file:///etc/passwd',
    'marey-app://other/',
    'marey-app://window.example/',
    'marey-app://window@other/',
    'marey-app://me@window/',
    'marey-app2://window/',
    'javascript:alert(1)',
    'data:text/html,x',
    'about:blank',
    'no url',
    '',
  ])('does not take %s for it', (url) => expect(isOwnUrl(url)).toBe(false))
})

describe('isExternalLink', () => {
  it('lets plain https out', () => expect(isExternalLink('https://go.dev/blog/execution-traces')).toBe(true))

  it.each([
    'http://go.dev/',
    'file:///etc/passwd',
    'ssh://host',
    'smb://host/share',
    'https://user:secret@go.dev/',
    'vscode://open',
    'no url',
  ])('keeps %s in', (url) => expect(isExternalLink(url)).toBe(false))
})
