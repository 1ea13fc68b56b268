import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HostEvent, SourceDto } from '../../../src/contract/sources'
import { EventHub } from '../../../src/host/event-hub'

const source = (id: string, state: SourceDto['state']): SourceDto => ({
  id,
  name: `${id}.trace`,
  place: '',
  byteLength: 1,
  state,
  warnings: [],
  isComplete: true,
})

let hub: EventHub
beforeEach(() => (hub = new EventHub()))
afterEach(() => hub.dispose())

function read(current: readonly SourceDto[] = [], signal = new AbortController().signal) {
  const reader = hub.stream(current, signal).getReader()
  return async (): Promise<readonly HostEvent[] | undefined> => {
    const { done, value } = await reader.read()
    if (done) return undefined
    const lines = new TextDecoder().decode(value).trimEnd().split('\n')
    return lines.map((line) => JSON.parse(line) as HostEvent)
  }
}

describe('EventHub', () => {
  it('begins with the state of every source, or a beat', async () => {
    expect(await read([source('a', 'ready')])()).toEqual([{ type: 'source', source: source('a', 'ready') }])
    expect(await read()()).toEqual([{ type: 'beat' }])
  })

  it('gives a slow reader each source once, in its newest state, before what names it', async () => {
    const next = read()
    await next()
    hub.emit({ type: 'source', source: source('a', 'loading') })
    for (let index = 0; index < 1000; index++) hub.emit({ type: 'source', source: source('b', 'loading') })
    hub.emit({ type: 'focus', id: 'b' })
    hub.emit({ type: 'source', source: source('b', 'ready') })
    const events = [...((await next()) ?? []), ...((await next()) ?? [])]
    expect(events.filter((event) => event.type === 'source' && event.source.id === 'b').at(-1)).toEqual({
      type: 'source',
      source: source('b', 'ready'),
    })
    expect(events.length).toBeLessThanOrEqual(4)
    const ids = events.map((event) => (event.type === 'source' ? event.source.id : event.type))
    expect(ids.indexOf('focus')).toBeGreaterThan(ids.indexOf('b'))
  })

  it('does not tell of a source again that was closed meanwhile', async () => {
    const next = read()
    await next()
    hub.emit({ type: 'focus', id: 'z' })
    hub.emit({ type: 'source', source: source('a', 'loading') })
    hub.emit({ type: 'closed', id: 'a' })
    const events = [...((await next()) ?? []), ...((await next()) ?? [])]
    expect(events.at(-1)).toEqual({ type: 'closed', id: 'a' })
    expect(events.filter((event) => event.type === 'source')).toEqual([])
  })

  it('ends with the request, and with the host', async () => {
    const abort = new AbortController()
    const aborted = read([], abort.signal)
    const other = read()
    await aborted()
    await other()
    abort.abort()
    expect(await aborted()).toBeUndefined()
    hub.dispose()
    expect(await other()).toBeUndefined()
  })
})
