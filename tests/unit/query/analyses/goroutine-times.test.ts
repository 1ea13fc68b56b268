import { describe, expect, it } from 'vitest'
import type { DocumentList } from '../../../../src/query/analyses/document-value'
import { traceDocument } from '../../../../src/query/analyses/summary-document'
import { Summarizer } from '../../../../src/query/analyses/summarizer'
import { summaryRules } from '../../../../src/query/analyses/summary-rules'
import { EventScript } from './event-script'

function summarize(write: (script: EventScript) => unknown): ReturnType<typeof traceDocument> {
  const summarizer = new Summarizer(summaryRules(false, 2))
  write(new EventScript(summarizer))
  const facts = {
    header: '',
    sizeBytes: 0,
    sha256: '',
    originNs: 0n,
    experimentalBatches: 0,
    isComplete: true,
  }
  const document = traceDocument({ ...facts, warnings: [] }, summarizer.finish())
  // Made when asked for: here at once, to be compared.
  return { ...document, goroutines: [...(document['goroutines'] as DocumentList)] }
}

describe('time of goroutines', () => {
  it('adds up to the whole life, state by state', () => {
    const g = { m: 1, p: 0, g: 5 }
    const document = summarize((script) =>
      script
        .sync(0)
        .goroutine(0, { m: 1, p: 0 }, 1, 'undetermined', 'running', '', ['main.main'])
        .goroutine(10, { m: 1, p: 0, g: 1 }, 5, 'notExist', 'runnable', '', ['main.inner', 'main.work'])
        .goroutine(15, { m: 1, p: 0 }, 5, 'runnable', 'running')
        .goroutine(40, g, 5, 'running', 'waiting', 'chan receive')
        .goroutine(70, { m: 1, p: 0, g: 1 }, 5, 'waiting', 'runnable')
        .goroutine(71, { m: 1, p: 0 }, 5, 'runnable', 'running')
        .goroutine(80, g, 5, 'running', 'syscall')
        .goroutine(90, g, 5, 'syscall', 'running')
        .goroutine(95, g, 5, 'running', 'notExist')
        .sync(100, true),
    )
    expect((document['goroutines'] as readonly unknown[])[1]).toMatchObject({
      id: 5,
      name: 'main.work',
      creationTime: 10n,
      startTime: 15n,
      endTime: 95n,
      execNs: 39,
      schedWaitNs: 6,
      blockNs: { 'chan receive': 30 },
      syscallNs: 10,
      totalNs: 85,
      transitions: 8,
      createdBy: 1,
    })
    expect(document).toMatchObject({ goroutineMaxSimultaneous: 2, durationNs: 100, goroutineCount: 2 })
  })

  it('gives a goroutine from before the trace its first state from the last Sync on', () => {
    const document = summarize((script) =>
      script
        .sync(0)
        .goroutine(30, { m: 1 }, 2, 'undetermined', 'waiting')
        .goroutine(40, { m: 1 }, 3, 'undetermined', 'syscall')
        .goroutine(50, { m: 1, p: 0 }, 4, 'undetermined', 'syscall')
        .sync(60, true),
    )
    expect(document['goroutines']).toMatchObject([
      { id: 2, creationTime: 0n, blockNs: { '': 60 }, totalNs: 60 },
      { id: 3, syscallBlockNs: 40, syscallNs: 20 },
      { id: 4, syscallNs: 60 },
    ])
  })

  it('ends the account of a goroutine that blocks for ever', () => {
    const document = summarize((script) =>
      script
        .sync(0)
        .goroutine(10, { m: 1, p: 0 }, 2, 'undetermined', 'running')
        .goroutine(30, { m: 1, p: 0, g: 2 }, 2, 'running', 'waiting', 'forever')
        .sync(60, true),
    )
    expect(document['goroutines']).toMatchObject([{ execNs: 30, endTime: 30n, totalNs: 30 }])
    expect(document['blockByReason']).toEqual({})
  })

  it('never counts a time that steps back as negative', () => {
    const document = summarize((script) =>
      script
        .sync(0)
        .goroutine(50, { m: 1, p: 0 }, 2, 'undetermined', 'running')
        .goroutine(40, { m: 1, p: 0, g: 2 }, 2, 'running', 'waiting', 'sleep')
        .sync(60, true),
    )
    expect(document['goroutines']).toMatchObject([{ execNs: 50, blockNs: { sleep: 20 } }])
  })

  it('counts ranges, processors and threads', () => {
    const stop = 'stop-the-world (GC sweep termination)'
    const g = { m: 9, p: 2, g: 2 }
    const document = summarize((script) =>
      script
        .sync(0)
        .processor(5, { m: 9 }, 2, 'undetermined', 'running')
        .goroutine(10, { m: 9, p: 2 }, 2, 'undetermined', 'running', '', ['main.main'])
        .range(20, g, 'begin', stop)
        .range(26, g, 'end', stop)
        .range(27, g, 'begin', 'GC concurrent mark phase', 'global')
        .goroutine(30, g, 2, 'running', 'waiting', 'select')
        .processor(40, { m: 9, p: 2 }, 2, 'running', 'idle')
        .processor(44, { m: 3 }, 2, 'idle', 'running')
        .sync(60, true),
    )
    expect(document).toMatchObject({
      stw: { count: 1, ns: 6 },
      stwByReason: { 'GC sweep termination': { count: 1, ns: 6 } },
      gc: { count: 0, ns: 0 },
      ranges: { 'GC concurrent mark phase': { scope: 'None', openAtEnd: 1, openAtEndNs: 33 } },
      procs: [{ id: 2, runningNs: 51, transitionsToRunning: 2, goroutineRunningNs: 20 }],
      threads: [3, 9],
      uniqueStacks: 1,
    })
    expect(document['goroutines']).toMatchObject([{ rangeNs: { [stop]: 6 } }])
  })
})
