import { Worker } from 'node:worker_threads'
import type { WorkerOptions } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { guardWorker, WorkerDiedError } from '../../../src/host/worker-guard'

const start = (code: string, options: WorkerOptions = {}): Worker =>
  new Worker(code, { eval: true, ...options })
const never = new Promise<never>(() => undefined)
const idle = 'setInterval(() => {}, 1000)'

describe('guardWorker', () => {
  it('rejects every waiting call when the thread exits', async () => {
    const guard = guardWorker(start('process.exit(3)'))
    const calls = await Promise.allSettled([guard.race(never), guard.race(never)])
    expect(calls.map((call) => call.status)).toEqual(['rejected', 'rejected'])
    const [first] = calls
    expect(first?.status === 'rejected' && first.reason).toBeInstanceOf(WorkerDiedError)
  })

  it('says what the thread threw', async () => {
    const guard = guardWorker(start("setTimeout(() => { throw new Error('boom') }, 10)"))
    await expect(guard.race(never)).rejects.toThrow('the thread that reads this file failed: boom')
  })

  it('survives a thread that runs out of memory', async () => {
    const hog = 'const kept = []; for (;;) kept.push(new Array(1e5).fill({}))'
    const guard = guardWorker(start(hog, { resourceLimits: { maxOldGenerationSizeMb: 16 } }))
    await expect(guard.race(never)).rejects.toThrow('ran out of memory')
  })

  it('rejects calls made after the death at once', async () => {
    const guard = guardWorker(start('process.exit(0)'))
    await new Promise<void>((resolve) => guard.onDeath(() => resolve()))
    await expect(guard.race(never)).rejects.toBeInstanceOf(WorkerDiedError)
    // A late listener hears of it too.
    await new Promise<void>((resolve) => guard.onDeath(() => resolve()))
  })

  it('lets settled calls through', async () => {
    const guard = guardWorker(start(idle))
    await expect(guard.race(Promise.resolve(7))).resolves.toBe(7)
    await expect(guard.race(Promise.reject(new Error('no')))).rejects.toThrow('no')
    await guard.terminate()
  })

  it('ends the thread on request, rejects what waits, and calls that no death', async () => {
    const guard = guardWorker(start(idle))
    let deaths = 0
    guard.onDeath(() => deaths++)
    const waiting = expect(guard.race(never)).rejects.toThrow('the file was closed')
    await guard.terminate()
    await waiting
    expect(deaths).toBe(0)
  })

  it('ends a thread that never looks up from its work', async () => {
    const guard = guardWorker(start('for (;;) {}'))
    await new Promise((resolve) => setTimeout(resolve, 100))
    const startedMs = performance.now()
    await guard.terminate()
    expect(performance.now() - startedMs).toBeLessThan(2000)
  })
})
