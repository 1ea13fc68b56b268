/**
 * A session: an investigation as one small file (views, pins, folds, filters, notes, and the files it is about by name
 * and hash, never the files themselves). Whatever comes in is checked against the schema; nothing in it is a path.
 */
import * as v from 'valibot'
import type { Result } from '../base/result'
import { fail, succeed } from '../base/result'
import { noteLimits, noteSchema } from './note'

const sessionVersion = 3
export const sessionFileExtension = '.marey-session'
/** Larger files are refused before they are parsed. */
export const sessionLimitBytes = 32 * 2 ** 20

const shortText = (length: number) => v.pipe(v.string(), v.maxLength(length))
const finite = v.pipe(v.number(), v.finite())
const rowKeys = v.pipe(v.array(shortText(noteLimits.rowKey)), v.maxLength(10_000))

const view = v.object({
  /** Name of the view that was open: 'timeline', 'overview', ... */
  name: shortText(64),
  fromNs: v.optional(finite),
  toNs: v.optional(finite),
  scrollPx: v.optional(finite),
  selection: shortText(256),
  toggled: rowKeys,
  pinned: rowKeys,
  sort: shortText(32),
  filter: shortText(4_096),
  /** Wall clock set by the person where the file has none: unix ns as decimal digits at a trace time. */
  wallClock: v.optional(v.object({ atNs: finite, unixNs: v.pipe(v.string(), v.regex(/^-?\d{1,20}$/)) })),
  /** What the axis counts from; absent: since the start. Files of before it was kept have none. */
  axis: v.optional(v.object({ mode: v.picklist(['relative', 'clock']), originNs: finite })),
  /** Of a goroutine dump. */
  dump: v.optional(
    v.object({
      similarity: shortText(32),
      /** Index of the dump that is shown; -1 for all together. */
      shown: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-1), v.maxValue(100_000))),
      isIdleShown: v.boolean(),
      isOneProcess: v.boolean(),
    }),
  ),
})
export type SessionView = v.InferOutput<typeof view>
export type SessionDump = NonNullable<SessionView['dump']>

const sessionFile = v.object({
  /** The file's name without any folder: a name is all that is kept. */
  name: v.pipe(
    shortText(1_024),
    v.check((name) => !/[/\\]/.test(name), 'a name, not a path'),
  ),
  byteLength: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** SHA-256 of the file as it was opened, in hexadecimal digits. */
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  view,
  notes: v.pipe(v.array(noteSchema), v.maxLength(noteLimits.count)),
  /** When dumps were taken, where a person said so: index of the dump, Unix ms (or ms of a day). */
  dumpTimes: v.optional(
    v.pipe(
      v.array(v.object({ dump: v.pipe(v.number(), v.integer(), v.minValue(0)), unixMs: finite })),
      v.maxLength(10_000),
    ),
  ),
})
export type SessionFile = v.InferOutput<typeof sessionFile>

const session = v.object({
  marey: v.literal('session'),
  version: v.literal(sessionVersion),
  savedAtUnixMs: v.pipe(v.number(), v.finite()),
  files: v.pipe(v.array(sessionFile), v.maxLength(64)),
})
export type Session = v.InferOutput<typeof session>

export interface SessionFailure {
  readonly code: 'too-large' | 'not-json' | 'not-a-session' | 'newer-version' | 'invalid'
  readonly message: string
}

type Plain = Readonly<Record<string, unknown>>
const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** From version N to N + 1, by N. Works on unchecked data: the schema has the last word. */
const upgrades: Readonly<Record<number, (old: Plain) => Plain>> = {
  // Version 1 kept pins and folds in one list of rows and had no wall clock anchor and no callouts.
  1: (old) => ({
    ...old,
    version: 2,
    files: (Array.isArray(old['files']) ? old['files'] : []).map((file: unknown) => {
      if (!isPlain(file)) return file
      const oldView = isPlain(file['view']) ? file['view'] : {}
      const { rows, ...rest } = oldView
      const notes = Array.isArray(file['notes']) ? file['notes'] : []
      return {
        ...file,
        view: { pinned: [], ...rest, toggled: rows ?? [] },
        notes: notes.map((note: unknown) => (isPlain(note) ? { callout: 0, ...note } : note)),
      }
    }),
  }),
  // Version 2 knew traces only: what version 3 says about dumps may all be absent.
  2: (old) => ({ ...old, version: 3 }),
}

/** Reads the text of a session file of this or an older version. */
export function parseSession(text: string): Result<Session, SessionFailure> {
  if (text.length > sessionLimitBytes) {
    return fail({ code: 'too-large', message: `The session file is larger than ${sessionLimitBytes} bytes.` })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return fail({
      code: 'not-json',
      message: 'The session file is not JSON: it is damaged or another kind of file.',
    })
  }
  if (!isPlain(value) || value['marey'] !== 'session' || typeof value['version'] !== 'number') {
    return fail({ code: 'not-a-session', message: 'The file is JSON, but not a session of Marey.' })
  }
  const version = value['version']
  if (version > sessionVersion) {
    return fail({
      code: 'newer-version',
      message: `The session was saved by a newer Marey (version ${version}, this one reads up to ${sessionVersion}).`,
    })
  }
  let current: Plain = value
  for (let step = version; step < sessionVersion; step++) {
    const upgrade = upgrades[step]
    if (upgrade === undefined) {
      return fail({ code: 'invalid', message: `There is no session version ${version}.` })
    }
    current = upgrade(current)
  }
  const parsed = v.safeParse(session, current)
  if (parsed.success) return succeed(parsed.output)
  const issue = parsed.issues[0]
  const place = issue.path?.map((item) => String(item.key)).join('.') ?? ''
  return fail({
    code: 'invalid',
    message: `The session file is damaged at ${place || 'its top'}: ${issue.message}`,
  })
}

export function printSession(files: readonly SessionFile[], savedAtUnixMs: number): string {
  const value: Session = { marey: 'session', version: sessionVersion, savedAtUnixMs, files: [...files] }
  return `${JSON.stringify(value, undefined, 1)}\n`
}
