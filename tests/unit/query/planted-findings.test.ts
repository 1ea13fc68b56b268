/**
 * Programs with one trouble each (tests/fixtures/planted-traces): what each printed about itself must be what its trace
 * is found to show, first of all findings.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sourceOfBytes } from '../../../src/base/byte-source'
import type { FindingDto } from '../../../src/contract/overview-dto'
import { openTrace } from '../../../src/formats/go-trace/open-trace'
import type { Trace } from '../../../src/model/trace'
import { findFindings } from '../../../src/query/findings/find-findings'
import { fixtureNames, fixtureTrace } from '../support/fixture-trace'

const folder = join(import.meta.dirname, '../../fixtures/planted-traces')

interface Planted {
  readonly code: string
  readonly certainty: FindingDto['certainty']
  /** Figure that must be there: name of the printed figure, and by which part it may differ, below and above. */
  readonly measured?: readonly (readonly [figure: string, printed: string, below: number, above: number])[]
  /** Figures that are exactly what was printed. */
  readonly exact: readonly (readonly [figure: string, printed: string])[]
  /** The printed start function of the goroutine it leads to. */
  readonly goroutine?: string
  readonly text: RegExp
}

/** A clock read before and after is a little longer than what lies between. */
const planted: Readonly<Record<string, Planted>> = {
  'blocking-place': {
    code: 'blocking-place',
    certainty: 'proved',
    measured: [['totalNs', 'totalNs', 0.05, 0]],
    exact: [
      ['function', 'function'],
      ['line', 'line'],
    ],
    text: /in a channel send at main\.produce \(main\.go:19\)/,
  },
  'creation-burst': {
    code: 'creation-burst',
    certainty: 'proved',
    exact: [
      ['count', 'count'],
      ['function', 'function'],
      ['creator', 'creator'],
    ],
    text: /3.000 goroutines of main\.handle were created within .* in main\.fanOut/,
  },
  'gc-share': {
    code: 'gc-share',
    certainty: 'proved',
    exact: [
      ['cycles', 'cycles'],
      ['function', 'function'],
    ],
    text: /assisting it or waiting for it, most of it .* those of main\.serve/,
  },
  'goroutine-growth': {
    code: 'goroutine-growth',
    certainty: 'proved',
    exact: [
      ['alive', 'alive'],
      ['created', 'created'],
      ['function', 'function'],
    ],
    text: /main\.await kept being created and did not end: 150 of 150/,
  },
  'idle-processors': {
    code: 'idle-processors',
    certainty: 'proved',
    measured: [
      ['waitedNs', 'waitedNs', 0.02, 0],
      ['longestNs', 'longestNs', 0.02, 0],
    ],
    exact: [['function', 'waiting']],
    goroutine: 'main.starve',
    text: /main\.starve could run .* while a P was idle .* the trace does not say which/,
  },
  'left-senders': {
    code: 'goroutine-growth',
    certainty: 'proved',
    exact: [
      ['alive', 'alive'],
      ['created', 'created'],
      ['function', 'function'],
    ],
    text: /main\.fetch kept being created and did not end: 60 of 60/,
  },
  'lock-handoff': {
    code: 'lock-handoff',
    certainty: 'proved',
    measured: [['totalNs', 'totalNs', 0.05, 0]],
    exact: [
      ['function', 'waiter'],
      ['releaser', 'releaser'],
    ],
    text: /in sync\.\(\*Mutex\)\.Lock at main\.\(\*store\)\.put .* release at main\.\(\*store\)\.flush/,
  },
  'lock-readers': {
    code: 'lock-handoff',
    certainty: 'proved',
    measured: [['totalNs', 'totalNs', 0.05, 0]],
    exact: [
      ['function', 'waiter'],
      ['releaser', 'releaser'],
    ],
    text: /in sync\.\(\*RWMutex\)\.RLock at main\.\(\*table\)\.lookup .* release at main\.\(\*table\)\.reload/,
  },
  // The silence in the trace begins at the last event before the process was stopped, up to two time slices earlier.
  'no-cpu': {
    code: 'no-cpu',
    certainty: 'likely',
    measured: [['awayNs', 'awayNs', 0, 0.25]],
    exact: [['count', 'count']],
    text: /no thread left an event .* likely got no CPU/,
  },
  'scheduling-wait': {
    code: 'long-scheduling-wait',
    certainty: 'proved',
    measured: [['longestNs', 'longestNs', 0.02, 0]],
    exact: [],
    goroutine: 'main.await',
    text: /main\.await could run and waited .* main\.hog(AndWake)? had 50 % and g\d+ main\.hog/,
  },
  'stop-the-world': {
    code: 'long-stop-the-world',
    certainty: 'proved',
    measured: [['longestNs', 'longestNs', 0.02, 0]],
    exact: [['lastFunction', 'lastFunction']],
    text: /likely the last to stop, after .* running g\d+ main\.main\.func1 in main\.crunch/,
  },
  // What the calls took too long, less what the operating system was late.
  'syscall-processor': {
    code: 'syscall-processor',
    certainty: 'proved',
    measured: [
      ['waitedNs', 'lateNs', 0.15, 0],
      ['count', 'count', 0.25, 0],
    ],
    exact: [['function', 'function']],
    text: /lost their P and then waited .* main\.call/,
  },
}

const healthyFolder = join(import.meta.dirname, '../../fixtures/healthy-traces')

const programsIn = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()

async function readTrace(kind: string, path = folder): Promise<Trace> {
  const read = await openTrace(sourceOfBytes(readFileSync(join(path, kind, `${kind}.trace`))))
  if (!read.ok) throw new Error(read.error.message)
  return read.value
}

describe('findings of programs with one planted trouble', () => {
  it('has a table row for every program', () => {
    expect(programsIn(folder)).toEqual(Object.keys(planted).sort())
  })

  it.each(Object.entries(planted))('%s', async (kind, wanted) => {
    const printed = JSON.parse(readFileSync(join(folder, kind, 'expected.json'), 'utf8')) as Record<
      string,
      number | string
    >
    const trace = await readTrace(kind)
    const [finding] = findFindings(trace)
    expect(finding).toMatchObject({ code: wanted.code, certainty: wanted.certainty })
    for (const [figure, name] of wanted.exact) expect(finding.figures[figure]).toBe(printed[name])
    for (const [figure, name, below, above] of wanted.measured ?? []) {
      const value = Number(finding.figures[figure])
      expect(value).toBeGreaterThanOrEqual(Number(printed[name]) * (1 - below))
      expect(value).toBeLessThanOrEqual(Number(printed[name]) * (1 + above))
    }
    expect(finding.text).toMatch(wanted.text)
    expect(finding.formula).not.toBe('')
    const { fromNs, toNs, goroutine } = finding.at
    expect(fromNs).toBeGreaterThanOrEqual(0)
    expect(toNs).toBeGreaterThan(fromNs)
    expect(toNs).toBeLessThanOrEqual(trace.durationNs)
    if (wanted.goroutine === undefined) return
    const { goroutines, strings } = trace.tables
    const index = goroutines.indexOf(goroutine ?? -1)
    expect(strings.get(trace.goroutines.functionName[index])).toBe(wanted.goroutine)
  })

  it.each(fixtureNames(/^(tiny|timers|coro|single|restart\d|long)-go/))('%s yields none', async (name) => {
    expect(findFindings(await fixtureTrace(name)).map((finding) => finding.text)).toEqual([])
  })

  it.each(programsIn(healthyFolder))('nothing is wrong with %s, and nothing is found', async (kind) => {
    const found = findFindings(await readTrace(kind, healthyFolder))
    expect(found.map((finding) => finding.text)).toEqual([])
  })
})
