import { readFileSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { CancelledError } from '../../../../src/base/cancellation'
import { openTrace } from '../../../../src/formats/go-trace/open-trace'
import { produceEventsV1 } from '../../../../src/formats/go-trace/v1/produce-events'
import { WireType as W } from '../../../../src/formats/go-trace/v1/wire'
import { produce } from './produce'
import { TallySink } from './tally-sink'
import { TraceWriter } from './trace-writer'

/** One tick is 10 ns in these traces. */
const ticksPerSecond = 100_000_000

/** Goroutine 1 runs on P 0 as the trace starts; goroutine 2 waits, 3 is in a system call, 4 is runnable. */
function beginning(minor = 21): TraceWriter {
  return new TraceWriter(minor)
    .batch(0, 1000)
    .event(W.goCreate, 1001, 1, 0, 0)
    .event(W.goCreate, 1002, 2, 0, 0)
    .event(W.goWaiting, 1003, 2)
    .event(W.goCreate, 1004, 3, 0, 0)
    .event(W.goInSyscall, 1005, 3)
    .event(W.goCreate, 1006, 4, 0, 0)
    .event(W.procStart, 1007, 77)
    .event(W.goStart, 1008, 1, 1)
    .event(W.gomaxprocs, 1009, 2, 0)
}

const ended = (writer: TraceWriter): Uint8Array => writer.frequency(ticksPerSecond).toBytes()

describe('how a trace begins', () => {
  test('goroutines from before it are told as status', () => {
    const { sink, produced } = produce(ended(beginning()), 'go', 'strict')
    expect(produced.error).toBeNull()
    expect(sink.goroutineTransitions).toEqual({
      'Undetermined -> Waiting': 1,
      'Undetermined -> Syscall': 1,
      'Undetermined -> Running': 1,
      'Undetermined -> Runnable': 1,
    })
    expect(sink.procTransitions).toEqual({ 'Undetermined -> Running': 1 })
    expect([...sink.threads]).toEqual([77])
  })

  test('a trace cut before the world starts again still lists them', () => {
    const bytes = new TraceWriter().batch(0, 1000).event(W.goCreate, 1001, 5, 0, 0).toBytes()
    const { sink, produced } = produce(bytes, 'raw', 'tolerant')
    expect(sink.goroutineTransitions).toEqual({ 'Undetermined -> Runnable': 1 })
    expect(produced.warnings).toMatchObject([{ code: 'unscaled-times', isLoss: true }])
    expect(produce(bytes, 'go', 'strict').produced.error).toMatch(/clock/)
  })
})

describe('time', () => {
  test('ticks become nanoseconds, the first event at 1', () => {
    const writer = beginning().event(W.heapAlloc, 2000, 4096)
    const { sink, produced } = produce(ended(writer), 'raw', 'strict')
    expect(produced.originNs).toBe(-1n)
    expect(sink.syncTimesNs).toEqual([0, (2000 - 1001) * 10 + 1 + 1])
  })

  test('a file without a frequency is shown as if a tick were 25 ns', () => {
    const bytes = beginning().event(W.heapAlloc, 2001, 4096).toBytes()
    const { sink, produced } = produce(bytes, 'raw', 'tolerant')
    expect(sink.lastNs).toBe(1000 * 25 + 1 + 1)
    expect(produced.warnings.map(({ code }) => code)).toEqual(['unscaled-times'])
    expect(produced.warnings[0].message).toContain('times are unscaled')
  })

  test('times that step back are raised, not refused', () => {
    // P 1 wakes goroutine 2 at 900 by its own clock, before anything it can have followed.
    const writer = beginning()
      .event(W.goCreate, 3000, 9, 0, 0)
      .event(W.procStop, 9000)
      .batch(1, 2000)
      .event(W.procStart, 2000, 78)
      .event(W.goStart, 2001, 9, 1)
      .event(W.goEnd, 2002)
    const bytes = ended(writer)
    expect(produce(bytes, 'go', 'strict').produced.error).toMatch(/times step back/)
    const { sink, produced } = produce(bytes, 'raw', 'tolerant')
    expect(sink.stepsBack).toBe(0)
    expect(sink.goroutineTransitions['Runnable -> Running']).toBe(1)
    expect(sink.goroutineTransitions['Running -> NotExist']).toBe(1)
    expect(produced.warnings.map(({ code }) => code)).toContain('time-order')
    expect(produced.warnings.every(({ isLoss }) => isLoss !== true)).toBe(true)
  })
})

describe('system calls', () => {
  test('short ones last 1 ns, blocking ones until their true end', () => {
    const writer = beginning()
      .event(W.goSysCall, 1100, 0)
      .event(W.goSysCall, 1200, 0)
      .event(W.goSysBlock, 1210)
      .event(W.goSysExit, 1500, 1, 2, 1400)
      .event(W.goStart, 1510, 1, 3)
    const { sink, produced } = produce(ended(writer), 'go', 'strict')
    expect(produced.error).toBeNull()
    expect(sink.goroutineTransitions).toMatchObject({
      'Running -> Syscall': 2,
      'Syscall -> Running': 1,
      'Syscall -> Runnable': 1,
    })
  })

  test('a CPU sample inside hides the block from Go, not from us', () => {
    const writer = beginning()
      .event(W.goSysCall, 1200, 0)
      .event(W.cpuSample, 1205, 1205, 0, 1, 0)
      .event(W.goSysBlock, 1210 + 5)
      .event(W.goSysExit, 1500, 1, 2, 0)
    const bytes = ended(writer)
    expect(produce(bytes, 'go', 'strict').sink.goroutineTransitions['Syscall -> Running']).toBe(1)
    const { sink, produced } = produce(bytes, 'raw', 'tolerant')
    expect(sink.goroutineTransitions['Syscall -> Running']).toBeUndefined()
    expect(sink.goroutineTransitions['Syscall -> Runnable']).toBe(1)
    expect(produced.warnings).toEqual([])
  })
})

describe('what users wrote', () => {
  test('tasks keep name and parent, logs their text, misnested regions are closed', () => {
    const writer = beginning()
      .text(1, 'outer')
      .text(2, 'inner')
      .text(3, 'kätegory')
      .event(W.userTaskCreate, 1100, 7, 0, 1, 0)
      .event(W.userRegion, 1101, 7, 0, 1, 0)
      .event(W.userRegion, 1102, 7, 0, 2, 0)
      .log(1103, 7, 3, 0, 'grüße')
      .event(W.userRegion, 1104, 7, 1, 1, 0)
      .event(W.userRegion, 1105, 7, 1, 2, 0)
      .event(W.userTaskEnd, 1106, 7, 0)
    const bytes = ended(writer)
    expect(produce(bytes, 'go', 'strict').produced.error).toMatch(/region/)
    const { sink, produced } = produce(bytes, 'raw', 'tolerant')
    expect(sink.logs).toMatchObject([{ goroutine: 1, task: 7, category: 'kätegory', message: 'grüße' }])
    expect(sink.eventsByKind).toMatchObject({ RegionBegin: 2, RegionEnd: 2, TaskBegin: 1, TaskEnd: 1 })
    expect(produced.warnings).toMatchObject([{ code: 'misnested-region' }])
  })
})

describe('stops of the world', () => {
  test.each([
    [11, 0, 'stop-the-world (GC mark termination)'],
    [19, 1, 'stop-the-world (GC sweep termination)'],
    [19, 5, 'stop-the-world ()'],
    [21, 9, 'stop-the-world (GOMAXPROCS)'],
    [21, 99, 'stop-the-world ()'],
  ])('header 1.%i, kind %i', (minor, kind, name) => {
    const writer = beginning(minor).event(W.stwStart, 1100, kind).event(W.stwDone, 1200)
    expect(produce(ended(writer), 'go', 'strict').sink.ranges).toEqual({
      [name]: { begin: 1, active: 0, end: 1 },
    })
  })
})

describe('contradictions', () => {
  test('a futile wake-up is ignored, though Go refuses the file', () => {
    const bytes = ended(beginning().event(W.futileWakeup, 1100).event(W.heapAlloc, 1200, 1))
    expect(produce(bytes, 'go', 'strict').produced.error).toMatch(/FutileWakeup/)
    const { sink, produced } = produce(bytes, 'raw', 'tolerant')
    expect(sink.eventsByKind['Metric']).toBe(1)
    expect(produced.warnings).toEqual([])
  })

  test('wrong sequence numbers: the earliest event goes first', () => {
    const writer = beginning().event(W.goUnblock, 1100, 2, 99, 0).event(W.goSched, 1200, 0)
    const bytes = ended(writer)
    expect(produce(bytes, 'go', 'strict').produced.error).toMatch(/no order/)
    const { sink, produced } = produce(bytes, 'raw', 'tolerant')
    expect(sink.goroutineTransitions['Waiting -> Runnable']).toBe(1)
    expect(sink.goroutineTransitions['Running -> Runnable']).toBe(1)
    expect(produced.warnings.map(({ code }) => code)).toEqual(['order'])
  })

  test('goroutine 0 is none', () => {
    const writer = beginning()
      .event(W.goCreate, 1100, 0, 0, 0)
      .event(W.goSched, 1200, 0)
      .event(W.goStart, 1300, 0, 0)
    const bytes = ended(writer)
    expect(produce(bytes, 'go', 'strict').produced.error).not.toBeNull()
    const { sink, produced } = produce(bytes, 'raw', 'tolerant')
    expect(sink.goroutines.has(0)).toBe(false)
    expect(sink.goroutineTransitions['Running -> Runnable']).toBe(1)
    expect(produced.warnings.map(({ code }) => code)).toContain('state-conflict')
  })

  test('unpaired ends and double begins of ranges are left out', () => {
    const writer = beginning()
      .event(W.gcDone, 1100)
      .event(W.gcStart, 1110, 0, 0)
      .event(W.stwDone, 1120)
      .event(W.gcSweepDone, 1130, 1, 1)
      .event(W.gcMarkAssistDone, 1140)
      .event(W.gcDone, 1150)
    const { sink } = produce(ended(writer), 'raw', 'tolerant')
    expect(sink.ranges).toEqual({
      'GC concurrent mark phase': { begin: 1, active: 0, end: 1 },
      'GC mark assist': { begin: 0, active: 0, end: 1 },
    })
  })
})

describe('damage', () => {
  test('after a bad batch the next one is found', () => {
    const writer = beginning()
      .event(W.heapAlloc, 1100, 1)
      .raw(0x3f, 0xff, 0xff, 0x00, 0x3e)
      .batch(0, 5000)
      .event(W.heapAlloc, 5100, 2)
      .event(W.goSched, 5200, 0)
    const bytes = ended(writer)
    expect(produce(bytes, 'go', 'strict').produced.error).toMatch(/no event of type 63/)
    const { sink, produced } = produce(bytes, 'raw', 'tolerant')
    expect(sink.eventsByKind['Metric']).toBe(2)
    // Between the last event before, at tick 1100, and the next batch, at tick 5000.
    expect(produced.warnings).toMatchObject([{ code: 'damaged', isLoss: true, fromNs: 991, toNs: 39_991 }])
    expect(produced.warnings[0].message).toMatch(/5 bytes up to the next batch/)
  })

  test('absurd processors and swarms of empty batches are damage, not memory', () => {
    const absurd = beginning().batch(5_000_000, 2000).event(W.heapAlloc, 2001, 1)
    const codes = produce(ended(absurd), 'raw', 'tolerant').produced.warnings.map(({ code }) => code)
    expect(codes).toEqual(['unscaled-times', 'damaged'])
    const swarm = beginning()
    for (let i = 0; i < 30_000; i++) swarm.batch(0, 2000 + i)
    const { produced } = produce(ended(swarm), 'raw', 'tolerant')
    expect(produced.warnings.map(({ message }) => message).join()).toContain(
      'more batches than any Go program writes',
    )
    expect(produced.eventCount).toBeGreaterThan(5)
  })

  const malformed = 'tests/fixtures/malformed'
  const names = readdirSync(malformed).filter((name) => /go1\.(19|21)\.trace$/.test(name))

  test.each(names)('%s opens as far as it goes', async (name) => {
    const bytes = readFileSync(`${malformed}/${name}`)
    const oracle = JSON.parse(readFileSync(`${malformed}/${name}.oracle.json`, 'utf8')) as {
      ok: boolean
      events: number
      eventsByKind: Record<string, number>
    }
    const strict = produce(bytes, 'go', 'strict')
    expect(strict.produced.error === null).toBe(oracle.ok)
    expect(strict.sink.events).toBe(oracle.events)
    if (oracle.ok) expect(strict.sink.eventsByKind).toEqual(oracle.eventsByKind)

    const opened = await openTrace(sourceOfBytes(bytes))
    if (/header-only|17-bytes|scrambled/.test(name) && !opened.ok) {
      expect(opened.error.code).toBe('damaged')
      return
    }
    if (!opened.ok) throw new Error(opened.error.message)
    if (!oracle.ok) expect(opened.value.warnings.length).toBeGreaterThan(0)
    expect(opened.value.goroutines.count).toBeGreaterThan(0)
    // Cuts and flips of the same traces: whole they have some 3,400 events.
    if (/truncated-(?:50|99)pct|minus1|bitflip|trailing/.test(name))
      expect(opened.value.eventCount).toBeGreaterThan(1000)
  })

  test('whatever is cut and flipped, it ends soon and keeps its promises', () => {
    const folder = 'tests/fixtures/traces'
    const seeds = [
      'tiny-go1.19.trace',
      'tiny-go1.21.trace',
      'usertrace-go1.21.trace',
      'timers-go1.19.trace',
    ].map((name) => readFileSync(`${folder}/${name}`))
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
        (seed, share, flips) => {
          const bytes = Uint8Array.from(seed.subarray(0, 16 + Math.ceil((seed.length - 16) * share)))
          for (const [at, value] of flips)
            if (bytes.length > 16) bytes[16 + (at % (bytes.length - 16))] = value
          const began = performance.now()
          const tolerant = produce(bytes, 'raw', 'tolerant')
          const strict = produce(bytes, 'go', 'strict')
          expect(performance.now() - began).toBeLessThan(5000)
          expect(tolerant.sink.stepsBack).toBe(0)
          expect(tolerant.sink.events).toBe(tolerant.produced.eventCount)
          expect(strict.sink.events).toBe(strict.produced.eventCount)
          expect(tolerant.sink.events).toBeGreaterThanOrEqual(1)
          expect(tolerant.sink.lastNs).toBe(tolerant.produced.lastNs)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('whatever is cut and flipped, the model is one or the failure has words', async () => {
    const seeds = ['tiny-go1.19.trace', 'usertrace-go1.21.trace', 'cpuprof-go1.21.trace'].map((name) =>
      readFileSync(`tests/fixtures/traces/${name}`),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...seeds),
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
        async (seed, share, flips) => {
          const bytes = Uint8Array.from(seed.subarray(0, 16 + Math.ceil((seed.length - 16) * share)))
          for (const [at, value] of flips) bytes[16 + (at % (bytes.length - 16))] = value
          const opened = await openTrace(sourceOfBytes(bytes))
          if (!opened.ok) {
            expect(opened.error.code).toBe('damaged')
            return
          }
          const { goroutines, spans, processors, durationNs } = opened.value
          expect(goroutines.spanOffset[goroutines.count]).toBe(spans.count)
          expect(processors.spanOffset[processors.count]).toBe(processors.span.length)
          expect(spans.startNs.length).toBe(spans.count)
          for (let span = 0; span < spans.count; span++) {
            expect(spans.startNs.at(span)).toBeGreaterThanOrEqual(0)
            expect(spans.startNs.at(span)).toBeLessThanOrEqual(durationNs)
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  test('a crafted file with thousands of waiting processors is read in bounded time', () => {
    const writer = new TraceWriter()
    for (let processor = 0; processor < 4000; processor++) {
      writer.batch(processor, 1000 + processor)
      for (let i = 0; i < 8; i++) writer.event(W.goStart, 1001 + processor + i, 1 + (i % 3), 1e6 + processor)
    }
    const began = performance.now()
    const { sink } = produce(ended(writer), 'raw', 'tolerant')
    expect(sink.events).toBeGreaterThan(30_000)
    expect(performance.now() - began).toBeLessThan(20_000)
  })
})

test('can be cancelled', () => {
  const bytes = readFileSync('tests/fixtures/traces/httpload-go1.21.trace')
  const version = { minor: 21, format: 1, writtenBy: 'Go 1.21', isNewerThanKnown: false } as const
  const cancellation = { isCancelled: () => true }
  expect(() =>
    produceEventsV1(sourceOfBytes(bytes), version, new TallySink(), {
      clock: 'raw',
      mode: 'tolerant',
      cancellation,
    }),
  ).toThrow(CancelledError)
})
