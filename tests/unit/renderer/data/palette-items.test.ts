import { describe, expect, it } from 'vitest'
import { hitKey, isCommandQuery, matchCommands, queryText } from '../../../../src/renderer/data/palette-items'

const items = [
  { id: 'file.open', label: 'Open…', keywords: 'file dialog' },
  { id: 'window.toggle-theme', label: 'Dark or light theme', keywords: 'colours' },
  { id: 'view.timeline', label: 'Timeline', keywords: '' },
]

describe('palette items', () => {
  it('takes > for commands only', () => {
    expect(isCommandQuery('>the')).toBe(true)
    expect(isCommandQuery('the')).toBe(false)
    expect(queryText('>  theme ')).toBe('theme')
  })

  it('shows all commands for a bare >, none for an empty box', () => {
    expect(matchCommands(items, '>')).toEqual(items)
    expect(matchCommands(items, '')).toEqual([])
  })

  it('finds by label and keyword, best first', () => {
    expect(matchCommands(items, '>timel').map((item) => item.id)).toEqual(['view.timeline'])
    expect(matchCommands(items, 'colours')[0]?.id).toBe('window.toggle-theme')
    expect(matchCommands(items, '>zzzz')).toEqual([])
  })

  it('gives different hits different keys', () => {
    const one = hitKey({ kind: 'goroutine', label: 'g1 main', detail: '', goroutine: 1 })
    const two = hitKey({ kind: 'goroutine', label: 'g1 main', detail: '', goroutine: 2 })
    expect(one).not.toBe(two)
  })
})
