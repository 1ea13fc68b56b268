import { describe, expect, it } from 'vitest'
import { circlesOf } from '../../../scripts/import-circles.mjs'

const circles = (imports: Readonly<Record<string, readonly string[]>>): string[][] =>
  circlesOf(new Map(Object.entries(imports)))

describe('files that import each other', () => {
  it('are no loop where all point one way', () => {
    expect(circles({ a: ['b', 'c'], b: ['c'], c: [] })).toEqual([])
  })

  it('are found with all that belong to the loop, and nothing that only leads to it', () => {
    expect(circles({ start: ['c'], a: ['b'], b: ['c', 'end'], c: ['a'], end: [] })).toEqual([['a', 'b', 'c']])
  })

  it('are told apart where there are several loops, one leading to the other', () => {
    expect(circles({ a: ['b'], b: ['a', 'x'], x: ['y'], y: ['x'], alone: ['alone'] })).toEqual([
      ['a', 'b'],
      ['alone'],
      ['x', 'y'],
    ])
  })
})
