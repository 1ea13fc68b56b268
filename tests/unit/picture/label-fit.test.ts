import { describe, expect, it } from 'vitest'
import { cutToWidth, fitLabel, fitRowLabel, shorterLabels } from '../../../src/picture/label-fit'

/** Every letter is 6 px wide. */
const measure = (text: string): number => text.length * 6

describe('shorterLabels', () => {
  it.each([
    [
      'g18 example.com/a/b.(*Pool).Run.func1',
      ['g18 example.com/a/b.(*Pool).Run.func1', 'g18 b.(*Pool).Run.func1', 'g18 (*Pool).Run.func1', 'g18'],
    ],
    ['main.worker', ['main.worker', 'worker']],
    ['GC concurrent mark phase', ['GC concurrent mark phase', 'GC concurrent mark', 'GC concurrent', 'GC']],
    [
      'stop-the-world (GC mark termination)',
      ['stop-the-world (GC mark termination)', 'STW: GC mark termination', 'STW'],
    ],
    ['chan receive', ['chan receive', 'chan']],
    ['sync', ['sync']],
    ['g7', ['g7']],
  ])('of %s', (label, forms) => expect(shorterLabels(label)).toEqual(forms))
})

describe('fitLabel', () => {
  it('tries whole, short, letter, nothing', () => {
    const label = 'g18 main.worker'
    expect(fitLabel(label, 'R', 200, measure)).toBe('g18 main.worker')
    expect(fitLabel(label, 'R', 80, measure)).toBe('g18 worker')
    expect(fitLabel(label, 'R', 40, measure)).toBe('g18')
    expect(fitLabel(label, 'R', 20, measure)).toBe('R')
    expect(fitLabel(label, 'R', 9, measure)).toBe('')
  })

  it('writes the letter where there is no label', () => {
    expect(fitLabel('', 'C', 100, measure)).toBe('C')
    expect(fitLabel('', '', 100, measure)).toBe('')
  })
})

describe('fitRowLabel', () => {
  it('gives up the package before the function', () => {
    const label = 'g18 example.com/shop/store.(*Pool).acquire'
    expect(fitRowLabel(label, 180, measure)).toBe('g18 store.(*Pool).acquire')
    expect(fitRowLabel(label, 120, measure)).toBe('g18 (*Pool).acquire')
    expect(fitRowLabel(label, 60, measure)).toBe('g18 (*Poo…')
  })

  it('never answers the bare id of a longer label', () => {
    expect(fitRowLabel('g18 main.worker', 24, measure)).not.toBe('g18')
    expect(fitRowLabel('g18', 24, measure)).toBe('g18')
  })
})

describe('cutToWidth', () => {
  it('keeps what fits', () => {
    expect(cutToWidth('abcdef', 36, measure)).toBe('abcdef')
    expect(cutToWidth('abcdef', 24, measure)).toBe('abc…')
    expect(cutToWidth('abcdef', 5, measure)).toBe('')
  })
})
