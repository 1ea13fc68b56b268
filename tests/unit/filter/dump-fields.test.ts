import { describe, expect, it } from 'vitest'
import { completeExpression } from '../../../src/filter/complete'
import { dumpVocabulary } from '../../../src/filter/dump-fields'
import { parseExpression } from '../../../src/filter/parse'

const texts = (text: string, values?: (field: string) => readonly string[]): readonly string[] =>
  completeExpression(text, text.length, dumpVocabulary, values).map((one) => one.text)

describe('fields of dumps', () => {
  it('are offered, and those of traces are not', () => {
    expect(texts('')).toEqual(expect.arrayContaining(['state', 'wait', 'created by', 'locked', 'not']))
    expect(texts('')).not.toContain('assist')
    expect(texts('')).not.toContain('exists at')
    expect(texts('wait ')).toContain('>=')
    expect(texts('wait >= ')).toEqual(['1m', '5m', '30m'])
    expect(texts('created by ', () => [])).toContain('~')
  })

  it('complete with the words of the file, quoted where they hold blanks', () => {
    const words = (field: string): readonly string[] => (field === 'state' ? ['chan receive', 'sleep'] : [])
    expect(texts('state = ', words)).toEqual(['"chan receive"', 'sleep'])
    expect(texts('state = sl', words)).toEqual(['sleep'])
    expect(texts('created by = ', (field) => (field === 'creator' ? ['main.main'] : []))).toEqual([
      'main.main',
    ])
  })

  it('have "created by" as a phrase', () => {
    const parse = (text: string): unknown => {
      const result = parseExpression(text, dumpVocabulary)
      return result.ok ? result.value : result.error
    }
    expect(parse('created by main.Serve')).toMatchObject({
      type: 'compare',
      field: 'creator',
      operator: '~',
      value: 'main.serve',
    })
    expect(parse('created by != main.serve')).toMatchObject({ operator: '!=' })
    expect(parse('created by')).toMatchObject({ position: 10, message: 'a value is missing after "created"' })
    expect(parse('created')).toMatchObject({ type: 'text', text: 'created' })
  })
})
