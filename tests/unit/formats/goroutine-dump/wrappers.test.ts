import { describe, expect, it } from 'vitest'
import { countDumps } from '../../../../src/query/dumps/dump-counts'
import { fixtureText, readText } from './read-fixture'

const dump = fixtureText('dumps/debug2-go1.27.txt')
const lines = dump.split('\n')
const expected = countDumps(readText(dump))

const time = (index: number): string => `2026-11-21T01:02:03.${String(index).padStart(6, '0')}Z`
const wrap = (line: (text: string, index: number) => string): string =>
  lines.map((text, index) => `${line(text, index)}\n`).join('')

describe('wrappers', () => {
  it.each([
    [
      'Docker JSON lines',
      wrap((log, i) => JSON.stringify({ log: `${log}\n`, stream: 'stderr', time: time(i) })),
    ],
    ['CRI log', wrap((text, i) => `${time(i)} stderr F ${text}`)],
    ['kubectl prefix', wrap((text) => `[pod/api-7f9c4/app] ${text}`)],
    ['Docker Compose prefix', wrap((text) => `api-1  | ${text}`)],
    ['timestamps', wrap((text, i) => `${time(i)} ${text}`)],
    ['journald', wrap((text) => `Nov 21 01:02:03 host-1 api[812]: ${text}`)],
    [
      'journald JSON',
      wrap((MESSAGE) =>
        JSON.stringify({ MESSAGE, __REALTIME_TIMESTAMP: '1795222923000000', _SYSTEMD_UNIT: 'api.service' }),
      ),
    ],
    [
      'go test -json',
      wrap((text, i) =>
        JSON.stringify({
          Time: time(i),
          Action: 'output',
          Package: 'x/y',
          Test: 'TestA',
          Output: `${text}\n`,
        }),
      ),
    ],
  ])('%s is taken off', (name, wrapped) => {
    const text = readText(wrapped)
    expect(text.wrappers).toEqual([name])
    expect(countDumps(text)).toEqual(expected)
    expect(text.unreadLineCount).toBe(0)
    expect(text.isComplete).toBe(true)
  })

  it('wrappers inside each other are taken off from the outside', () => {
    const text = readText(wrap((line, i) => `[pod/api-7f9c4/app] ${time(i)} stderr F ${line}`))
    expect(text.wrappers).toEqual(['kubectl prefix', 'CRI log'])
    expect(countDumps(text)).toEqual(expected)
  })

  it('joins partial lines of CRI and of Docker', () => {
    const cut = (text: string): [string, string] => [
      text.slice(0, text.length >> 1),
      text.slice(text.length >> 1),
    ]
    const cri = wrap((text, i) => {
      const [a, b] = cut(text)
      return `${time(i)} stderr P ${a}\n${time(i)} stderr F ${b}`
    })
    const docker = wrap((text, i) => {
      const [a, b] = cut(text)
      const record = (log: string): string => JSON.stringify({ log, stream: 'stderr', time: time(i) })
      return `${record(a)}\n${record(`${b}\n`)}`
    })
    for (const wrapped of [cri, docker]) expect(countDumps(readText(wrapped))).toEqual(expected)
  })

  it('parts pods that wrote at the same time', () => {
    const mixed = lines.map((text) => `[pod/a/app] ${text}\n[pod/b/app] ${text}\n`).join('')
    const text = readText(mixed)
    expect(text.dumps.map(({ source, rows }) => [source, rows.count])).toEqual([
      ['pod/a/app', expected.goroutines],
      ['pod/b/app', expected.goroutines],
    ])
    expect(text.unreadLineCount).toBe(0)
  })

  it('takes the time of a dump from its log', () => {
    const text = readText(wrap((line, i) => `${time(i)} stderr F ${line}`))
    expect(text.dumps[0].unixMs).toBe(Date.UTC(2026, 10, 21, 1, 2, 3))
  })

  it('finds the place of a byte in the file as it was given', () => {
    const wrapped = wrap((line, i) => `${time(i)} stderr F ${line}`)
    const text = readText(`${wrapped}${time(9)} stderr F something else\n`)
    const [unread] = text.unread
    expect(wrapped.length).toBe(text.text.fileOffset(unread.offset))
  })
})

const stack = `goroutine 7 [running]:
main.handle(0x1)
\t/home/gopher/app/main.go:12 +0x1d
created by main.main in goroutine 1
\t/home/gopher/app/main.go:30 +0x2f
`
const zapStack = `main.load
\t/home/gopher/app/load.go:8
net/http.HandlerFunc.ServeHTTP
\t/opt/go/1.27/src/net/http/server.go:2294`

describe('stacks inside log records', () => {
  it('slog in JSON: the goroutine in a field', () => {
    const record = JSON.stringify({ time: '2026-11-21T01:02:03Z', level: 'ERROR', msg: 'boom', stack })
    const text = readText(`{"level":"INFO","msg":"started"}\n${record}\n`)
    expect(text.wrappers).toEqual(['JSON records with stacks'])
    expect(text.dumps).toHaveLength(1)
    expect([...text.dumps[0].rows.id]).toEqual([7])
    expect(text.dumps[0].unixMs).toBe(Date.UTC(2026, 10, 21, 1, 2, 3))
  })

  it('slog as key=value', () => {
    const text = readText(`time=2026-11-21T01:02:03Z level=ERROR msg=boom stack=${JSON.stringify(stack)}\n`)
    expect(text.wrappers).toEqual(['key=value records with stacks'])
    expect([...text.dumps[0].rows.id]).toEqual([7])
  })

  it('zap: a stack without a header, grouped over records', () => {
    const record = JSON.stringify({ level: 'error', ts: 1795222923.5, msg: 'no', stacktrace: zapStack })
    const text = readText(`${record}\n${record}\n`)
    expect(text.dumps).toHaveLength(1)
    const [dump] = text.dumps
    expect(dump.form).toBe('bare-stacks')
    expect(dump.rows.count).toBe(2)
    expect(dump.rows.stack[0]).toBe(dump.rows.stack[1])
    expect(dump.rows.id.every(Number.isNaN)).toBe(true)
  })

  it('pkg/errors as it is printed', () => {
    const text = readText(`failed to load: no such file\n${zapStack}\n`)
    expect(text.dumps[0].form).toBe('bare-stacks')
    const { stacks, strings, frames } = text.tables
    const first = stacks.frame[stacks.offset[text.dumps[0].rows.stack[0]]]
    expect(strings.get(frames.functionName[first])).toBe('main.load')
    expect(text.unreadLineCount).toBe(1)
  })
})
