/**
 * Where the user is, per opened file: view, selection, and the way back. A place is worth a step of history when the
 * view or the selected object changes; moving the viewport alone is not. Kept over restarts per file.
 */
import { create } from 'zustand'
import type { SourceDto, SourceId } from '../../contract/sources'
import { keepsPerSource } from './forget-source'
import { isSameSelection, nothingSelected, parseSelection, printSelection, type Selection } from './selection'
import { fileKey, readStored, writeStored } from './stored'
import { dropViewport, viewportOf, type Viewport } from './viewport'

/** Names of views; features may bring more (see feature.ts). */
export type ViewName = string

export interface Place {
  readonly view: ViewName
  readonly selection: Selection
  /** What the timeline showed when the place was left. */
  readonly viewport?: Viewport
}

interface FilePlaces {
  readonly place: Place
  readonly back: readonly Place[]
  readonly forward: readonly Place[]
}

interface PlacesState {
  readonly files: Readonly<Record<SourceId, FilePlaces>>
}

const maximumSteps = 200
const nowhere: Place = { view: '', selection: nothingSelected }
const emptyPlaces: FilePlaces = { place: nowhere, back: [], forward: [] }

export const usePlaces = create<PlacesState>(() => ({ files: {} }))

const placesOf = (source: SourceId): FilePlaces => usePlaces.getState().files[source] ?? emptyPlaces

function put(source: SourceId, places: FilePlaces): void {
  usePlaces.setState((state) => ({ files: { ...state.files, [source]: places } }))
  scheduleSave(source)
}

/** React: view and selection of a file. */
export const usePlace = (source: SourceId): Place =>
  usePlaces((state) => state.files[source]?.place ?? nowhere)
export const useSelection = (source: SourceId): Selection =>
  usePlaces((state) => state.files[source]?.place.selection ?? nothingSelected)

/** Outside React. */
export const placeOf = (source: SourceId): Place => placesOf(source).place
export const selectionOf = (source: SourceId): Selection => placesOf(source).place.selection

/** Calls back at every change of the file's selection. Answers the function that stops it. */
export function subscribeSelection(source: SourceId, listener: (selection: Selection) => void): () => void {
  let last = selectionOf(source)
  return usePlaces.subscribe(() => {
    const selection = selectionOf(source)
    if (selection === last) return
    last = selection
    listener(selection)
  })
}

function withViewport(source: SourceId, place: Place): Place {
  const viewport = viewportOf(source).get()
  return viewport === undefined ? place : { ...place, viewport }
}

/** Goes somewhere: a change of view or selected object becomes a step that Alt+Left undoes. */
export function goTo(source: SourceId, target: { view?: ViewName; selection?: Selection }): void {
  const places = placesOf(source)
  const now = places.place
  const next: Place = { view: target.view ?? now.view, selection: target.selection ?? now.selection }
  if (next.view === now.view && isSameSelection(next.selection, now.selection)) return
  const isFirst = now.view === ''
  put(source, {
    place: next,
    back: isFirst ? [] : [...places.back, withViewport(source, now)].slice(-maximumSteps),
    forward: [],
  })
}

export const select = (source: SourceId, selection: Selection): void => goTo(source, { selection })
export const showView = (source: SourceId, view: ViewName): void => goTo(source, { view })

/** The first place of a file, without history: what was kept, else `view`. */
export function startAt(file: SourceDto, view: ViewName): void {
  if (usePlaces.getState().files[file.id] !== undefined) return
  keys.set(file.id, fileKey(file))
  const kept = readStored(fileKey(file)) as
    { view?: unknown; selection?: unknown; viewport?: Partial<Viewport> } | undefined
  const { fromNs, toNs, scrollPx } = kept?.viewport ?? {}
  if (typeof fromNs === 'number' && typeof toNs === 'number' && typeof scrollPx === 'number' && toNs > fromNs)
    viewportOf(file.id).set({ fromNs, toNs, scrollPx })
  put(file.id, {
    place: {
      view: typeof kept?.view === 'string' && kept.view !== '' ? kept.view : view,
      selection: typeof kept?.selection === 'string' ? parseSelection(kept.selection) : nothingSelected,
    },
    back: [],
    forward: [],
  })
  const stop = viewportOf(file.id).subscribeSettled(() => scheduleSave(file.id))
  viewportStops.set(file.id, stop)
}

function step(source: SourceId, direction: 'back' | 'forward'): void {
  const places = placesOf(source)
  const from = places[direction]
  const target = from[from.length - 1]
  if (target === undefined) return
  const opposite = direction === 'back' ? 'forward' : 'back'
  const left = withViewport(source, places.place)
  put(source, {
    ...places,
    place: target,
    [direction]: from.slice(0, -1),
    [opposite]: [...places[opposite], left],
  })
  if (target.viewport !== undefined) viewportOf(source).set(target.viewport)
}

export const goBack = (source: SourceId): void => step(source, 'back')
export const goForward = (source: SourceId): void => step(source, 'forward')
export const canGoBack = (source: SourceId): boolean => placesOf(source).back.length > 0
export const canGoForward = (source: SourceId): boolean => placesOf(source).forward.length > 0

/** Forgets a closed file; what is kept over restarts stays. */
export function dropPlaces(source: SourceId): void {
  viewportStops.get(source)?.()
  viewportStops.delete(source)
  saveNow(source)
  keys.delete(source)
  dropViewport(source)
  usePlaces.setState((state) => {
    const { [source]: _gone, ...files } = state.files
    return { files }
  })
}

const keys = new Map<SourceId, string>()
const viewportStops = new Map<SourceId, () => void>()
const saveTimers = new Map<SourceId, ReturnType<typeof setTimeout>>()
const saveDelayMs = 400
keepsPerSource({
  name: 'places',
  holds: (source) =>
    usePlaces.getState().files[source] !== undefined ||
    [keys, viewportStops, saveTimers].some((map) => map.has(source)),
  forget: dropPlaces,
})

function scheduleSave(source: SourceId): void {
  clearTimeout(saveTimers.get(source))
  saveTimers.set(
    source,
    setTimeout(() => saveNow(source), saveDelayMs),
  )
}

function saveNow(source: SourceId): void {
  clearTimeout(saveTimers.get(source))
  saveTimers.delete(source)
  const key = keys.get(source)
  const { place } = placesOf(source)
  if (key === undefined || place.view === '') return
  writeStored(key, {
    view: place.view,
    selection: printSelection(place.selection),
    viewport: viewportOf(source).get(),
  })
}

/** Writes down what is still waiting: the window is about to go. */
export function savePlaces(): void {
  for (const source of [...saveTimers.keys()]) saveNow(source)
}
