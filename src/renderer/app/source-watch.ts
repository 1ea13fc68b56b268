/** What follows from the host's news about files: first places, dropped answers, the window's title. */
import type { SourceDto } from '../../contract/sources'
import { viewsOf } from '../commands/registry'
import { call } from '../connection/call'
import { openEventStream } from '../connection/event-stream'
import { noteShare } from '../connection/open-asks'
import { platform } from '../connection/platform'
import { queryCache } from '../data/query-cache'
import { announce } from '../state/messages'
import { startAt } from '../state/places'
import { restoreTable } from '../state/tables'
import { applyHostEvent, keepOnly, setConnection, useSources } from '../state/sources'

/** Connects to the host for as long as the page lives. */
export function watchSources(): void {
  useSources.subscribe((state, before) => {
    if (state.sources !== before.sources) compare(state.sources, before.sources)
    const active = state.sources.find((source) => source.id === state.activeId)
    const title = active === undefined ? 'Marey' : `${active.name} — Marey`
    if (document.title !== title) {
      document.title = title
      platform()?.setTitle(title)
    }
  })
  openEventStream({
    onEvent: (event) => {
      if (event.type === 'working') noteShare(event.ask, event.share)
      else applyHostEvent(event)
    },
    onState: (connection) => {
      setConnection(connection)
      if (connection === 'open') void catchUp()
    },
  })
}

/** After a pause of the stream: what was closed meanwhile goes, what changed is taken over. */
async function catchUp(): Promise<void> {
  const result = await call('sources/list', {})
  if (result.ok) keepOnly(result.value)
}

function compare(now: readonly SourceDto[], before: readonly SourceDto[]): void {
  for (const source of now) {
    const old = before.find((other) => other.id === source.id)
    const first = viewsOf(source)[0]
    if (first !== undefined) {
      restoreTable(source)
      startAt(source, first.name)
    }
    if (old?.state === source.state) continue
    // What was answered while it loaded, or before it was read again, is no longer the whole.
    if (old !== undefined) queryCache.drop(source.id)
    if (source.state === 'ready') announce(`${source.name} is open`)
    if (source.state === 'failed') announce(`${source.name} could not be read`)
  }
}
