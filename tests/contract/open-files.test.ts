/** What becomes of files that are open, and of those that were: one suite, run against both hosts. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { limits } from '../../src/contract/limits'
import { fileOf, folder, trace } from './support/files'
import { eventsOf, fixtures, hostKinds, startTestHost } from './support/hosts'
import type { TestHost } from './support/hosts'

vi.mock('electron', () => ({ protocol: {} }))

describe.each(hostKinds)('the %s host', (kind) => {
  let host: TestHost
  beforeEach(async () => {
    host = await startTestHost(kind)
  })
  afterEach(() => host.close())

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
