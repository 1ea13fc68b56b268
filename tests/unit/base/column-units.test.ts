import { describe, expect, it } from 'vitest'
import { byteUnit, durationUnit, formatColumnShare, formatInUnit } from '../../../src/base/format-units'

const text = (ns: number, longestNs: number): string => formatInUnit(ns, durationUnit(longestNs))

describe('the unit of a column', () => {
  it('keeps every digit below a millisecond', () => {
    expect(durationUnit(999_999).name).toBe('µs')
    expect(text(999_999, 999_999)).toBe('999.999')
    expect(text(7, 999_999)).toBe('0.007')
  })

  it('writes milliseconds up to 1,000 s, then seconds', () => {
    expect(durationUnit(1_000_000).name).toBe('ms')
    expect(text(2_520_123_456, 3e9)).toBe('2\u2009520.123')
    expect(durationUnit(1e12).name).toBe('s')
    expect(text(1e12, 1e12)).toBe('1\u2009000.000')
  })

  it('rounds to the last digit, and carries', () => {
    expect(text(1_999_999_600, 3e9)).toBe('2\u2009000.000')
    expect(text(1_500, 3e9)).toBe('0.002')
  })

  it('tells nothing from next to nothing', () => {
    expect(text(0, 3e9)).toBe('0')
    expect(text(499, 3e9)).toBe('< 0.001')
    expect(text(-499, 3e9)).toBe('> −0.001')
    expect(text(-2_000_000, 3e9)).toBe('−2.000')
  })

  it('writes sizes in bytes, KiB or MiB', () => {
    expect(formatInUnit(65_535, byteUnit(65_535))).toBe('65\u2009535')
    expect(formatInUnit(1_536, byteUnit(2 ** 20))).toBe('1.5')
    expect(formatInUnit(3 * 2 ** 20, byteUnit(2 ** 27))).toBe('3.00')
  })
})

describe('a column of shares', () => {
  it('has one decimal, and never rounds to nothing or to all', () => {
    expect([0.5, 0.0927, 0.14, 0.001].map(formatColumnShare)).toEqual(['50.0 %', '9.3 %', '14.0 %', '0.1 %'])
    expect([0, 0.0009, 0.99951, 1].map(formatColumnShare)).toEqual(['0 %', '< 0.1 %', '> 99.9 %', '100 %'])
  })
})
