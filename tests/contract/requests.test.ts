/** What a page may send, and what comes back: one suite, run against both hosts. */
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { limits } from '../../src/contract/limits'
import { fileOf, trace } from './support/files'
import { hostKinds, startTestHost } from './support/hosts'
import type { TestHost } from './support/hosts'

vi.mock('electron', () => ({ protocol: {} }))

describe.each(hostKinds)('the %s host', (kind) => {
  let host: TestHost
  beforeEach(async () => {
    host = await startTestHost(kind)
  })
  afterEach(() => host.close())

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
