/**
 * What a page may count on, whichever host it runs in: one suite, run against both.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { limits } from '../../src/contract/limits'
import type { HostEvent, SourceDto } from '../../src/contract/sources'
import { writeSyntheticTrace } from '../support/synthetic-trace'
import { eventsOf, fixtures, hostKinds, startTestHost } from './support/hosts'
import type { TestHost } from './support/hosts'

vi.mock('electron', () => ({ protocol: {} }))

const trace = join(fixtures, 'traces', 'gcheavy-go1.27.trace')
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'marey-contract-files-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

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

  describe('ids', () => {
    it('name files, and no answer holds a path', async () => {
      const path = fileOf('hidden-place.trace', readFileSync(trace))
      const source = await host.open(path)
      const list = await (await host.callRaw('sources/list', '{}')).text()
      expect(source.id).toMatch(/^f-[0-9a-f]{16}$/)
      expect(JSON.parse(list)).toEqual({ ok: true, value: [source] })
      expect(list).not.toContain(path)
    })

    it('that the host has not minted are refused', async () => {
      for (const source of ['f-0000000000000000', '/etc/passwd', trace, '../x', '']) {
        for (const method of [
          'sources/reopen',
          'sources/cancel',
          'sources/close',
          'trace/overview',
        ] as const) {
          expect(await host.call(method, { source })).toMatchObject({
            ok: false,
            error: { code: 'unknown-source' },
          })
        }
        const id = source.slice(0, 64)
        expect(await host.call('sources/open-recent', { id })).toMatchObject({
          ok: false,
          error: { code: 'not-found' },
        })
        expect(await host.call('sources/open-sample', { id })).toMatchObject({
          ok: false,
          error: { code: 'not-found' },
        })
      }
    })
  })

  describe('requests', () => {
    it('for a method that does not exist are refused', async () => {
      for (const method of [
        'nothing',
        'toString',
        '__proto__',
        'sources',
        'sources/list/x',
        'trace/tile%00',
      ]) {
        const response = await host.callRaw(method, '{}')
        expect(await response.json()).toMatchObject({ ok: false, error: { code: 'unknown-method' } })
      }
    })

    it('with parameters of another shape are refused, naming the field', async () => {
      const source = 'f-0000000000000000'
      const tile = { source, fromNs: 0, toNs: 1, widthPx: 100, rows: [] }
      for (const [method, params, field] of [
        ['trace/overview', {}, 'source'],
        ['trace/overview', { source: 7 }, 'source'],
        ['trace/overview', { source: 'x'.repeat(65) }, 'source'],
        ['trace/tile', { ...tile, widthPx: limits.tileWidthPx + 1 }, 'widthPx'],
        ['trace/tile', { ...tile, widthPx: 1.5 }, 'widthPx'],
        ['trace/tile', { ...tile, fromNs: '0' }, 'fromNs'],
        ['trace/tile', { ...tile, fromNs: null }, 'fromNs'],
        ['trace/tile', { ...tile, rows: Array(limits.tileRows + 1).fill('gc') }, 'rows'],
        ['trace/tile', { ...tile, rows: ['gc', 5] }, 'rows.1'],
        ['trace/search', { source, text: 'x'.repeat(1025), limit: 5 }, 'text'],
      ] as const) {
        const answer = await host.callRaw(method, JSON.stringify(params))
        expect(answer.status).toBe(200)
        const error = ((await answer.json()) as { error: { code: string; message: string } }).error
        expect(error.code).toBe('bad-request')
        expect(error.message).toContain(`${method}: ${field}:`)
      }
    })

    it('that are no JSON, or no objects, are refused', async () => {
      for (const body of ['', '{', 'null', '[]', '"x"', '7']) {
        const answer = await (await host.callRaw('trace/overview', body)).json()
        expect(answer).toMatchObject({ ok: false, error: { code: 'bad-request' } })
      }
    })

    it('of another type, too long, or not UTF-8 never reach a method', async () => {
      expect((await host.callRaw('sources/list', '{}', 'text/plain')).status).toBe(415)
      expect((await host.callRaw('sources/list', '{}', 'application/x-www-form-urlencoded')).status).toBe(415)
      const long = JSON.stringify({ source: 'x'.repeat(limits.requestBytes) })
      expect((await host.callRaw('trace/overview', long)).status).toBe(413)
      const bytes = await host.send('/api/sources/list', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: Uint8Array.of(0x22, 0xff, 0xfe, 0x22),
      })
      expect(bytes.status).toBe(413)
    })

    it('with the wrong verb are refused', async () => {
      expect((await host.send('/api/sources/list')).status).toBe(405)
      expect((await host.send('/api/events', { method: 'POST', body: '{}' })).status).toBe(405)
    })

    it('carry the strict policy in their answers', async () => {
      for (const response of [
        await host.callRaw('sources/list', '{}'),
        await host.callRaw('nothing', '{}'),
      ]) {
        expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
        expect(response.headers.get('cache-control')).toBe('no-store')
        expect(response.headers.get('access-control-allow-origin')).toBeNull()
      }
    })

    it('with a length announce what they answer', async () => {
      const response = await host.callRaw('sources/list', '{}')
      const length = Number(response.headers.get('content-length'))
      expect((await response.arrayBuffer()).byteLength).toBe(length)
    })

    it('about a file still loading say so', async () => {
      const opened = await host.host.sources.openPath(trace)
      if (!opened.ok) throw new Error(opened.error.message)
      const { id } = opened.value
      expect(await host.call('trace/overview', { source: id })).toMatchObject({
        ok: false,
        error: { code: 'not-ready' },
      })
      await host.until(id, (source) => source.state === 'ready')
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

  describe('a thread that dies', () => {
    it('rejects what waits, marks its file alone, and the file can be reopened', async () => {
      const one = await host.open(trace)
      const other = await host.open(join(fixtures, 'traces', 'allocfree-go1.27.trace'))
      // Many more calls than the thread takes at once, so that some wait in the host.
      const calls = Array.from({ length: 20 }, () =>
        host.call('trace/goroutines', {
          source: one.id,
          sort: 'id',
          descending: false,
          filter: '',
          offset: 0,
          limit: 1000,
        }),
      )
      host.killSessions()
      const answers = await Promise.all(calls)
      expect(answers.some((answer) => !answer.ok)).toBe(true)
      for (const answer of answers) if (!answer.ok) expect(answer.error.code).toBe('worker-died')
      const dead = await host.until(one.id, (source) => source.state === 'failed')
      expect(dead.error?.code).toBe('worker-died')
      expect(await host.call('trace/overview', { source: one.id })).toMatchObject({
        ok: false,
        error: { code: 'worker-died' },
      })
      await host.until(other.id, (source) => source.state === 'failed')
      expect(await host.call('sources/reopen', { source: one.id })).toMatchObject({ ok: true })
      expect((await host.until(one.id, (source) => source.state !== 'loading')).state).toBe('ready')
      expect(await host.call('trace/overview', { source: one.id })).toMatchObject({ ok: true })
    })
  })

  describe('closing', () => {
    it('forgets the file and tells the page', async () => {
      const { id } = await host.open(trace)
      const abort = new AbortController()
      const events = eventsOf(await host.send('/api/events', { signal: abort.signal }))
      await events.next()
      await host.call('sources/close', { source: id })
      expect((await events.next()).value).toEqual({ type: 'closed', id })
      abort.abort()
      expect(await host.call('sources/list', {})).toEqual({ ok: true, value: [] })
      expect(await host.call('trace/overview', { source: id })).toMatchObject({
        ok: false,
        error: { code: 'unknown-source' },
      })
    })
  })

  describe('upload', () => {
    it('opens what the browser sends, under its name, and removes it when it is closed', async () => {
      const answer = await host.upload('from browser.trace', readFileSync(trace))
      if (!answer.ok) throw new Error(answer.error.message)
      const source = await host.until(answer.value.id, (one) => one.state !== 'loading')
      expect(source).toMatchObject({ name: 'from browser.trace', place: '', state: 'ready', kind: 'trace' })
      // An upload has no place to return to.
      expect(await host.call('sources/recent', {})).toEqual({ ok: true, value: [] })
      expect(await host.call('sources/close', { source: source.id })).toEqual({ ok: true, value: null })
    })

    it('refuses more than the cap', async () => {
      const small = await startTestHost(kind, { uploadBytes: 1000 })
      const answer = await small.upload('large.trace', new Uint8Array(1001))
      expect(answer).toMatchObject({ ok: false, error: { code: 'over-budget' } })
      expect(await small.call('sources/list', {})).toEqual({ ok: true, value: [] })
      await small.close()
    })
  })

  describe('recent files', () => {
    it('are kept over restarts and open by their id', async () => {
      const path = fileOf('recent.trace', readFileSync(trace))
      const userData = mkdtempSync(join(folder, 'user-'))
      const first = await startTestHost(kind, { userData })
      await first.open(path)
      await vi.waitFor(async () => {
        const recent = await first.call('sources/recent', {})
        expect(recent.ok && recent.value.length).toBe(1)
      })
      await first.close()
      const second = await startTestHost(kind, { userData })
      const recent = await second.call('sources/recent', {})
      if (!recent.ok) throw new Error(recent.error.message)
      const [entry] = recent.value
      expect(entry).toMatchObject({ name: 'recent.trace', isMissing: false })
      const opened = await second.call('sources/open-recent', { id: entry?.id ?? '' })
      if (!opened.ok) throw new Error(opened.error.message)
      expect((await second.until(opened.value.id, (one) => one.state !== 'loading')).state).toBe('ready')
      await second.close()
    })
  })

  describe('samples', () => {
    it('are listed by what they show, and open', async () => {
      const samples = await host.call('sources/samples', {})
      if (!samples.ok) throw new Error(samples.error.message)
      expect(samples.value.length).toBeGreaterThan(0)
      for (const sample of samples.value) {
        expect(Object.keys(sample).sort()).toEqual(['description', 'id', 'name'])
        const opened = await host.call('sources/open-sample', { id: sample.id })
        if (!opened.ok) throw new Error(opened.error.message)
        expect(opened.value.name).toBe(sample.name)
      }
    })
  })

  describe('the number of open files', () => {
    it('is bounded', async () => {
      for (let index = 0; index < limits.openSources; index++) {
        expect((await host.host.sources.openPath(join(folder, `missing-${index}`))).ok).toBe(true)
      }
      expect(await host.host.sources.openPath(trace)).toMatchObject({
        ok: false,
        error: { code: 'over-budget' },
      })
    })
  })
})

describe('both hosts', () => {
  it('give the same answers, frames byte for byte', async () => {
    const answers = await Promise.all(
      hostKinds.map(async (kind) => {
        const host = await startTestHost(kind)
        const { id: source } = await host.open(trace)
        const tile = { source, fromNs: 0, toNs: 1e9, widthPx: 800, rows: ['gc', 'proc:0', 'proc:1'] }
        const page = { source, offset: 0, limit: 50 }
        const bodies: unknown[] = []
        for (const [method, params] of [
          ['trace/overview', { source }],
          ['trace/rows', { source, toggled: [], sort: 'start', filter: '', from: 0, to: 50 }],
          ['trace/tile', tile],
          ['trace/counters', { source, fromNs: 0, toNs: 1e9, slices: 200 }],
          ['trace/goroutines', { ...page, sort: 'blocked', descending: true, filter: '' }],
          ['trace/goroutine', { source, goroutine: 1 }],
          ['trace/goroutine', { source, goroutine: 999_999_999 }],
          ['trace/goroutine-spans', { ...page, goroutine: 1 }],
          ['trace/search', { source, text: 'main', limit: 20 }],
          ['trace/pick', { source, row: 'proc:0', timeNs: 1e6, toleranceNs: 1000 }],
        ] as const) {
          const response = await host.callRaw(method, JSON.stringify(params))
          bodies.push([
            method,
            response.headers.get('content-type'),
            Buffer.from(await response.arrayBuffer()),
          ])
        }
        await host.close()
        return bodies
      }),
    )
    expect(answers[0]).toEqual(answers[1])
    const types = new Map((answers[0] as [string, string, Buffer][]).map(([method, type]) => [method, type]))
    expect(types.get('trace/tile')).toBe('application/octet-stream')
    expect(types.get('trace/overview')).toBe('application/json; charset=utf-8')
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
