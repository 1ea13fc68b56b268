import { afterEach, describe, expect, it, vi } from 'vitest'
import { encodeFrame } from '../../../../src/contract/wire'
import { call, upload } from '../../../../src/renderer/connection/call'

function answerWith(response: Response | Error): ReturnType<typeof vi.fn> {
  const fetched = vi.fn(() =>
    response instanceof Error ? Promise.reject(response) : Promise.resolve(response),
  )
  vi.stubGlobal('fetch', fetched)
  return fetched
}

const json = (value: unknown, status = 200): Response => Response.json(value, { status })

describe('call', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('posts the parameters and answers the value', async () => {
    const fetched = answerWith(json({ ok: true, value: [] }))
    expect(await call('sources/list', {})).toEqual({ ok: true, value: [] })
    expect(fetched).toHaveBeenCalledWith(
      '/api/sources/list',
      expect.objectContaining({ method: 'POST', body: '{}' }),
    )
  })

  it('hands on a failure of the host as it is', async () => {
    const error = { code: 'not-found', message: 'no goroutine 5', byteOffset: 7 }
    answerWith(json({ ok: false, error }))
    expect(await call('sources/list', {})).toEqual({ ok: false, error })
  })

  it('reads bulk answers as columns', async () => {
    const frame = encodeFrame({ head: { slices: 1 }, columns: { stw: new Float64Array([0.5]) } })
    answerWith(new Response(frame, { headers: { 'content-type': 'application/octet-stream' } }))
    const result = await call('trace/counters', { source: 'a', fromNs: 0, toNs: 1, slices: 1 })
    expect(result.ok && [...(result.value.columns['stw'] ?? [])]).toEqual([0.5])
  })

  it.each([
    ['a network that is gone', new TypeError('Failed to fetch'), 'unreachable'],
    ['an aborted request', new DOMException('stop', 'AbortError'), 'cancelled'],
    ['a page without a token', new Response('', { status: 403 }), 'refused'],
    ['an answer of something else', new Response('<html>', { status: 502 }), 'refused'],
    ['JSON that is none', new Response('{', { headers: { 'content-type': 'application/json' } }), 'refused'],
    ['a frame that is cut', new Response(new Uint8Array([9, 0, 0, 0])), 'unreachable'],
  ] as const)('turns %s into a failure', async (_name, response, code) => {
    answerWith(response)
    const result = await call('sources/list', {})
    expect(result.ok ? 'ok' : result.error.code).toBe(code)
  })

  it('uploads under the file name, whatever it holds', async () => {
    const fetched = answerWith(json({ ok: true, value: { id: 's' } }))
    await upload(new File(['x'], 'ä &?/b.trace'))
    expect(fetched.mock.calls[0]?.[0]).toBe('/api/upload?name=%C3%A4%20%26%3F%2Fb.trace')
  })
})
