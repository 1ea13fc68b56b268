import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SessionFile } from '../../../src/notes/session-file'
import { parseSession, printSession } from '../../../src/notes/session-file'

const file: SessionFile = {
  name: 'checkout.trace',
  byteLength: 12,
  sha256: 'ab'.repeat(32),
  view: {
    name: 'timeline',
    fromNs: 1,
    toNs: 2,
    selection: 'goroutine:18',
    toggled: ['section:threads'],
    pinned: ['proc:1'],
    sort: 'start',
    filter: '',
  },
  notes: [{ id: 1, kind: 'range', fromNs: 5, toNs: 9, text: 'the stall', callout: 1 }],
}

describe('session files', () => {
  it('come back as they were saved', () => {
    const parsed = parseSession(printSession([file], 1))
    expect(parsed).toEqual({
      ok: true,
      value: { marey: 'session', version: 3, savedAtUnixMs: 1, files: [file] },
    })
  })

  it('of version 1 are upgraded', () => {
    const { toggled, pinned: _pinned, ...view } = file.view
    const { callout: _callout, ...note } = file.notes[0] as NonNullable<(typeof file.notes)[0]>
    const old = {
      marey: 'session',
      version: 1,
      savedAtUnixMs: 1,
      files: [{ ...file, view: { ...view, rows: toggled }, notes: [note] }],
    }
    const parsed = parseSession(JSON.stringify(old))
    expect(parsed.ok && parsed.value.files[0]).toEqual({
      ...file,
      view: { ...file.view, pinned: [] },
      notes: [{ ...note, callout: 0 }],
    })
  })

  it('of version 2 are read as they are: they knew no dumps', () => {
    const old = { marey: 'session', version: 2, savedAtUnixMs: 1, files: [file] }
    const parsed = parseSession(JSON.stringify(old))
    expect(parsed.ok && parsed.value).toEqual({ ...old, version: 3 })
  })

  it('keep the clock that was set and what the axis counts from; files of before have neither', () => {
    const withClock: SessionFile = {
      ...file,
      view: {
        ...file.view,
        wallClock: { atNs: 0, unixNs: '1795183385000250000' },
        axis: { mode: 'clock', originNs: 2_500 },
      },
    }
    for (const one of [withClock, file]) {
      const parsed = parseSession(printSession([one], 1))
      expect(parsed.ok && parsed.value.files[0]).toEqual(one)
    }
    for (const axis of [
      { mode: 'moon', originNs: 0 },
      { mode: 'clock' },
      { mode: 'clock', originNs: null },
    ]) {
      const text = JSON.stringify({
        marey: 'session',
        version: 3,
        savedAtUnixMs: 1,
        files: [{ ...file, view: { ...file.view, axis } }],
      })
      expect(parseSession(text)).toMatchObject({ ok: false, error: { code: 'invalid' } })
    }
  })

  it('of versions 1 and 2 come without a clock of the axis', () => {
    for (const version of [1, 2]) {
      const old = { marey: 'session', version, savedAtUnixMs: 1, files: [file] }
      const parsed = parseSession(JSON.stringify(old))
      expect(parsed.ok && parsed.value.files[0]?.view.axis).toBe(undefined)
      expect(parsed.ok).toBe(true)
    }
  })

  it('keep what belongs to dumps', () => {
    const ofDump: SessionFile = {
      ...file,
      name: 'stuck.txt',
      view: {
        ...file.view,
        name: 'dump',
        dump: { similarity: 'same-values', shown: -1, isIdleShown: true, isOneProcess: false },
      },
      notes: [
        { id: 1, kind: 'group', text: 'here', callout: 1, group: 'select main.poll 0f' },
        {
          id: 2,
          kind: 'group',
          text: 'and here',
          callout: 2,
          group: 'select main.poll 0f',
          place: 'goroutine 7, main.poll (main.go:3)',
          goroutine: { dump: 0, row: 6 },
          frame: 2,
        },
      ],
      dumpTimes: [{ dump: 1, unixMs: 1_795_270_985_000 }],
    }
    const parsed = parseSession(printSession([ofDump], 1))
    expect(parsed.ok && parsed.value.files[0]).toEqual(ofDump)
  })

  it.each([
    ['a frame that no stack has', { frame: -1 }],
    ['a row that is no number', { goroutine: { dump: 0, row: 'x' } }],
    ['a place without end', { place: 'x'.repeat(3_000) }],
  ])('refuse a note on a dump with %s', (_name, part) => {
    const note = { id: 1, kind: 'group', text: '', callout: 0, group: 'x', ...part }
    const text = JSON.stringify({
      marey: 'session',
      version: 3,
      savedAtUnixMs: 0,
      files: [{ ...file, notes: [note] }],
    })
    const parsed = parseSession(text)
    expect(parsed.ok ? 'ok' : parsed.error.code).toBe('invalid')
  })

  it.each([
    ['not JSON', '{', 'not-json'],
    ['other JSON', '{"a":1}', 'not-a-session'],
    ['a newer version', '{"marey":"session","version":99}', 'newer-version'],
    ['a path as a name', printSession([{ ...file, name: '../../etc/passwd' }], 1), 'invalid'],
    ['a hash that is none', printSession([{ ...file, sha256: 'x' }], 1), 'invalid'],
    ['a version that never was', '{"marey":"session","version":-3}', 'invalid'],
  ])('refuse %s in words', (_name, text, code) => {
    const parsed = parseSession(text)
    expect(parsed.ok ? 'ok' : parsed.error.code).toBe(code)
  })

  it('survive any damage of their text', () => {
    const text = printSession([file], 1)
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), (at, insert) => {
        const parsed = parseSession(text.slice(0, at) + insert + text.slice(at + 1))
        expect(typeof parsed.ok).toBe('boolean')
      }),
    )
  })
})
