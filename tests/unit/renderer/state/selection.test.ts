import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isSameSelection,
  nothingSelected,
  parseSelection,
  printSelection,
  type Selection,
} from '../../../../src/renderer/state/selection'

const id = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
const anySelection: fc.Arbitrary<Selection> = fc.oneof(
  fc.constant(nothingSelected),
  fc.record({ kind: fc.constant('span' as const), goroutine: id, startNs: id }),
  fc.record({ kind: fc.constant('goroutine' as const), goroutine: id }),
  fc.record({ kind: fc.constant('proc' as const), processor: id }),
  fc.record({ kind: fc.constant('thread' as const), thread: id }),
  fc.record({ kind: fc.constant('task' as const), task: id }),
  fc.record({ kind: fc.constant('region' as const), region: id }),
  fc.record({ kind: fc.constant('note' as const), note: id }),
  fc.tuple(id, id).map(([one, two]) => ({
    kind: 'range' as const,
    fromNs: Math.min(one, two),
    toNs: Math.max(one, two),
  })),
  fc.record({
    kind: fc.constant('range' as const),
    fromNs: fc.constant(100),
    toNs: fc.constant(200),
    rows: fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 5 }),
  }),
)

describe('selection', () => {
  it('prints the handles that tests and links rely on', () => {
    const printed = (
      [
        { kind: 'none' },
        { kind: 'goroutine', goroutine: 18 },
        { kind: 'span', goroutine: 18, startNs: 123456 },
        { kind: 'proc', processor: 3 },
        { kind: 'thread', thread: 7 },
        { kind: 'task', task: 2 },
        { kind: 'region', region: 5 },
        { kind: 'range', fromNs: 100, toNs: 200 },
        { kind: 'note', note: 1 },
        { kind: 'range', fromNs: 100, toNs: 200, rows: ['goroutine:18', 'group:main.(*T).run,x'] },
      ] as const
    ).map(printSelection)
    expect(printed).toEqual([
      '',
      'goroutine:18',
      'span:18@123456',
      'proc:3',
      'thread:7',
      'task:2',
      'region:5',
      'range:100-200',
      'note:1',
      'range:100-200@goroutine%3A18,group%3Amain.(*T).run%2Cx',
    ])
  })

  it('reads back whatever it prints', () => {
    fc.assert(
      fc.property(anySelection, (selection) => {
        expect(parseSelection(printSelection(selection))).toEqual(selection)
      }),
    )
  })

  it('tells spans apart that begin at once, where their index is known', () => {
    const span = { kind: 'span', goroutine: 1, startNs: 4 } as const
    expect(isSameSelection({ ...span, index: 7 }, { ...span, index: 8 })).toBe(false)
    expect(isSameSelection({ ...span, index: 7 }, { ...span, index: 7 })).toBe(true)
    expect(isSameSelection({ ...span, index: 7 }, span)).toBe(true)
  })

  it('selects nothing for any other text', () => {
    const wrong = [
      'goroutine:',
      'goroutine:x',
      'span:18',
      'span:18-5',
      'range:1@2',
      'proc:1@2',
      'toString:1',
      '18',
    ]
    expect(wrong.map(parseSelection)).toEqual(wrong.map(() => nothingSelected))
    fc.assert(
      fc.property(fc.string(), (text) => {
        const selection = parseSelection(text)
        expect(selection.kind === 'none' || printSelection(selection) !== '').toBe(true)
      }),
    )
  })

  it('orders a range and rounds to whole nanoseconds', () => {
    expect(parseSelection('range:200-100')).toEqual({ kind: 'range', fromNs: 100, toNs: 200 })
    expect(printSelection({ kind: 'range', fromNs: 99.6, toNs: 200.4 })).toBe('range:100-200')
    expect(
      isSameSelection(
        { kind: 'span', goroutine: 1, startNs: 4.4 },
        { kind: 'span', goroutine: 1, startNs: 4 },
      ),
    ).toBe(true)
  })
})
