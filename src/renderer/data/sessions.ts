/**
 * Sessions: kept by the host after every change of notes and found again by a file's content; saved to a file and opened
 * from one. Nothing in a session names a place: files are told by hash, and asked for when they are not open.
 */
import type { SourceDto, SourceId } from '../../contract/sources'
import { initialRows, restoreTimelineRows, timelineRowsOf } from '../state/timeline-rows'
import { similarityLevels } from '../../contract/dump-dto'
import { rowSortOf, type RowDto, type RowSort } from '../../contract/rows-dto'
import {
  parseSession,
  printSession,
  sessionLimitBytes,
  type SessionDump,
  type SessionFile,
} from '../../notes/session-file'
import { fail, succeed, type Result } from '../../base/result'
import { call } from '../connection/call'
import { saveFile } from '../connection/save-file'
import { whileBusy } from '../state/idle'
import { choose, dumpChoiceOf, type DumpChoice } from '../state/dump-choice'
import { keepsMapsPerSource } from '../state/forget-source'
import { giveTime, givenTimesOf, subscribeGivenTimes } from '../state/given-times'
import { addNotice, announce } from '../state/messages'
import { bookOf, importNotes, loadNotes, notesOf, useNotes } from '../state/notes'
import { goTo, placeOf } from '../state/places'
import { parseSelection, printSelection } from '../state/selection'
import { activeSource, sourceOf, useSources } from '../state/sources'
import { keptTimeAxis, restoreKeptTimeAxis } from '../state/time-axis'
import { viewportOf } from '../state/viewport'

const autosaveMs = 300
/** Rows that are looked through for those a session has pinned. */
const searchedRows = 1_000

const timers = new Map<SourceId, ReturnType<typeof setTimeout>>()
/** Files whose kept notes have been taken over: only from then on what is here is written. */
const restored = new Set<SourceId>()
/** Files of sessions that are not open yet. */
let awaited: readonly SessionFile[] = []
/** Files whose kept notes are on their way. */
const asked = new Set<SourceId>()
let isFailureTold = false

/** Whether notes and pictures can be made of the file: it is a trace or a dump, and read. */
export const takesNotes = ({ kind, state }: SourceDto): boolean =>
  state === 'ready' && (kind === 'trace' || kind === 'goroutine-dump' || kind === 'crash')

/** Keeps notes for as long as the page lives. Answers the function that stops it. */
export function watchSessions(): () => void {
  const stops = [
    useSources.subscribe((state, before) => {
      if (state.sources === before.sources) return
      for (const source of state.sources) if (takesNotes(source)) void restore(source)
    }),
    useNotes.subscribe((state, before) => {
      if (state.books === before.books) return
      for (const [id, book] of Object.entries(state.books)) {
        const old = before.books[id]
        if (old?.notes !== book.notes && restored.has(id)) schedule(id)
      }
    }),
    subscribeGivenTimes((id) => {
      if (restored.has(id)) schedule(id)
    }),
  ]
  return () => stops.forEach((stop) => stop())
}

function schedule(id: SourceId): void {
  clearTimeout(timers.get(id))
  timers.set(
    id,
    setTimeout(() => void keep(id), autosaveMs),
  )
}

/** Writes down what is still waiting: the window is about to go. */
export function keepSessions(): void {
  for (const id of [...timers.keys()]) void keep(id)
}

async function keep(id: SourceId): Promise<void> {
  clearTimeout(timers.get(id))
  timers.delete(id)
  const source = sourceOf(id)
  if (source === undefined) return
  const file = await whileBusy(sessionFileOf(source))
  const kept = file.ok
    ? await whileBusy(
        call('sources/save-session', { source: id, text: printSession([file.value], Date.now()) }),
      )
    : file
  if (kept.ok || isFailureTold) return
  isFailureTold = true
  addNotice(
    `The notes on ${source.name} are not being kept: ${kept.error.message}.`,
    'Save a session (Ctrl+S) so that they are not lost.',
  )
}

/** What the host has kept for this content, once. */
async function restore(source: SourceDto): Promise<void> {
  if (restored.has(source.id) || asked.has(source.id)) return
  asked.add(source.id)
  const answer = await whileBusy(call('sources/load-session', { source: source.id }))
  asked.delete(source.id)
  // Closed meanwhile.
  if (sourceOf(source.id) === undefined) return
  // Nothing is written before this: a note made meanwhile must not replace those that were kept.
  restored.add(source.id)
  if (notesOf(source.id).length > 0) schedule(source.id)
  const session = answer.ok && answer.value.text !== '' ? parseSession(answer.value.text) : undefined
  const kept = session?.ok === true ? session.value.files[0] : undefined
  if (kept !== undefined && Object.keys(givenTimesOf(source)).length === 0) giveTimes(source, kept)
  const notes = kept?.notes ?? []
  if (notes.length > 0) {
    const made = bookOf(source.id).notes
    const next = notes.reduce((highest, note) => Math.max(highest, note.id), 0)
    loadNotes(source.id, [...notes, ...made.map((note, index) => ({ ...note, id: next + 1 + index }))])
    announce(`${notes.length === 1 ? 'A note' : `${notes.length} notes`} on ${source.name} from last time`)
  }
  await matchAwaited(source)
}

async function sessionFileOf(source: SourceDto): Promise<Result<SessionFile, { message: string }>> {
  const hash = await call('sources/hash', { source: source.id })
  if (!hash.ok) return hash
  const { view, selection } = placeOf(source.id)
  const viewport = viewportOf(source.id).get()
  const { toggled, pinned, sort, filter } = timelineRowsOf(source.id) ?? initialRows
  const choice = source.kind === 'trace' ? undefined : dumpChoiceOf(source.id)
  const times = Object.entries(givenTimesOf(source)).map(([dump, unixMs]) => ({ dump: Number(dump), unixMs }))
  return succeed({
    name: source.name.replace(/[/\\]/g, '_'),
    byteLength: hash.value.byteLength,
    sha256: hash.value.sha256,
    view: {
      name: view,
      ...(viewport === undefined
        ? {}
        : { fromNs: viewport.fromNs, toNs: viewport.toNs, scrollPx: viewport.scrollPx }),
      selection: printSelection(selection),
      toggled: [...toggled],
      pinned: pinned.map((row) => row.key),
      sort,
      filter: choice?.filter ?? filter,
      ...(source.kind === 'trace' ? keptTimeAxis(source.id) : {}),
      ...(choice === undefined ? {} : { dump: dumpViewOf(choice) }),
    },
    notes: [...notesOf(source.id)],
    ...(times.length === 0 ? {} : { dumpTimes: times }),
  })
}

const dumpViewOf = ({ similarity, dump, isIdleShown, isOneProcess }: DumpChoice): SessionDump => ({
  similarity,
  ...(dump === undefined ? {} : { shown: dump === 'all' ? -1 : dump }),
  isIdleShown,
  isOneProcess,
})

function giveTimes(source: SourceDto, { dumpTimes = [] }: SessionFile): void {
  for (const { dump, unixMs } of dumpTimes) giveTime(source, dump, unixMs)
}

/** Ctrl+S: all open traces and dumps with their views and notes, as one small file. */
export async function saveSession(): Promise<void> {
  const files: SessionFile[] = []
  for (const source of useSources.getState().sources.filter(takesNotes)) {
    const file = await whileBusy(sessionFileOf(source))
    if (!file.ok) {
      addNotice(`The session was not saved: ${file.error.message}.`, 'Choose Reopen, then save again.')
      return
    }
    files.push(file.value)
  }
  const bytes = new TextEncoder().encode(printSession(files, Date.now()))
  const stem = (activeSource()?.name ?? 'marey').replace(/\.(trace|out|txt|log)$/, '')
  const outcome = await saveFile(`${stem}.marey-session`, 'session', bytes)
  if (outcome.state === 'saved') announce(`Session saved as ${outcome.name}`)
  if (outcome.state === 'failed')
    addNotice(`The session was not saved: ${outcome.problem}.`, 'Choose another place and try again.')
}

/** Reads a session file that the user has chosen or dropped. */
export async function openSessionFile(file: File): Promise<void> {
  const read = await readSessionFile(file)
  if (!read.ok) {
    addNotice(`${file.name} was not opened: ${read.error}`, 'Ask whoever made it to save it again.')
    return
  }
  awaited = read.value
  for (const source of useSources.getState().sources.filter(takesNotes)) await matchAwaited(source)
  await openFromRecents()
  for (const { name, byteLength } of awaited)
    addNotice(
      `The session is about ${name} (${byteLength} bytes), which is not open.`,
      'Open it from where it is now: its content decides, not its name or place.',
    )
}

async function readSessionFile(file: File): Promise<Result<readonly SessionFile[], string>> {
  if (file.size > sessionLimitBytes) return fail('It is larger than a session of Marey can be.')
  let text: string
  try {
    text = await whileBusy(file.text())
  } catch {
    return fail('The system refused to read it.')
  }
  const session = parseSession(text)
  return session.ok ? succeed(session.value.files) : fail(session.error.message)
}

/** Files of these names that were opened before, from the list that this machine keeps itself. */
async function openFromRecents(): Promise<void> {
  const names = new Set(awaited.map(({ name }) => name))
  if (names.size === 0) return
  const recents = await whileBusy(call('sources/recent', {}))
  if (!recents.ok) return
  for (const { id, name, isMissing } of recents.value) {
    if (!names.delete(name) || isMissing) continue
    const opened = await whileBusy(call('sources/open-recent', { id }))
    if (opened.ok) awaited = awaited.filter((file) => file.name !== name || !willMatch(opened.value, file))
  }
}

const opening = new Map<SourceId, SessionFile>()
keepsMapsPerSource('sessions', restored, opening)

/** The file is being opened: its content is compared when it is ready. */
function willMatch(source: SourceDto, file: SessionFile): boolean {
  opening.set(source.id, file)
  return true
}

async function matchAwaited(source: SourceDto): Promise<void> {
  const expected = opening.get(source.id)
  opening.delete(source.id)
  const candidates = expected === undefined ? awaited : [...awaited, expected]
  if (candidates.length === 0) return
  const hash = await whileBusy(call('sources/hash', { source: source.id }))
  if (!hash.ok) return
  const file = candidates.find(({ sha256 }) => sha256 === hash.value.sha256)
  if (file === undefined) {
    const sameName = candidates.find(({ name }) => name === source.name)
    if (sameName === undefined) return
    addNotice(
      `${source.name} is not the file that the session is about: its content is another.`,
      'Open the file whose notes these are; until then they are not shown.',
    )
    if (expected !== undefined) awaited = [...awaited, expected]
    return
  }
  awaited = awaited.filter((other) => other !== file)
  await apply(source, file)
}

async function apply(source: SourceDto, file: SessionFile): Promise<void> {
  const { view } = file
  if (source.kind !== 'trace') {
    applyToDump(source, file)
    return
  }
  const rows = {
    toggled: view.toggled,
    sort: rowSortOf(view.sort) ?? initialRows.sort,
    filter: view.filter,
  }
  const pinned = view.pinned.length === 0 ? [] : await findRows(source.id, rows, new Set(view.pinned))
  importNotes(source.id, file.notes)
  restoreKeptTimeAxis(source.id, view)
  restoreTimelineRows(source.id, { ...rows, density: initialRows.density, pinned })
  const { fromNs, toNs, scrollPx = 0 } = view
  if (fromNs !== undefined && toNs !== undefined && toNs > fromNs)
    viewportOf(source.id).set({ fromNs, toNs, scrollPx })
  goTo(source.id, {
    ...(view.name === '' ? {} : { view: view.name }),
    selection: parseSelection(view.selection),
  })
  announceOpened(source, file)
}

function announceOpened(source: SourceDto, { notes }: SessionFile): void {
  const count = notes.length === 1 ? '1 note' : `${notes.length} notes`
  announce(`Session opened: ${count} on ${source.name}`)
}

function applyToDump(source: SourceDto, file: SessionFile): void {
  const { view } = file
  importNotes(source.id, file.notes)
  giveTimes(source, file)
  const { dump } = view
  choose(source.id, {
    filter: view.filter,
    group: undefined,
    goroutine: undefined,
    ...(dump === undefined
      ? {}
      : {
          similarity: similarityLevels.find((level) => level === dump.similarity) ?? 'same-place',
          dump: dump.shown === -1 ? 'all' : dump.shown,
          isIdleShown: dump.isIdleShown,
          isOneProcess: dump.isOneProcess,
        }),
  })
  goTo(source.id, {
    ...(view.name === '' ? {} : { view: view.name }),
    selection: parseSelection(view.selection),
  })
  announceOpened(source, file)
}

async function findRows(
  source: SourceId,
  list: { readonly toggled: readonly string[]; readonly sort: RowSort; readonly filter: string },
  keys: ReadonlySet<string>,
): Promise<readonly RowDto[]> {
  const answer = await whileBusy(
    call('trace/rows', { source, ...list, toggled: [...list.toggled], from: 0, to: searchedRows }),
  )
  return answer.ok ? answer.value.rows.filter((row) => keys.has(row.key)) : []
}

let chooser: HTMLInputElement | undefined

/** The browser's own dialog, in the window too: a session is read by the page, whole or not at all. */
export function chooseSessionFile(): void {
  const input = document.createElement('input')
  // Held until it answers: nothing else refers to an input outside the page's tree.
  chooser = input
  input.type = 'file'
  input.accept = '.marey-session'
  input.addEventListener('change', () => {
    const file = chooser?.files?.[0]
    chooser = undefined
    if (file !== undefined) void openSessionFile(file)
  })
  input.click()
}
