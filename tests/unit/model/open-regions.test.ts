import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OpenRegions } from '../../../src/model/open-regions'

describe('regions that are open on a goroutine', () => {
  test('whatever the order of ends, each closes the innermost one of its task and name', () => {
    const step = fc.record({
      isBegin: fc.boolean(),
      task: fc.integer({ min: 0, max: 2 }),
      name: fc.integer({ min: 0, max: 12 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const open = new OpenRegions<number>()
        const plain: { task: number; name: number; row: number }[] = []
        steps.forEach(({ isBegin, task, name }, row) => {
          const innermost = plain.at(-1)
          expect(open.isInnermost(task, name)).toBe(innermost?.task === task && innermost.name === name)
          if (isBegin) {
            open.begin(task, name, row)
            plain.push({ task, name, row })
          } else {
            let at = plain.length - 1
            while (at >= 0 && (plain[at].task !== task || plain[at].name !== name)) at--
            const expected = at < 0 ? undefined : plain.splice(at, 1)[0].row
            expect(open.end(task, name)?.value).toBe(expected)
          }
          expect(open.count).toBe(plain.length)
          expect([...open.values()]).toEqual(plain.map((region) => region.row))
        })
      }),
    )
  })

  test('a hundred thousand that end in the order in which they began take no time to speak of', () => {
    const open = new OpenRegions<number>()
    const count = 100_000
    for (let row = 0; row < count; row++) open.begin(1, row, row)
    let found = 0
    for (let row = 0; row < count; row++) if (open.end(1, row)?.value === row) found++
    expect(found).toBe(count)
    expect(open.count).toBe(0)
    expect(open.end(1, 1)).toBeUndefined()
  })
})
