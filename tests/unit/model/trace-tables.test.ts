import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTables } from '../../../src/model/trace-tables'

test('texts, frames and stacks are interned once and read back', () => {
  const frame = fc.tuple(
    fc.integer({ min: 0, max: 5 }).map((n) => 0x7f00_0000_0000 + n),
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: 0, max: 300 }),
  )
  fc.assert(
    fc.property(fc.array(fc.array(frame, { maxLength: 6 }), { maxLength: 300 }), (stacks) => {
      const { strings, frames, stacks: table } = createTables()
      const indexByText = new Map<string, number>()
      for (const stack of stacks) {
        const rows = stack.map(([pc, name, line]) =>
          frames.intern(pc, strings.intern(`f${name}`), strings.intern('file.go'), line),
        )
        const index = table.intern(rows, rows.length)
        const text = JSON.stringify(stack)
        expect(index).toBe(indexByText.get(text) ?? indexByText.size)
        indexByText.set(text, index)
        const back = [...table.frame.subarray(table.offset[index], table.offset[index + 1])].map((row) => [
          frames.pc[row],
          Number(strings.get(frames.functionName[row]).slice(1)),
          frames.line[row],
        ])
        expect(back).toEqual(stack)
      }
      expect(table.count).toBe(indexByText.size)
    }),
    { numRuns: 50 },
  )
})
