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

  it.each([
    ['RFC 5424', (i: number) => `<11>1 ${time(i)} host api 1234 - - `],
    ['RFC 3164', () => '<11>Nov 21 10:00:00 host api[1234]: '],
    ['Heroku', (i: number) => `${time(i).replace('Z', '+00:00')} app[web.1]: `],
    ['a logger', (i: number) => `2026-11-21 10:00:00,${i % 1000} ERROR [stderr] `],
    ["Go's log package", () => '2026/11/21 10:00:00 '],
    ['glog', (i: number) => `E1121 10:00:00.${String(i).padStart(6, '0')}    1234 main.go:12] `],
    ['a CI step', (i: number) => `test (1.26)\tRun go test\t${time(i)} `],
    ['TAI64N', (i: number) => `@400000005f${i.toString(16).padStart(14, '0')} `],
    ['line numbers', (i: number) => `${String(i + 1).padStart(5)}\t`],
    ['grep -n', (i: number) => `app.log:${i + 1}:`],
    ['mail', () => '> '],
    [
      'seconds with a fraction that may be missing',
      (i: number) => `${10 + i}${i % 3 === 0 ? '' : '.25'} api `,
    ],
  ] as const)('a prefix of every line that nobody named is taken off: %s', (_, prefix) => {
    const text = readText(wrap((line, i) => prefix(i) + line))
    expect(text.wrappers.at(-1)).toBe('line prefixes')
    expect(countDumps(text)).toEqual(expected)
    expect(text.isComplete).toBe(true)
    // Editors and log services take off blanks at the end of lines.
    expect(countDumps(readText(wrap((line, i) => (prefix(i) + line).trimEnd())))).toEqual(expected)
  })

  it('keeps sources with prefixes of their own apart', () => {
    const mixed = lines.map((line) => `api-a main ${line}\napi-b main ${line}\n`).join('')
    const text = readText(mixed)
    expect(text.dumps.map((dump) => dump.rows.count)).toEqual([expected.goroutines, expected.goroutines])
  })

  it('does not take a stack inside of a message for a line with a prefix', () => {
    const message =
      'panic: one\n\tgoroutine 7 [running]:\n\tmain.fake()\n\t\t/x.go:1\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:1 +0x1\n'
    const text = readText(message.replace(/^/gm, 'Nov 21 10:00:00 api '))
    expect(text.dumps[0].rows.count).toBe(1)
  })

  it('takes off what a terminal, an editor or copying put in', () => {
    const colours = readText(wrap((line) => `\u001b[36mapi-1  | \u001b[0m\u001b[1;31m${line}\u001b[0m`))
    expect(colours.wrappers).toEqual(['terminal colours', 'Docker Compose prefix'])
    for (const text of [
      colours,
      readText(dump.replace(/^(goroutine \d+)/gm, '\u001b[1m$1\u001b[0m')),
      readText(dump.replaceAll('\n', '\n\n')),
      readText(dump.replaceAll('\n', '\r')),
      readText(wrap((line) => `${line}   `)),
    ]) {
      expect(countDumps(text)).toEqual(expected)
      expect(text.isComplete).toBe(true)
    }
    const kept = 'panic: \u001b[31mred\u001b[0m\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:1 +0x1\n'
    expect(readText(kept).dumps[0].crashes[0].chain[0].text).toContain('\u001b[31mred')
  })

  it('says where a line with colours stands in the file', () => {
    const coloured = `\u001b[1m${dump.trimEnd().replaceAll('\n', '\u001b[0m\n\u001b[1m')}\u001b[0m\n\u001b[1mgoroutine 99 [select]:\u001b[0m\nmain.f()\n\t/a.go:1\n`
    const text = readText(coloured)
    const dumpAt = text.dumps.length - 1
    const { textOffset, count } = text.dumps[dumpAt].rows
    const offset = text.text.fileOffset(textOffset[count - 1])
    expect(
      Buffer.from(coloured)
        .subarray(offset, offset + 12)
        .toString(),
    ).toBe('goroutine 99')
  })

  it('reads lines and stacks out of JSON of any service', () => {
    const records = lines.map((textPayload, i) => ({ textPayload, timestamp: time(i) }))
    for (const written of [
      records.map((record) => `${JSON.stringify(record)}\n`).join(''),
      JSON.stringify(records, null, 2),
      JSON.stringify(
        { hits: { hits: records.map(({ textPayload }) => ({ _source: { message: textPayload } })) } },
        null,
        1,
      ),
      JSON.stringify([{ severity: 'ERROR', textPayload: dump }], null, 2),
      JSON.stringify({ level: 'error', fields: { stack: dump } }, null, 2),
    ]) {
      expect(countDumps(readText(written))).toEqual(expected)
    }
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
