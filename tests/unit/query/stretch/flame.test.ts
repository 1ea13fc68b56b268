import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../../src/base/cancellation'
import type { FlameDto } from '../../../../src/contract/stretch-dto'
import { flame } from '../../../../src/query/stretch/flame'
import { buildTraceIndex } from '../../../../src/query/build-trace-index'
import { fixtureNames, fixtureTrace } from '../../support/fixture-trace'

/** Stack texts, outermost first, with their samples. */
function leavesOf(dto: FlameDto): Map<string, number> {
  const paths: string[] = []
  const leaves = new Map<string, number>()
  dto.name.forEach((name, node) => {
    const parent = dto.parent[node]
    expect(parent).toBeLessThan(node)
    paths.push(parent < 0 ? dto.names[name] : `${paths[parent]};${dto.names[name]}`)
    if (dto.self[node] > 0) leaves.set(paths[node], dto.self[node])
  })
  return leaves
}

describe('flame graph of CPU samples', () => {
  it.each(fixtureNames(/^(cpuprof|gcheavy)-go1\.(19|22|27)\.trace$/))(
    '%s: its stacks are those of the samples',
    async (name) => {
      const trace = await fixtureTrace(name)
      const index = buildTraceIndex(trace, neverCancelled)
      const { cpuSamples, tables, goroutines } = trace
      const { stacks, frames, strings } = tables
      const wholeNs = trace.durationNs + 1
      for (const [fromNs, toNs] of [
        [0, wholeNs],
        [wholeNs * 0.3, wholeNs * 0.6],
      ]) {
        const of = cpuSamples.count > 0 ? cpuSamples.goroutine[cpuSamples.count >> 1] : 0
        for (const goroutine of [undefined, of < goroutines.count ? of : 0]) {
          const want = new Map<string, number>()
          let count = 0
          for (let sample = 0; sample < cpuSamples.count; sample++) {
            if (cpuSamples.atNs[sample] < fromNs || cpuSamples.atNs[sample] >= toNs) continue
            if (goroutine !== undefined && cpuSamples.goroutine[sample] !== goroutine) continue
            count++
            const stack = cpuSamples.stack[sample]
            if (stack >= stacks.count) continue
            const path = Array.from(stacks.frame.subarray(stacks.offset[stack], stacks.offset[stack + 1]))
              .reverse()
              .map((frame) => strings.get(frames.functionName[frame]))
              .join(';')
            if (path !== '') want.set(path, (want.get(path) ?? 0) + 1)
          }
          const got = flame(index, fromNs, toNs, goroutine === undefined ? undefined : [goroutine])
          expect(got.sampleCount).toBe(count)
          expect(leavesOf(got)).toEqual(want)
          // A node weighs as much as itself and its children.
          const below = got.total.map((_, node) => got.self[node])
          for (let node = got.total.length - 1; node >= 0; node--) {
            expect(below[node]).toBe(got.total[node])
            if (got.parent[node] >= 0) below[got.parent[node]] += below[node]
          }
        }
      }
    },
  )
})
