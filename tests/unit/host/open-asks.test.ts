import { describe, expect, it } from 'vitest'
import type { HostEvent } from '../../../src/contract/sources'
import { EventHub } from '../../../src/host/event-hub'
import { OpenAsks } from '../../../src/host/open-asks'

function setUp(): { asks: OpenAsks; events: HostEvent[] } {
  const hub = new EventHub()
  const events: HostEvent[] = []
  hub.listen((event) => events.push(event))
  return { asks: new OpenAsks(hub), events }
}

describe('OpenAsks', () => {
  it('tells how far a named call is, and ends it when it is withdrawn', async () => {
    const { asks, events } = setUp()
    const done = asks.during('page-1', new AbortController().signal, ({ signal, onShare }) => {
      onShare?.(0.25)
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve('stopped')))
    })
    asks.withdraw('page-2')
    asks.withdraw('page-1')
    expect(await done).toBe('stopped')
    expect(events).toEqual([{ type: 'working', ask: 'page-1', share: 0.25 }])
  })

  it('ends it too when the request is closed', async () => {
    const { asks } = setUp()
    const request = new AbortController()
    const done = asks.during('page-1', request.signal, ({ signal }) => {
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve('stopped')))
    })
    request.abort()
    expect(await done).toBe('stopped')
  })

  it('takes what is no name, or is in use, for none', async () => {
    const { asks } = setUp()
    const { signal } = new AbortController()
    for (const name of [null, '', 'no spaces', 'x'.repeat(65)])
      await asks.during(name, signal, (asking) => {
        expect(asking).toEqual({ signal })
        return Promise.resolve()
      })
    await asks.during('twice', signal, () =>
      asks.during('twice', signal, (asking) => {
        expect(asking.onShare).toBeUndefined()
        return Promise.resolve()
      }),
    )
  })
})
