import { describe, expect, it, vi } from 'vitest'
import { guardPageRequests, registerPageScheme } from '../../../src/main/page-protocol'

const electron = vi.hoisted(() => ({ registered: [] as unknown[] }))
vi.mock('electron', () => ({
  protocol: { registerSchemesAsPrivileged: (schemes: unknown[]) => electron.registered.push(...schemes) },
}))

describe('registerPageScheme', () => {
  it('asks for what a page needs, and neither to bypass the policy nor to be fetched by others', () => {
    registerPageScheme()
    expect(electron.registered).toEqual([
      {
        scheme: 'marey-app',
        privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
      },
    ])
  })
})

describe('guardPageRequests', () => {
  const guarded = guardPageRequests(() => Promise.resolve(new Response('yes')))
  const status = async (url: string, headers: Record<string, string> = {}): Promise<number> =>
    (await guarded(new Request(url, { headers }))).status

  it('passes on what our page asks', async () => {
    expect(await status('marey-app://window/')).toBe(200)
    expect(await status('marey-app://window/api/x', { origin: 'marey-app://window' })).toBe(200)
  })

  it('refuses other hosts and other origins', async () => {
    expect(await status('marey-app://elsewhere/')).toBe(404)
    for (const origin of ['https://evil.example', 'null', 'marey-app://elsewhere', 'file://']) {
      expect(await status('marey-app://window/api/x', { origin })).toBe(403)
    }
  })

  it('turns a bug into an answer', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const broken = guardPageRequests(() => Promise.reject(new Error('boom')))
    expect((await broken(new Request('marey-app://window/'))).status).toBe(500)
    expect(write.mock.calls[0]?.[0]).toContain('boom')
    write.mockRestore()
  })
})
