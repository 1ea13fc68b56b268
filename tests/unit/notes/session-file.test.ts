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
      value: { marey: 'session', version: 2, savedAtUnixMs: 1, files: [file] },
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
