import { describe, expect, it } from 'vitest'
import { filesFromArguments } from '../../../src/main/arguments'

describe('filesFromArguments', () => {
  it('skips program, switches and, in a checkout, the project', () => {
    const words = [
      '/usr/bin/electron',
      '--no-sandbox',
      '/src/marey',
      '--use-gl=angle',
      'a.trace',
      '/abs/b.trace',
    ]
    expect(filesFromArguments(words, false, '/home/gopher')).toEqual(['/home/gopher/a.trace', '/abs/b.trace'])
  })

  it('takes the first word as a file in a packaged program', () => {
    expect(filesFromArguments(['/opt/marey', 'a.trace'], true, '/home/gopher')).toEqual([
      '/home/gopher/a.trace',
    ])
  })

  it('takes every name behind --', () => {
    expect(filesFromArguments(['electron', '.', '--', '--odd.trace', '-x'], false, '/w')).toEqual([
      '/w/--odd.trace',
      '/w/-x',
    ])
  })

  it('leaves out what is loaded first', () => {
    const words = ['electron', '-r', '/hook.cjs', '--require', '/other.cjs', '/src/marey', 'a.trace']
    expect(filesFromArguments(words, false, '/w')).toEqual(['/w/a.trace'])
  })

  it('answers nothing for no files', () => {
    expect(filesFromArguments(['electron', '.'], false, '/w')).toEqual([])
    expect(filesFromArguments(['electron', '.', ''], false, '/w')).toEqual([])
  })
})
