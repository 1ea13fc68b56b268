import { describe, expect, it } from 'vitest'
import { commandProblem, linkProblem } from '../../../../src/contract/editor'
import { mappingsText, readMappings } from '../../../../src/renderer/app/folder-mappings'
import { knownEditors } from '../../../../src/renderer/app/known-editors'

describe('folders as they are typed', () => {
  it('are read as they are printed', () => {
    const mappings = [
      { from: '/home/gopher/app', to: '/Users/me/my app' },
      { from: 'planted', to: 'C:\\src' },
    ]
    expect(readMappings(mappingsText(mappings))).toEqual(mappings)
    expect(readMappings('\n  /a  =>  /b  \n\n')).toEqual([{ from: '/a', to: '/b' }])
    expect(readMappings('')).toEqual([])
  })

  it('say which line cannot be read', () => {
    expect(readMappings('/a => /b\n/c')).toMatch(/^Line 2: /)
    expect(readMappings('/a => b')).toMatch(/^Line 1: /)
    expect(readMappings('/a => /b => /c')).toMatch(/^Line 1: /)
  })
})

describe('editors by name', () => {
  it('have a command or a link that can be used', () => {
    for (const { name, opener } of knownEditors(true)) expect(commandProblem(opener), name).toBe('')
    for (const { name, opener } of knownEditors(false)) expect(linkProblem(opener), name).toBe('')
  })
})
