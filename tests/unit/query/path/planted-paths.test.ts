/**
 * Programs with one slow request each (tests/fixtures/path-traces): what each measured of itself must be what the critical
 * path of its task says.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { neverCancelled } from '../../../../src/base/cancellation'
import { finish } from '../../../../src/base/steps'
import { pathKinds } from '../../../../src/contract/path-dto'
import type { PathDto, PathKind, PathShareDto } from '../../../../src/contract/path-dto'
import { openTrace } from '../../../../src/formats/go-trace/open-trace'
import { criticalPath } from '../../../../src/query/path/path'
import { buildTraceIndex } from '../../../../src/query/build-trace-index'
import { expectTiles } from './expect-tiles'

const folder = join(import.meta.dirname, '../../../fixtures/path-traces')

async function pathOf(kind: string): Promise<{ path: PathDto; printed: Readonly<Record<string, number>> }> {
  const read = await openTrace(sourceOfBytes(readFileSync(join(folder, kind, `${kind}.trace`))))
  if (!read.ok) throw new Error(read.error.message)
  const { tasks } = read.value
  expect(tasks.count).toBe(1)
  const path = finish(
    criticalPath(buildTraceIndex(read.value, neverCancelled), { by: 'task', task: tasks.id[0] }),
  )
  if (!path.ok) throw new Error(path.error)
  expectTiles(path.value)
  const printed = readFileSync(join(folder, kind, 'expected.json'), 'utf8')
  return { path: path.value, printed: JSON.parse(printed) as Readonly<Record<string, number>> }
}

function shareOf(path: PathDto, functionName: unknown): PathShareDto<string> {
  const found = path.functions.find((share) => share.of === functionName)
  if (found === undefined) throw new Error(`${String(functionName)} is not on the path`)
  return found
}

const timeOf = (share: PathShareDto<string>, kind: PathKind): number => share.kindNs[pathKinds.indexOf(kind)]

describe('a request slowed by one thing', () => {
  it('a lock: the time lies with the goroutine that held it, also while that one slept', async () => {
    const { path, printed } = await pathOf('lock')
    expect(path.subject.text).toMatch(/“checkout”/)
    const holder = shareOf(path, printed['heldUp'])
    // The clock of the program was read before and after the wait, and again after running on.
    expect(holder.totalNs).toBeLessThanOrEqual(printed['waitedNs'])
    expect(holder.totalNs).toBeGreaterThan(0.97 * printed['waitedNs'])
    expect(timeOf(holder, 'timer')).toBeGreaterThan(7.9e6)
    const asked = shareOf(path, printed['asked'])
    expect(timeOf(asked, 'running')).toBeGreaterThan(4.9e6)
    expect(timeOf(asked, 'running')).toBeLessThan(5.5e6)
    expect(path.sentences[1]).toMatch(
      /lie with g\d+ main\.hold: likely what held it up, for it ended the wait \(sync\) of g\d+ at main\.hold \(main\.go:\d+\)\.$/,
    )
    const ended = path.steps.find(
      (step) => step.hop?.how === 'woke' && step.goroutine?.functionName === 'main.handle',
    )
    expect(ended?.hop?.place?.functionName).toBe('main.hold')
  })

  it('a stage of a pipeline: the time lies with the slow stage, through the one behind it', async () => {
    const { path, printed } = await pathOf('pipeline')
    const stages = path.functions.map((share) => share.of)
    expect(stages.slice(0, 3)).toEqual(['main.encode', 'main.store', 'main.read'])
    expect(timeOf(shareOf(path, printed['heldUp']), 'running')).toBeGreaterThan(0.98 * printed['encodedNs'])
    // In order of the stages, each handing over to the next.
    const order = path.steps.map((step) => step.goroutine?.functionName)
    expect([...new Set(order)]).toEqual([printed['asked'], 'main.read', 'main.encode', 'main.store'])
    expect(path.sentences[1]).toMatch(/lie with g\d+ main\.encode: likely what held it up/)
  })

  it('no P: the time is its own, runnable, and who had the Ps is named', async () => {
    const { path, printed } = await pathOf('processors')
    const asked = shareOf(path, printed['asked'])
    expect(path.functions).toHaveLength(1)
    expect(timeOf(asked, 'runnable') + timeOf(asked, 'stopped')).toBeGreaterThan(0.99 * printed['lateNs'])
    expect(path.sentences.join(' ')).toMatch(
      /could run and had no P; in the longest of these \(.*\) g\d+ main\.crunch had a P for .*, no other longer\./,
    )
  })

  it('names the P of every step that ran, and of no other', async () => {
    const { path } = await pathOf('pipeline')
    const ran = path.steps.filter(({ kind }) => kind === 'running' || kind === 'assist')
    expect(ran.length).toBeGreaterThan(3)
    expect(ran.every(({ processor }) => processor !== undefined)).toBe(true)
    const others = path.steps.filter(({ kind }) => kind === 'runnable' || kind === 'wait' || kind === 'timer')
    expect(others.every(({ processor }) => processor === undefined)).toBe(true)
  })
})
