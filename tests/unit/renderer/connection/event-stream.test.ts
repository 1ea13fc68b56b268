import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { HostEvent } from '../../../../src/contract/sources'
import {
  openEventStream,
  readLines,
  type ConnectionState,
} from '../../../../src/renderer/connection/event-stream'

function bodyOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
}

async function linesOf(chunks: readonly Uint8Array[]): Promise<string[]> {
  const lines: string[] = []
  for await (const line of readLines(bodyOf(chunks), () => undefined)) lines.push(line)
  return lines
}

describe('readLines', () => {
  it('finds the same lines however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc
            .string({ minLength: 1, unit: 'grapheme' })
            .filter((text) => text.trim() !== '' && !/[\r\n]/.test(text)),
        ),
        fc.array(fc.nat(), { maxLength: 8 }),
        async (expected, cuts) => {
          const bytes = new TextEncoder().encode(expected.map((line) => `${line}\n`).join(''))
          const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort(
            (a, b) => a - b,
          )
          const chunks = places.slice(1).map((end, index) => bytes.slice(places[index], end))
          expect(await linesOf(chunks)).toEqual(expected)
        },
      ),
    )
  })

  it('passes over empty lines and takes a last line without an end', async () => {
    expect(await linesOf([new TextEncoder().encode('a\n\n  \nb')])).toEqual(['a', 'b'])
  })
})

describe('openEventStream', () => {
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('opens the stream again after it broke, and stops when told to', async () => {
    vi.useFakeTimers()
    const beat = new TextEncoder().encode('{"type":"beat"}\n')
    const fetched = vi.fn((_path: string, _init: { signal: AbortSignal }) =>
      Promise.resolve(
        fetched.mock.calls.length === 2 ? new Response('', { status: 500 }) : new Response(bodyOf([beat])),
      ),
    )
    vi.stubGlobal('fetch', fetched)
    const states: ConnectionState[] = []
    const events: HostEvent[] = []
    const stop = openEventStream({
      onEvent: (event) => events.push(event),
      onState: (state) => states.push(state),
    })
    await vi.advanceTimersByTimeAsync(1_000)
    stop()
    const count = fetched.mock.calls.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(fetched.mock.calls.length).toBe(count)
    expect(count).toBeGreaterThanOrEqual(3)
    expect(events.length).toBeGreaterThanOrEqual(2)
    expect(states.slice(0, 5)).toEqual(['connecting', 'open', 'lost', 'lost', 'open'])
  })
})
