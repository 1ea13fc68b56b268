import { expect } from 'vitest'
import type { PathDto } from '../../../../src/contract/path-dto'

/** Steps fill the stretch to the nanosecond, and so do the sums. */
export function expectTiles(path: PathDto): void {
  const { fromNs, toNs } = path.subject
  let reachedNs = fromNs
  for (const step of path.steps) {
    expect(step.fromNs).toBe(reachedNs)
    expect(step.toNs).toBeGreaterThan(step.fromNs)
    reachedNs = step.toNs
  }
  expect(reachedNs).toBe(toNs)
  expect(path.kinds.reduce((sum, { totalNs }) => sum + totalNs, 0)).toBe(toNs - fromNs)
  expect(path.kinds.reduce((sum, { count }) => sum + count, 0)).toBe(path.stepTotal)
}
