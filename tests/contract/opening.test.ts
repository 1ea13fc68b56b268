/** What a page may count on while a file is opened, whichever host it runs in: one suite, run against both. */
import { copyFileSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { limits } from '../../src/contract/limits'
import type { HostEvent, SourceDto } from '../../src/contract/sources'
import { writeSyntheticTrace } from '../support/synthetic-trace'
import { fileOf, folder, trace } from './support/files'
import { eventsOf, hostKinds, startTestHost } from './support/hosts'
import type { TestHost } from './support/hosts'

vi.mock('electron', () => ({ protocol: {} }))

describe.each(hostKinds)('the %s host', (kind) => {
  let host: TestHost
  beforeEach(async () => {
    host = await startTestHost(kind)
  })
  afterEach(() => host.close())

  describe('opening', () => {
    it('reads a trace and answers about it', async () => {
      const source = await host.open(trace)
      expect(source).toMatchObject({
        name: 'gcheavy-go1.27.trace',
        state: 'ready',
        kind: 'trace',
        isComplete: true,
        byteLength: readFileSync(trace).byteLength,
      })
      const overview = await host.call('trace/overview', { source: source.id })
      expect(overview).toMatchObject({ ok: true, value: { processorCount: expect.any(Number) as number } })
      const rows = await host.call('trace/rows', {
        source: source.id,
        toggled: [],
        sort: 'start',
        filter: '',
        from: 0,
        to: 40,
      })
      if (!rows.ok || !overview.ok) throw new Error('no rows')
      const tile = await host.call('trace/tile', {
        source: source.id,
        fromNs: 0,
        toNs: overview.value.durationNs,
        widthPx: 1000,
        rows: rows.value.rows.map((row) => row.key),
      })
      if (!tile.ok) throw new Error(tile.error.message)
      const { startNs, state } = tile.value.columns
      expect(startNs).toBeInstanceOf(Float64Array)
      expect(startNs?.length).toBeGreaterThan(0)
      expect(startNs?.length).toBeLessThanOrEqual(limits.tileRectangles)
      expect(state?.length).toBe(startNs?.length)
      const shape = await host.call('trace/shape', {
        source: source.id,
        choice: { by: 'function', functionName: 'main.main' },
        hasNeighbours: true,
        fromNs: 0,
        toNs: overview.value.durationNs,
        slices: 50,
      })
      if (!shape.ok) throw new Error(shape.error.message)
      expect(shape.value.lines.some(({ id, isChosen }) => id === 1 && isChosen)).toBe(true)
    })

    it('tells of progress while it reads', async () => {
      const abort = new AbortController()
      const events = eventsOf(await host.send('/api/events', { signal: abort.signal }))
      const opened = await host.host.sources.openPath(trace)
      const seen: HostEvent[] = []
      for await (const event of events) {
        seen.push(event)
        if (event.type === 'source' && event.source.state !== 'loading') break
      }
      abort.abort()
      const states = seen.flatMap((event) => (event.type === 'source' ? [event.source] : []))
      expect(states[0]).toMatchObject({ id: opened.ok && opened.value.id, state: 'loading' })
      expect(states.at(-1)?.state).toBe('ready')
      expect(seen).toContainEqual({ type: 'focus', id: opened.ok && opened.value.id })
      for (const { progress } of states) {
        if (progress === undefined) continue
        expect(progress.stage).not.toBe('')
        expect(progress.doneBytes).toBeLessThanOrEqual(progress.totalBytes)
      }
    })

    it('shows a first picture of a large trace while it reads', async () => {
      const path = join(folder, 'large.trace')
      await writeSyntheticTrace(path, { byteLength: 24 * 2 ** 20 })
      const opened = await host.host.sources.openPath(path)
      if (!opened.ok) throw new Error(opened.error.message)
      const { id } = opened.value
      const early = await host.call('trace/overview', { source: id })
      expect(early).toMatchObject({ ok: false, error: { code: 'not-ready' } })
      const loading = await host.until(
        id,
        (source) => source.hasSketch === true || source.state !== 'loading',
      )
      expect(loading).toMatchObject({ state: 'loading', hasSketch: true })
      const sketch = await host.call('trace/sketch', { source: id })
      if (!sketch.ok) throw new Error(sketch.error.message)
      const { head, columns } = sketch.value
      expect(head.processors.length).toBeGreaterThan(0)
      expect(columns['processorNs']?.length).toBe(head.processors.length * 3 * head.bucketCount)
      const ready = await host.until(id, (source) => source.state !== 'loading')
      expect(ready.state).toBe('ready')
      expect(ready.hasSketch).toBeUndefined()
      const overview = await host.call('trace/overview', { source: id })
      expect(overview).toMatchObject({ ok: true, value: { processorCount: head.processors.length } })
      const late = await host.call('trace/sketch', { source: id })
      expect(late).toMatchObject({ ok: false, error: { code: 'not-found' } })
    })

    it('has no first picture of a file whose opening was cancelled', async () => {
      const path = join(folder, 'cancelled.trace')
      await writeSyntheticTrace(path, { byteLength: 24 * 2 ** 20 })
      const opened = await host.host.sources.openPath(path)
      if (!opened.ok) throw new Error(opened.error.message)
      const { id } = opened.value
      // At once, while the sketch is being taken.
      expect(await host.call('sources/cancel', { source: id })).toEqual({ ok: true, value: null })
      const listed = await host.call('sources/list', {})
      expect(listed.ok && listed.value.find((source) => source.id === id)).toMatchObject({
        state: 'cancelled',
      })
      const sketch = await host.call('trace/sketch', { source: id })
      expect(sketch).toMatchObject({ ok: false, error: { code: 'not-found' } })
    })

    it.each([
      ['a missing file', () => join(folder, 'none.trace'), 'file-missing'],
      ['a folder', () => folder, 'file-is-folder'],
      ['an empty file', () => fileOf('empty.trace', ''), 'not-readable'],
      ['plain text', () => fileOf('notes.txt', 'Some notes about nothing in particular.\n'), 'not-readable'],
      [
        'a picture',
        () => fileOf('picture.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0)),
        'not-readable',
      ],
    ] as const)('shows %s as failed, in words, and goes on', async (_what, path, code) => {
      const source = await host.open(path())
      expect(source.state).toBe('failed')
      expect(source.error?.code).toBe(code)
      expect(source.error?.message.length).toBeGreaterThan(10)
      expect((await host.open(trace)).state).toBe('ready')
    })

    it('brings a file to the front that is open already, and reads it again when it has changed', async () => {
      const path = fileOf('twice.trace', readFileSync(trace))
      const first = await host.open(path)
      const second = await host.open(path)
      expect(second).toEqual(first)
      truncateSync(path, 20_000)
      const third = await host.open(path)
      expect(third.id).toBe(first.id)
      expect(third.byteLength).toBe(20_000)
    })

    it('opens a cut trace in part and says so', async () => {
      const bytes = readFileSync(trace)
      const source = await host.open(fileOf('cut.trace', bytes.subarray(0, Math.floor(bytes.length * 0.6))))
      expect(source).toMatchObject({ state: 'ready', isComplete: false })
      expect(source.warnings.length).toBeGreaterThan(0)
    })
  })

  describe('cancel', () => {
    it('stops the opening, and the file can be opened again', async () => {
      const opened = await host.host.sources.openPath(trace)
      if (!opened.ok) throw new Error(opened.error.message)
      const { id } = opened.value
      expect(await host.call('sources/cancel', { source: id })).toEqual({ ok: true, value: null })
      const cancelled = await host.until(id, (source) => source.state !== 'loading')
      expect(cancelled).toMatchObject({ state: 'cancelled', error: { code: 'cancelled' } })
      expect(await host.call('trace/overview', { source: id })).toMatchObject({
        ok: false,
        error: { code: 'not-ready' },
      })
      await host.call('sources/reopen', { source: id })
      expect((await host.until(id, (source) => source.state !== 'loading')).state).toBe('ready')
    })

    it('leaves a file that is ready as it is', async () => {
      const { id } = await host.open(trace)
      await host.call('sources/cancel', { source: id })
      expect(await host.call('trace/overview', { source: id })).toMatchObject({ ok: true })
    })
  })
})

describe('a file that shrinks while it is read', () => {
  it('fails with the place, or is read as it was', async () => {
    const host = await startTestHost('window')
    const path = join(folder, 'shrinking.trace')
    copyFileSync(trace, path)
    const opened = await host.host.sources.openPath(path)
    truncateSync(path, 4096)
    if (!opened.ok) throw new Error(opened.error.message)
    const source: SourceDto = await host.until(opened.value.id, (one) => one.state !== 'loading')
    // The thread may have opened the file before or after it was cut; what it must never do is mix the two.
    if (source.state === 'failed') expect(['file-changed', 'not-readable']).toContain(source.error?.code)
    else expect(source.warnings).not.toEqual([])
    await host.close()
  })
})
