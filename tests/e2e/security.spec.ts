/** What a page of ours must not be able to do, tried from inside the page, in both hosts. */
import type { Page } from '@playwright/test'
import { traceFile } from './support/files'
import { expect, test, waitUntilIdle } from './support/test'

/** The violations that `act` causes, by directive. `act` runs in the page. */
async function violationsOf(page: Page, act: string): Promise<readonly string[]> {
  return page.evaluate(async (code) => {
    const found: string[] = []
    const note = (event: SecurityPolicyViolationEvent): number => found.push(event.effectiveDirective)
    document.addEventListener('securitypolicyviolation', note)
    const script = document.createElement('script')
    script.textContent = 'globalThis.ranInline = true'
    const actions: Record<string, () => unknown> = {
      inlineScript: () => document.body.append(script),
      foreignScript: () => {
        const element = document.createElement('script')
        element.src = 'https://example.org/x.js'
        document.body.append(element)
      },
      foreignFetch: () => fetch('https://example.org/').catch(() => undefined),
      foreignImage: () => {
        const image = document.createElement('img')
        image.src = 'https://example.org/x.png'
        document.body.append(image)
      },
      frame: () => {
        const frame = document.createElement('iframe')
        frame.src = 'https://example.org/'
        document.body.append(frame)
      },
      plugin: () => {
        const object = document.createElement('object')
        object.data = 'https://example.org/x'
        document.body.append(object)
      },
      form: () => {
        const form = document.createElement('form')
        form.action = 'https://example.org/'
        document.body.append(form)
        form.submit()
      },
      base: () => {
        const base = document.createElement('base')
        base.href = 'https://example.org/'
        document.head.append(base)
      },
      localFile: () => fetch('file:///etc/passwd').catch(() => undefined),
    }
    await actions[code]?.()
    await new Promise((resolve) => setTimeout(resolve, 300))
    document.removeEventListener('securitypolicyviolation', note)
    return found
  }, act)
}

test('the policy holds against every way out', async ({ launch }) => {
  const { page } = await launch()
  await waitUntilIdle(page)
  for (const [act, directive] of [
    ['inlineScript', 'script-src-elem'],
    ['foreignScript', 'script-src-elem'],
    ['foreignFetch', 'connect-src'],
    ['foreignImage', 'img-src'],
    ['frame', 'frame-src'],
    ['plugin', 'object-src'],
    ['form', 'form-action'],
    ['base', 'base-uri'],
    ['localFile', 'connect-src'],
  ] as const) {
    expect(await violationsOf(page, act), act).toContain(directive)
  }
  expect(await page.evaluate(() => 'ranInline' in globalThis)).toBe(false)
})

test('the page cannot turn text into code', async ({ launch }) => {
  const { page } = await launch()
  // Not by evaluate alone: the debugger's own evaluation is exempt, a timer's is not.
  const outcome = await page.evaluate(
    () =>
      new Promise((resolve) => {
        setTimeout(() => {
          try {
            resolve(new Function('return 7')())
          } catch (error) {
            resolve((error as Error).name)
          }
        })
      }),
  )
  expect(outcome).toBe('EvalError')
})

test('the page is isolated and sees nothing of Node', async ({ launch }) => {
  const { page } = await launch()
  expect(
    await page.evaluate(() => ({
      isIsolated: crossOriginIsolated,
      isSecure: isSecureContext,
      node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname'].filter(
        (name) => name in globalThis,
      ),
    })),
  ).toEqual({ isIsolated: true, isSecure: true, node: [] })
})

test('nothing outside the page itself is asked for while it works', async ({ launch }) => {
  const { page } = await launch()
  await waitUntilIdle(page)
  const foreign: string[] = []
  const own = new URL(page.url()).origin
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(page.url().split('?')[0] ?? own) && !/^(data|blob):/.test(url)) foreign.push(url)
  })
  await page.reload()
  await page.getByRole('button', { name: /Checkout service/ }).click()
  await expect(page.getByTestId('view')).toHaveAttribute('data-view', 'overview')
  await waitUntilIdle(page)
  await page.keyboard.press('2')
  await expect(page.getByTestId('timeline')).toBeVisible()
  await waitUntilIdle(page)
  expect(foreign).toEqual([])
})

test('no answer names a path of this machine', async ({ launch }) => {
  const file = traceFile('tiny-go1.27.trace')
  const { page } = await launch({ files: [file] })
  await waitUntilIdle(page)
  const list = await page.evaluate(async () => {
    const response = await fetch('/api/sources/list', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    return response.text()
  })
  expect(list).toContain('tiny-go1.27.trace')
  expect(list).not.toContain(file)
})

test('no request leads out of the built page', async ({ launch }) => {
  const { page } = await launch()
  for (const path of [
    '/../main/index.cjs',
    '/%2e%2e/main/index.cjs',
    '/..%2fmain/index.cjs',
    '/..%5cmain%5cindex.cjs',
  ]) {
    const answer = await page.evaluate(async (target) => {
      const response = await fetch(target)
      return { status: response.status, text: await response.text() }
    }, path)
    expect(answer).toEqual({ status: 404, text: 'There is nothing here.' })
  }
})
