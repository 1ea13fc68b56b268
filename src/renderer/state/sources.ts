/** The files that are open, as the host tells them, and which tab is in front. */
import { create } from 'zustand'
import type { FileKind, HostEvent, SourceDto, SourceId } from '../../contract/sources'
import type { ConnectionState } from '../connection/event-stream'
import { beginBusy } from './idle'
import { forgetSource } from './forget-source'

interface SourcesState {
  /** In the order of the tabs. */
  readonly sources: readonly SourceDto[]
  /** The tab in front; undefined is the welcome screen. */
  readonly activeId: SourceId | undefined
  readonly connection: ConnectionState
}

export const useSources = create<SourcesState>(() => ({
  sources: [],
  activeId: undefined,
  connection: 'connecting',
}))

export const useActiveSource = (): SourceDto | undefined =>
  useSources((state) => state.sources.find((source) => source.id === state.activeId))

export function activeSource(): SourceDto | undefined {
  const { sources, activeId } = useSources.getState()
  return sources.find((source) => source.id === activeId)
}

export const sourceOf = (id: SourceId): SourceDto | undefined =>
  useSources.getState().sources.find((source) => source.id === id)

export function activate(id: SourceId | undefined): void {
  useSources.setState({ activeId: id })
}

export function setConnection(connection: ConnectionState): void {
  useSources.setState({ connection })
}

/** The page is busy for as long as any file loads. */
const loading = new Map<SourceId, () => void>()

function trackLoading(id: SourceId, isLoading: boolean): void {
  if (isLoading && !loading.has(id)) loading.set(id, beginBusy())
  if (!isLoading) {
    loading.get(id)?.()
    loading.delete(id)
  }
}

/** A new file gets the last tab, and comes to the front where the welcome screen stood. */
export function putSource(source: SourceDto): void {
  trackLoading(source.id, source.state === 'loading')
  const { sources } = useSources.getState()
  const isKnown = sources.some((old) => old.id === source.id)
  useSources.setState(
    isKnown
      ? { sources: sources.map((old) => (old.id === source.id ? source : old)) }
      : { sources: [...sources, source], activeId: useSources.getState().activeId ?? source.id },
  )
}

/**
 * A file out of the answer to a request. The stream of events may have overtaken that answer (a small file is ready before
 * the upload is acknowledged), so what is known already stays as the events told it.
 */
export function introduceSource(source: SourceDto): void {
  if (sourceOf(source.id) === undefined) putSource(source)
}

/** Takes a file's tab away; the neighbour comes to the front. */
export function removeSource(id: SourceId): void {
  trackLoading(id, false)
  const { sources, activeId } = useSources.getState()
  const index = sources.findIndex((source) => source.id === id)
  if (index < 0) return
  const rest = sources.filter((source) => source.id !== id)
  const next = activeId === id ? (rest[Math.min(index, rest.length - 1)]?.id ?? undefined) : activeId
  useSources.setState({ sources: rest, activeId: next })
  forgetSource(id)
}

export function applyHostEvent(event: HostEvent): void {
  switch (event.type) {
    case 'source':
      putSource(event.source)
      break
    case 'closed':
      removeSource(event.id)
      break
    case 'focus':
      if (sourceOf(event.id) !== undefined) activate(event.id)
      break
    case 'working':
    case 'beat':
      break
  }
}

/** After the connection came back: what the host no longer knows is gone. */
export function keepOnly(known: readonly SourceDto[]): void {
  for (const source of useSources.getState().sources) {
    if (!known.some((other) => other.id === source.id)) removeSource(source.id)
  }
  for (const source of known) introduceSource(source)
}

/** The tab `by` steps to the right of the active one, around the ends. */
export function activateNeighbour(by: 1 | -1): void {
  const { sources, activeId } = useSources.getState()
  if (sources.length === 0) return
  const index = sources.findIndex((source) => source.id === activeId)
  const next = index < 0 ? 0 : (index + by + sources.length) % sources.length
  activate(sources[next]?.id)
}

/** What people call a kind of file. */
export const kindNames: Readonly<Record<FileKind, string>> = {
  trace: 'execution trace',
  'goroutine-dump': 'goroutine dump',
  crash: 'crash',
  race: 'race report',
  profile: 'profile',
  godebug: 'GODEBUG log',
}
