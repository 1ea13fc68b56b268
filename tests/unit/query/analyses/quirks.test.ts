/**
 * Every place of docs/deviations.md, in both modes: what the formula means, and what Go computes.
 */
import { describe, expect, it } from 'vitest'
import type { DocumentList, DocumentObject } from '../../../../src/query/analyses/document-value'
import { traceDocument } from '../../../../src/query/analyses/summary-document'
import { Summarizer } from '../../../../src/query/analyses/summarizer'
import { summaryRules } from '../../../../src/query/analyses/summary-rules'
import { EventScript } from './event-script'

type Write = (script: EventScript) => unknown

interface Row {
  readonly [key: string]: unknown
}

function summarize(write: Write, isParity: boolean, format: 1 | 2 = 2): DocumentObject {
  const summarizer = new Summarizer(summaryRules(isParity, format))
  write(new EventScript(summarizer))
  const document = traceDocument(
    {
      header: '',
      sizeBytes: 0,
      sha256: '',
      originNs: format === 1 ? -1n : 1000n,
      experimentalBatches: 0,
      isComplete: true,
      warnings: [],
    },
    summarizer.finish(),
  )
  // Made when asked for: here at once, to be compared.
  return { ...document, goroutines: [...(document['goroutines'] as DocumentList)] }
}

const right = (write: Write, format: 1 | 2 = 2): DocumentObject => summarize(write, false, format)
const go = (write: Write, format: 1 | 2 = 2): DocumentObject => summarize(write, true, format)

function goroutines(document: DocumentObject): readonly Row[] {
  return document['goroutines'] as unknown as readonly Row[]
}

function goroutineOf(document: DocumentObject, id: number): Row {
  const row = goroutines(document).find((goroutine) => goroutine['id'] === id)
  if (row === undefined) throw new Error(`goroutine ${id} is missing`)
  return row
}

const place = { m: 1, p: 0, g: 7 }

describe('deviations from Go', () => {
  it('counts a system call that is open at the end once', () => {
    const write: Write = (script) =>
      script
        .sync(0)
        .goroutine(0, { m: 1, p: 0 }, 7, 'undetermined', 'running')
        .goroutine(100, place, 7, 'running', 'syscall')
        .processor(130, { m: 2 }, 0, 'running', 'idle')
        .sync(200, true)
    expect(goroutineOf(right(write), 7)).toMatchObject({ syscallNs: 30, syscallBlockNs: 70, schedWaitNs: 0 })
    expect(goroutineOf(go(write), 7)).toMatchObject({ syscallNs: 100, schedWaitNs: 70 })
    expect(goroutineOf(go(write), 7)['syscallBlockNs']).toBeUndefined()
  })

  it('keeps the mark of a system call when an earlier one on the same processor returns', () => {
    const write: Write = (script) =>
      script
        .sync(0)
        .goroutine(0, { m: 1, p: 0 }, 7, 'undetermined', 'running')
        .goroutine(0, { m: 2, p: 1 }, 8, 'undetermined', 'running')
        .goroutine(10, place, 7, 'running', 'syscall')
        .processor(20, { m: 2 }, 0, 'running', 'idle')
        .goroutine(30, { m: 2, p: 0, g: 8 }, 8, 'running', 'syscall')
        .goroutine(40, { m: 1, g: 7 }, 7, 'syscall', 'runnable')
        .processor(50, { m: 3 }, 0, 'running', 'idle')
        .goroutine(90, { m: 2, g: 8 }, 8, 'syscall', 'runnable')
        .sync(100, true)
    expect(goroutineOf(right(write), 8)).toMatchObject({ syscallNs: 20, syscallBlockNs: 40 })
    expect(goroutineOf(go(write), 8)).toMatchObject({ syscallNs: 60 })
    expect(goroutineOf(go(write), 8)['syscallBlockNs']).toBeUndefined()
  })

  it('keeps every life of an id that comes back', () => {
    const write: Write = (script) => {
      script.sync(0)
      for (const start of [100, 200]) {
        script
          .goroutine(start, { m: 1 }, 7, 'notExist', 'syscall')
          .goroutine(start + 10, { m: 1, g: 7 }, 7, 'syscall', 'runnable')
          .goroutine(start + 15, { m: 1, p: 0 }, 7, 'runnable', 'running')
          .goroutine(start + 50, place, 7, 'running', 'notExist')
      }
      return script.sync(300, true)
    }
    expect(goroutines(right(write)).map((row) => [row['execNs'], row['transitions']])).toEqual([
      [35, 4],
      [35, 4],
    ])
    expect(
      goroutines(go(write)).map((row) => [row['creationTime'], row['execNs'], row['transitions']]),
    ).toEqual([[1200n, 35, 8]])
  })

  it('does not let an end without begin close an inherited region', () => {
    const write: Write = (script) =>
      script
        .sync(0)
        .goroutine(0, { m: 1, p: 0 }, 7, 'undetermined', 'running', '', ['main.main'])
        .region(10, place, 'begin', 5, 'outer')
        .goroutine(20, place, 8, 'notExist', 'runnable', '', ['main.work'])
        .goroutine(30, { m: 2, p: 1 }, 8, 'runnable', 'running')
        .region(40, { m: 2, p: 1, g: 8 }, 'end', 0, 'before')
        .goroutine(60, { m: 2, p: 1, g: 8 }, 8, 'running', 'notExist')
        .sync(100, true)
    expect(right(write)).toMatchObject({
      regionCount: 3,
      regionsByName: {
        '': { count: 1, ns: 40n },
        before: { count: 1, ns: 20n },
        outer: { count: 1, ns: 90n },
      },
    })
    expect(go(write)).toMatchObject({
      regionCount: 2,
      regionsByName: { '': { count: 1, ns: 20n }, outer: { count: 1, ns: 90n } },
    })
  })

  it('keeps name and end of a task that is ended twice', () => {
    const write: Write = (script) =>
      script
        .sync(0)
        .goroutine(0, { m: 1, p: 0 }, 7, 'undetermined', 'running')
        .task(10, place, 'begin', 3, 0, 'order')
        .task(20, place, 'end', 3, 0, 'order')
        .task(30, place, 'end', 3, -1, '')
        .sync(40, true)
    const task = (document: DocumentObject): unknown => (document['tasks'] as readonly unknown[])[0]
    expect(task(right(write))).toMatchObject({ name: 'order', durationNs: 10, parent: -1 })
    expect(task(go(write))).toMatchObject({ name: '', durationNs: 20, parent: -1 })
  })

  it('takes parent 0 for none at the end of a task too', () => {
    const write: Write = (script) =>
      script
        .sync(0)
        .goroutine(2, { p: 0 }, 7, 'undetermined', 'running')
        .task(10, place, 'begin', 3, 0, 'order')
        .task(20, place, 'end', 3, 0, 'order')
        .sync(40, true)
    expect(right(write, 1)).toMatchObject({ taskCount: 1, tasks: [{ parent: -1 }] })
    expect(go(write, 1)).toMatchObject({
      taskCount: 2,
      tasks: [
        { id: 0, children: 1 },
        { id: 3, parent: 0 },
      ],
    })
    expect(go(write, 2)).toMatchObject({ taskCount: 1, tasks: [{ parent: -1 }] })
  })

  it('credits a sweep to nobody when another goroutine ends it', () => {
    const sweep = 'GC incremental sweep'
    const write: Write = (script) =>
      script
        .sync(0)
        .goroutine(0, { m: 1, p: 0 }, 7, 'undetermined', 'running')
        .goroutine(0, { m: 2, p: 1 }, 8, 'undetermined', 'running')
        .range(10, place, 'begin', sweep, 'processor')
        .range(30, { m: 2, p: 0, g: 8 }, 'end', sweep, 'processor')
        .range(40, { m: 2, p: 1, g: 8 }, 'begin', sweep, 'processor')
        .range(45, { m: 2, p: 1, g: 8 }, 'end', sweep, 'processor')
        .sync(100, true)
    expect(goroutineOf(right(write), 7)['rangeNs']).toEqual({ [sweep]: 0 })
    expect(goroutineOf(go(write), 7)['rangeNs']).toEqual({ [sweep]: 90 })
    expect(goroutineOf(right(write), 8)['rangeNs']).toEqual({ [sweep]: 5 })
  })

  it('counts the wait between creation and first run as waiting for a processor', () => {
    const write: Write = (script) =>
      script
        .sync(0)
        .goroutine(0, { m: 1, p: 0 }, 7, 'undetermined', 'running')
        .goroutine(10, { ...place, stack: ['main.spawn'] }, 8, 'notExist', 'runnable', '', ['main.work'])
        .goroutine(50, { m: 2, p: 1 }, 8, 'runnable', 'running')
        .goroutine(60, { m: 2, p: 1, g: 8, stack: ['main.yield'] }, 8, 'running', 'runnable', 'preempted')
        .goroutine(65, { m: 2, p: 1 }, 8, 'runnable', 'running')
        .sync(100, true)
    expect(right(write)).toMatchObject({ pprof: { sched: { totals: [2, 45n], samples: 2 } } })
    expect(go(write)).toMatchObject({ pprof: { sched: { totals: [1, 5n], samples: 1 } } })
  })

  it('takes time 0 of format 1 for a time', () => {
    // Relative to the first Sync at -1, Go's 0 is 1.
    const write: Write = (script) =>
      script
        .sync(0)
        .goroutine(1, { p: 0 }, 7, 'undetermined', 'waiting')
        .goroutine(50, { p: 0 }, 7, 'waiting', 'runnable')
        .goroutine(60, { p: 0 }, 7, 'runnable', 'running')
        .sync(100, true)
    expect(goroutineOf(right(write, 1), 7)['blockNs']).toEqual({ '': 50 })
    expect(goroutineOf(go(write, 1), 7)['blockNs']).toEqual({ '': 1 })
    expect(goroutineOf(go(write, 2), 7)['blockNs']).toEqual({ '': 50 })
  })
})
