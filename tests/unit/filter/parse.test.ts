import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDuration, parseFilter } from '../../../src/filter/parse'

function parsed(text: string) {
  const result = parseFilter(text)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

function error(text: string) {
  const result = parseFilter(text)
  if (result.ok) throw new Error(`${text} parses`)
  return result.error
}

describe('parseFilter', () => {
  it('takes nothing for everything', () => {
    expect(parsed('')).toBeUndefined()
    expect(parsed('  ')).toBeUndefined()
  })

  it('binds not before and, and before or; words side by side are and', () => {
    expect(parsed('not a b or c')).toEqual({
      type: 'or',
      parts: [
        {
          type: 'and',
          parts: [
            { type: 'not', part: { type: 'text', text: 'a', goroutine: undefined } },
            { type: 'text', text: 'b', goroutine: undefined },
          ],
        },
        { type: 'text', text: 'c', goroutine: undefined },
      ],
    })
    expect(parsed('a and (b or c)')).toMatchObject({ type: 'and', parts: [{ text: 'a' }, { type: 'or' }] })
  })

  it('reads comparisons with their units', () => {
    expect(parsed('duration >= 1.5ms')).toMatchObject({
      type: 'compare',
      field: 'duration',
      scope: 'span',
      operator: '>=',
      value: 1_500_000,
    })
    expect(parsed('reason="chan receive"')).toMatchObject({
      field: 'reason',
      operator: '=',
      value: 'chan receive',
    })
    expect(parsed('waits>3')).toMatchObject({ field: 'waits', operator: '>', value: 3 })
    expect(parsed('id = g18')).toMatchObject({ field: 'id', value: 18 })
  })

  it('knows times, wakers, flags and goroutines by number', () => {
    expect(parsed('exists at 2s')).toEqual({ type: 'exists-at', timeNs: 2e9 })
    expect(parsed('woken by g7')).toEqual({ type: 'woken-by', text: 'g7', goroutine: 7 })
    expect(parsed('woken by main.worker')).toEqual({
      type: 'woken-by',
      text: 'main.worker',
      goroutine: undefined,
    })
    expect(parsed('not system')).toEqual({ type: 'not', part: { type: 'flag', field: 'system' } })
    expect(parsed('g18')).toEqual({ type: 'text', text: 'g18', goroutine: 18 })
  })

  it('takes function names as they are written', () => {
    expect(parsed('net/http.(*conn).serve')).toMatchObject({ type: 'text', text: 'net/http.(*conn).serve' })
    expect(parsed('function = encoding/json.(*Decoder).Decode')).toMatchObject({
      value: 'encoding/json.(*decoder).decode',
    })
    expect(parsed('(main.worker)')).toMatchObject({ type: 'text', text: 'main.worker' })
  })

  it.each([
    ['duration > soon', 11, 4, /not a time/],
    ['state = sleeping', 8, 8, /there is no state "sleeping"/],
    ['colour = red', 0, 6, /there is no field "colour"/],
    ['a and', 5, 0, /missing/],
    ['(a or b', 0, 1, /not closed/],
    ['a ) b', 2, 1, /closes nothing/],
    ['"open', 0, 5, /quote is not closed/],
    ['function < b', 9, 1, /is a text/],
    ['waits ~ 3', 6, 1, /is a number/],
    ['waits = many', 8, 4, /not a whole number/],
    ['duration >', 10, 0, /a value is missing/],
    ['= 3', 0, 1, /needs a field/],
    ['system = 1', 7, 1, /stands alone/],
    ['a ! b', 2, 1, /no meaning/],
  ])('points at what is wrong in %s', (text, position, length, message) => {
    expect(error(text)).toMatchObject({ position, length })
    expect(error(text).message).toMatch(message)
  })

  it('refuses deep nesting instead of exhausting the stack', () => {
    expect(error('('.repeat(2_000)).message).toMatch(/nested too deeply/)
    expect(error('not '.repeat(2_000) + 'a').message).toMatch(/nested too deeply/)
  })

  it('answers any text with an expression or a place in it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const result = parseFilter(text)
        if (result.ok) return
        expect(result.error.position).toBeGreaterThanOrEqual(0)
        expect(result.error.position + result.error.length).toBeLessThanOrEqual(text.length)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('parseDuration', () => {
  it.each([
    ['10ms', 1e7],
    ['1.5s', 1.5e9],
    ['300us', 3e5],
    ['300µs', 3e5],
    ['250', 250],
    ['2m', 120e9],
    ['1.5', undefined],
    ['ms', undefined],
    ['1 s', undefined],
    ['5constructor', undefined],
  ])('%s', (text, expected) => {
    expect(parseDuration(text)).toBe(expected)
  })
})
