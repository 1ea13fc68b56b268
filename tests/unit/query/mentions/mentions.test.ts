import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { neverCancelled } from '../../../../src/base/cancellation'
import type { MentionsDto } from '../../../../src/contract/mentions-api'
import { openSession } from '../../../../src/engine/open-session'
import { GoroutineState } from '../../../../src/model/states'
import { traceMentions } from '../../../../src/query/mentions/trace-mentions'
import { buildTrace } from '../../support/build-trace'

const { running, runnable, waiting } = GoroutineState

async function mentionsOf(bytes: Uint8Array, functionName: string, goroutine?: number): Promise<MentionsDto> {
  const session = await openSession(sourceOfBytes(bytes), {
    name: 'file',
    budgetBytes: 1e9,
    cancellation: neverCancelled,
    onProgress: () => undefined,
  })
  if (!session.ok) throw new Error(session.error.message)
  const answer = session.value.call('file/mentions', { source: 's', functionName, goroutine })
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value as MentionsDto
}

const dumpText = `goroutine 1 [running]:
main.main()
	/src/main.go:9 +0x1

goroutine 18 [chan receive]:
main.take(0xc000012345)
	/src/main.go:20 +0x1
main.worker(0x1)
	/src/main.go:30 +0x1
created by main.main in goroutine 1
	/src/main.go:8 +0x1

goroutine 19 [sync.Mutex.Lock]:
sync.(*Mutex).Lock(...)
	/go/src/sync/mutex.go:90
main.worker(0x2)
	/src/main.go:31 +0x1
created by main.main in goroutine 1
	/src/main.go:8 +0x1
`
const dump = new TextEncoder().encode(dumpText)

describe('what a dump has of a function', () => {
  it('counts goroutines with it on their stack, and finds one by its number', async () => {
    expect(await mentionsOf(dump, 'main.worker', 18)).toEqual({
      kind: 'dump',
      dumps: 1,
      goroutines: 2,
      goroutine: { dump: 0, row: 1, functionName: 'main.worker' },
    })
    expect(await mentionsOf(dump, 'main.take')).toMatchObject({ goroutines: 1 })
    expect(await mentionsOf(dump, 'main.nowhere', 77)).toEqual({ kind: 'dump', dumps: 1, goroutines: 0 })
  })

  it('speaks of the last dump of a series', async () => {
    const series = new TextEncoder().encode(
      `${dumpText}\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:9 +0x1\n`,
    )
    const mentions = await mentionsOf(series, 'main.worker', 18)
    expect(mentions).toMatchObject({ dumps: 2, goroutines: 0, goroutine: { dump: 0, row: 1 } })
  })
})

describe('what a trace has of a function', () => {
  const trace = buildTrace({
    durationNs: 100,
    goroutines: [
      { id: 1, name: 'main.main', spans: [{ startNs: 0, state: running }], endNs: 100 },
      {
        id: 18,
        name: 'main.worker',
        spans: [
          { startNs: 0, state: running },
          { startNs: 10, state: waiting, reason: 'chan receive', stack: ['main.take', 'main.worker'] },
          { startNs: 20, state: runnable, reason: 'unblocked', by: 1, stack: ['main.give', 'main.main'] },
          { startNs: 30, state: running },
        ],
        endNs: 100,
      },
    ],
    samples: [{ atNs: 40, goroutine: 18, stack: ['main.crunch', 'main.worker'] }],
  })

  it('counts starts, stacks of their own and samples', () => {
    expect(traceMentions(trace, 'main.worker', 18)).toEqual({
      kind: 'trace',
      durationNs: 100,
      started: 1,
      onStacks: 1,
      samples: 1,
      goroutine: { id: 18, functionName: 'main.worker' },
    })
    // The stack of a wake-up is the waker's: g18 was never in main.give.
    expect(traceMentions(trace, 'main.give', 77)).toEqual({
      kind: 'trace',
      durationNs: 100,
      started: 0,
      onStacks: 0,
      samples: 0,
    })
  })

  it('is asked of a session, with the clock that the file carries', async () => {
    const bytes = readFileSync('tests/fixtures/path-traces/lock/lock.trace')
    const mentions = await mentionsOf(bytes, 'main.hold')
    expect(mentions).toMatchObject({ kind: 'trace', started: 1, onStacks: 1 })
    expect(mentions.fromUnixMs).toBeGreaterThan(Date.UTC(2025, 0, 1))
    expect(mentions.toUnixMs).toBeGreaterThan(mentions.fromUnixMs ?? Infinity)
  })
})

describe('what a profile has of a function', () => {
  it('answers in its first kind of value', async () => {
    const bytes = readFileSync('tests/fixtures/profiles/cpu-go1.27.pb.gz')
    const mentions = await mentionsOf(bytes, 'runtime.main')
    expect(mentions).toMatchObject({ kind: 'profile' })
    if (mentions.kind !== 'profile') return
    expect(mentions.total).toBeGreaterThan(0)
    expect(await mentionsOf(bytes, 'main.nowhere')).toMatchObject({ cum: 0, flat: 0, total: 0 })
  })
})
