import { describe, expect, it } from 'vitest'
import { checkParams } from '../../../src/contract/api'
import { limits } from '../../../src/contract/limits'

const sound = {
  source: 's',
  choice: { by: 'function', functionName: 'main.worker' },
  hasNeighbours: true,
  fromNs: 0,
  toNs: 1e9,
  slices: 100,
}

describe('questions for a shape', () => {
  it('takes each way to choose goroutines, and drops what it does not know', () => {
    for (const choice of [
      sound.choice,
      { by: 'goroutines', ids: [1, 18] },
      { by: 'task', task: 2 },
      { by: 'filter', filter: 'worker and not system' },
      { by: 'time', fromNs: 1, toNs: 2 },
    ]) {
      const checked = checkParams('trace/shape', { ...sound, choice: { ...choice, extra: 1 } })
      expect(checked).toEqual({ ok: true, value: { ...sound, choice } })
    }
  })

  it('refuses what would cost without bound, or means nothing', () => {
    for (const wrong of [
      { choice: { by: 'goroutines', ids: [] } },
      { choice: { by: 'goroutines', ids: Array.from({ length: limits.shapeIds + 1 }, () => 1) } },
      { choice: { by: 'colour' } },
      { slices: 0 },
      { slices: limits.shapeSlices + 1 },
      { slices: 1.5 },
      { fromNs: Number.NaN },
      { hasNeighbours: 'yes' },
    ])
      expect(checkParams('trace/shape', { ...sound, ...wrong }).ok, JSON.stringify(wrong)).toBe(false)
  })
})
