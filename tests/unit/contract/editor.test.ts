import { assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  candidatesFor,
  commandFor,
  commandProblem,
  isSourcePath,
  likeliestFor,
  linkFor,
  linkProblem,
  noEditor,
  readEditorSettings,
  readSourcePlace,
  splitCommand,
} from '../../../src/contract/editor'

const folders = { moduleCaches: ['/me/go/pkg/mod'], goRoots: ['/usr/local/go'] }

describe('the command of an editor', () => {
  it('is split at blanks, quotes keep words together, nothing else has a meaning', () => {
    expect(splitCommand(`code  --goto {file}:{line}`)).toEqual({
      ok: true,
      value: ['code', '--goto', '{file}:{line}'],
    })
    expect(splitCommand(`"/Program Files/e d" '' a"b c"d`)).toEqual({
      ok: true,
      value: ['/Program Files/e d', '', 'ab cd'],
    })
    expect(splitCommand('a $(rm) `x` ; | > $HOME')).toMatchObject({
      value: ['a', '$(rm)', '`x`', ';', '|', '>', '$HOME'],
    })
    expect(splitCommand(`a "b`).ok).toBe(false)
  })

  it('puts file and line into their places, each staying one argument whatever it holds', () => {
    assert(
      property(string(), (name) => {
        const file = `/src/${name}.go`
        expect(commandFor('code --goto {file}:{line}', file, 7)).toEqual(['code', '--goto', `${file}:7`])
      }),
    )
    expect(commandFor('goland --line {line} {file}', '/a b.go', 0)).toEqual([
      'goland',
      '--line',
      '1',
      '/a b.go',
    ])
    expect(commandFor('e {file}', '/x{line}$&.go', 3)).toEqual(['e', '/x{line}$&.go'])
  })

  it('says what is missing', () => {
    expect(commandProblem('')).toBe('')
    expect(commandProblem('code')).toBe('{file} is missing')
    expect(commandProblem('{file} x')).toBe('the program itself cannot be a placeholder')
    expect(commandProblem('code "{file}')).toContain('not closed')
    expect(commandFor('code', '/a.go', 1)).toBeUndefined()
  })
})

describe('the link of an editor', () => {
  it('is encoded, and leads to an editor only', () => {
    expect(linkFor('vscode://file{file}:{line}', '/a b/c#d.go', 4)).toBe('vscode://file/a%20b/c%23d.go:4')
    expect(linkFor('vscode://file{file}:{line}', 'C:\\src\\a.go', 4)).toBe('vscode://file/C:/src/a.go:4')
    for (const wrong of [
      'javascript://{file}',
      'https://example.org/{file}',
      'data://x{file}',
      'file://{file}',
      'vscode',
      'vscode://x',
    ])
      expect(linkProblem(wrong), wrong).not.toBe('')
    expect(linkFor('HTTPS://example.org/{file}', '/a.go', 1)).toBeUndefined()
  })
})

describe('where a file of a recording may lie', () => {
  it('takes the longest mapping that fits, at whole folders only', () => {
    const mappings = [
      { from: '/home/gopher', to: '/me' },
      { from: '/home/gopher/app/', to: '/me/src/app' },
      { from: 'planted', to: '/me/planted' },
    ]
    expect(candidatesFor('/home/gopher/app/a/b.go', mappings, folders)).toEqual([
      '/me/src/app/a/b.go',
      '/me/app/a/b.go',
      '/home/gopher/app/a/b.go',
    ])
    expect(candidatesFor('/home/gopher2/a.go', mappings, folders)).toEqual(['/home/gopher2/a.go'])
    expect(candidatesFor('planted/main.go', mappings, folders)).toEqual(['/me/planted/main.go'])
  })

  it('finds modules with their version, capitals as the cache writes them, with and without -trimpath', () => {
    expect(candidatesFor('github.com/BurntSushi/toml@v1.4.0/decode.go', [], folders)).toEqual([
      '/me/go/pkg/mod/github.com/BurntSushi/toml@v1.4.0/decode.go',
      '/me/go/pkg/mod/github.com/!burnt!sushi/toml@v1.4.0/decode.go',
    ])
    expect(
      candidatesFor('/root/go/pkg/mod/golang.org/x/sync@v0.8.0/errgroup/errgroup.go', [], folders),
    ).toContain('/me/go/pkg/mod/golang.org/x/sync@v0.8.0/errgroup/errgroup.go')
  })

  it('finds the standard library of another GOROOT', () => {
    for (const file of [
      '/opt/go/1.27/src/net/http/server.go',
      'net/http/server.go',
      'C:\\Go\\src\\net\\http\\server.go',
    ])
      expect(candidatesFor(file, [], folders), file).toContain('/usr/local/go/src/net/http/server.go')
    expect(candidatesFor('/home/gopher/src/shop/cart.go', [], folders)).toEqual([
      '/home/gopher/src/shop/cart.go',
    ])
  })

  it('opens source files only, inside no other folder and on no other machine', () => {
    for (const wrong of [
      '/etc/passwd',
      '/a/../../etc/x.go',
      '//server/share/x.go',
      '\\\\server\\x.go',
      '/a\0.go',
      '--help',
      '',
    ])
      expect(isSourcePath(wrong), wrong).toBe(false)
    const mappings = [{ from: '/home', to: '/me' }]
    expect(candidatesFor('/home/../etc/x.go', mappings, folders)).toEqual([])
    assert(
      property(string(), string(), (from, file) => {
        for (const path of candidatesFor(file, [{ from, to: '/me' }], folders)) {
          expect(isSourcePath(path)).toBe(true)
          expect(path.startsWith('/') || /^[A-Za-z]:/.test(path)).toBe(true)
        }
      }),
    )
  })

  it('gives the likeliest one to those who cannot look', () => {
    const settings = { ...noEditor, moduleCache: '/c', mappings: [{ from: '/home/gopher', to: '/me' }] }
    expect(likeliestFor('/home/gopher/a.go', settings)).toBe('/me/a.go')
    expect(likeliestFor('github.com/A/b@v1.0.0/c.go', settings)).toBe('/c/github.com/!a/b@v1.0.0/c.go')
    expect(likeliestFor('/other/a.go', settings)).toBe('/other/a.go')
    expect(likeliestFor('runtime/proc.go', settings)).toBeUndefined()
  })
})

describe('what is kept and sent', () => {
  it('is checked, whoever wrote it', () => {
    expect(readEditorSettings({ ...noEditor, more: 1 })).toEqual(noEditor)
    for (const wrong of [
      null,
      {},
      { ...noEditor, opener: 1 },
      { ...noEditor, opener: 'x'.repeat(2_000) },
      { ...noEditor, mappings: [1] },
    ])
      expect(readEditorSettings(wrong)).toBeUndefined()
    expect(readSourcePlace({ file: '/a.go', line: 3 })).toEqual({ file: '/a.go', line: 3 })
    for (const wrong of ['/a.go', { file: '/a.go' }, { file: 7, line: 1 }, { file: '/a.go', line: 1.5 }])
      expect(readSourcePlace(wrong)).toBeUndefined()
  })
})
