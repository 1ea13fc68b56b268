import { describe, expect, it } from 'vitest'
import { CancelledError, neverCancelled } from '../../../../src/base/cancellation'
import { Claims } from '../../../../src/base/claims'
import { ColumnMemory } from '../../../../src/model/column-memory'
import { GoroutineState } from '../../../../src/model/states'
import type { Trace } from '../../../../src/model/trace'
import type { WalkThreads } from '../../../../src/query/kernel/walk-by-kernel'
import { runWalkTask } from '../../../../src/query/kernel/walk-task'
import type { WalkResult, WalkTask } from '../../../../src/query/kernel/walk-task'
import { buildTraceIndex, buildTraceIndexInThreads } from '../../../../src/query/build-trace-index'
import { buildTrace } from '../../support/build-trace'
import { fixtureNames, fixtureTrace } from '../../support/fixture-trace'
import { differencesOf } from './index-parts'

/** Tasks and results are cloned as on their way between threads. */
function pool(run: (task: WalkTask) => Promise<WalkResult>): WalkThreads {
  return {
    size: 3,
    ready: () => Promise.resolve(),
    run: async (task) => structuredClone(await run(structuredClone(task))),
  }
}

/** Does a task, but takes no more once it has come to a job of that number: that one nobody does. */
function upTo(task: WalkTask, end: number): WalkResult {
  return runWalkTask({ ...task, plan: { ...task.plan, jobs: task.plan.jobs.slice(0, end) } }, neverCancelled)
}

/** Each thread does some jobs and leaves some undone; the third dies. */
const unreliable = pool(async (task) => {
  if (task.slot === 1) return Promise.resolve(upTo(task, 3))
  if (task.slot === 2) return Promise.resolve(upTo(task, 7))
  new Claims(task.claims, task.plan.jobs.length).begin(task.slot)
  return Promise.reject(new Error('the thread died'))
})

const small = { fewestSpans: 0, spansPerJob: 40 }

describe('several threads build the index that one builds', () => {
  const names = fixtureNames(/go1\.(22|25|27)\.trace/)

  it('has traces to compare', () => expect(names.length).toBeGreaterThan(20))

  for (const name of names) {
    it(name, async () => {
      const trace = await fixtureTrace(name)
      const alone = buildTraceIndex(trace, neverCancelled, { usesKernel: false })
      const shared = await buildTraceIndexInThreads(trace, unreliable, neverCancelled, small)
      expect(differencesOf(alone, shared)).toEqual([])
    })
  }
})

describe('threads that share the index of a trace', () => {
  const trace = manyRows()
  const alone = buildTraceIndex(trace, neverCancelled, { usesKernel: false })
  const build = (threads: WalkThreads, options = small): ReturnType<typeof buildTraceIndexInThreads> =>
    buildTraceIndexInThreads(trace, threads, neverCancelled, options)

  it('do all of it but what is left to the thread that asks', async () => {
    const jobs = { processor: [] as number[], goroutines: [] as number[] }
    const threads = pool(async (task) => {
      const result = task.slot === 3 ? runWalkTask(task, neverCancelled) : upTo(task, 4 * task.slot)
      jobs[task.plan.jobs[0].kind].push(result.parts.length)
      return Promise.resolve(result)
    })
    expect(differencesOf(alone, await build(threads))).toEqual([])
    // First the rows of Ps, which nobody has to wait for groups with.
    expect(jobs.processor).toEqual([3, 0, 0])
    expect(jobs.goroutines.slice(0, 2)).toEqual([4, 3])
    expect(jobs.goroutines[2]).toBeGreaterThan(5)
  })

  it('cost time only when they die halfway: what one has added up counts for nothing', async () => {
    const threads = pool(async (task) => {
      upTo(task, 5 * task.slot)
      return Promise.reject(new Error('the thread died'))
    })
    expect(differencesOf(alone, await build(threads))).toEqual([])
  })

  it('do nothing when a task comes to them that another has died of', async () => {
    const threads = pool(async (task) => {
      upTo(task, 5 * task.slot)
      const again = runWalkTask(task, neverCancelled)
      expect(again.parts).toEqual([])
      return Promise.resolve(again)
    })
    expect(differencesOf(alone, await build(threads))).toEqual([])
  })

  it('and one alone, work where the memory is larger than signed numbers tell', async () => {
    const far = manyRows()
    // No page of it is ever touched.
    expect(far.memory?.take(2 ** 31 + 8)).toBeGreaterThan(0)
    const shared = await buildTraceIndexInThreads(far, unreliable, neverCancelled, small)
    expect(differencesOf(alone, shared)).toEqual([])
    expect(differencesOf(alone, buildTraceIndex(far, neverCancelled))).toEqual([])
  })

  it('are not asked when there is little to do', async () => {
    const threads = pool(() => Promise.reject(new Error('nobody is to be asked')))
    expect(differencesOf(alone, await build(threads, { ...small, fewestSpans: 1e6 }))).toEqual([])
  })

  it('end with the one that asks when nobody wants the index any more', async () => {
    const threads = pool(() => Promise.reject(new CancelledError()))
    const begun = pool(async (task) => {
      new Claims(task.claims, task.plan.jobs.length).begin(task.slot)
      return threads.run(task)
    })
    await expect(build(begun)).rejects.toThrow(CancelledError)
  })
})

/** Rows short and long, of several functions, of which some wait as long as others. */
function manyRows(): Trace {
  const goroutines = Array.from({ length: 60 }, (_, at) => {
    const length = at % 7 === 0 ? 900 : 1 + (at % 5)
    const stack = [`main.lock${at % 3}`, 'main.work']
    const spans = Array.from({ length }, (_, span) => {
      const startNs = 1_000 * at + 50 * span
      if (span % 3 === 0) return { startNs, state: GoroutineState.running }
      if (span % 3 === 1) return { startNs, state: GoroutineState.waiting, reason: 'sync', stack }
      return { startNs, state: GoroutineState.runnable, reason: 'unblocked', stack }
    })
    const endNs = 1_000 * at + 50 * length
    return { id: at + 1, name: `main.work${at % 4}`, spans, endNs, ended: at % 2 === 0, createdInTrace: true }
  })
  const memory = ColumnMemory.create(2 ** 20)
  if (memory === null) throw new Error('no memory')
  return { ...buildTrace({ durationNs: 200_000, goroutines }), memory }
}
