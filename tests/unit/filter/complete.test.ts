import { describe, expect, it } from 'vitest'
import { completeFilter } from '../../../src/filter/complete'
import { parseFilter } from '../../../src/filter/parse'

const texts = (text: string, cursor = text.length) => completeFilter(text, cursor).map((one) => one.text)

describe('completeFilter', () => {
  it('offers fields and keywords at the begin', () => {
    expect(texts('')).toEqual(expect.arrayContaining(['function', 'state', 'not', 'exists at', 'woken by']))
    expect(texts('')).not.toContain('and')
    expect(texts('dur')).toEqual(['duration'])
    expect(completeFilter('a dur', 5)[0]).toMatchObject({ text: 'duration', from: 2 })
  })

  it('offers operators that fit the field', () => {
    expect(texts('duration ')).toContain('>=')
    expect(texts('function ')).toEqual(['=', '!=', '~', '!~'])
  })

  it('offers the words of a field, and what the caller knows for free ones', () => {
    expect(texts('state = run')).toEqual(['running', 'runnable'])
    const known = completeFilter('reason = ', 9, () => ['sync', 'chan receive'])
    expect(known.map((one) => one.text)).toEqual(['sync', '"chan receive"'])
  })

  it('offers only what parses once it stands there', () => {
    for (const start of ['state = ', 'duration > ']) {
      for (const one of texts(start)) expect(parseFilter(start + one).ok).toBe(true)
    }
  })
})
