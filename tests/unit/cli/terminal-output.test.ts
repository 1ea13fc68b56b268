import { describe, expect, it } from 'vitest'
import { exactJson } from '../../../src/cli/exact-json'
import { parseTime } from '../../../src/cli/parse-options'
import { TerminalOutput } from '../../../src/cli/terminal-output'

function terminal(options: { isTTY: boolean; noColor?: string }) {
  let nowMs = 0
  const written = { stdout: '', stderr: '' }
  const stream = (name: 'stdout' | 'stderr') => ({
    isTTY: options.isTTY,
    columns: 60,
    write: (text: string | Uint8Array) => {
      written[name] += String(text)
      return true
    },
  })
  const output = new TerminalOutput({
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    environment: options.noColor === undefined ? {} : { NO_COLOR: options.noColor },
    now: () => nowMs,
  })
  return { output, written, wait: (ms: number) => void (nowMs += ms) }
}

describe('what a command writes', () => {
  it('shows progress on a terminal when the work is long, and wipes it before anything else', () => {
    const { output, written, wait } = terminal({ isTTY: true })
    output.progress('a.trace', 'Reading', 1, 10)
    expect(written.stderr).toBe('')
    wait(600)
    output.progress('a.trace', 'Reading', 5, 10)
    expect(written.stderr).toBe('\r\u001b[Ka.trace: Reading 50 %')
    output.notice('done')
    expect(written.stderr.endsWith('\r\u001b[Kdone\n')).toBe(true)
    output.out('result\n')
    expect(written.stdout).toBe('result\n')
  })

  it('keeps a pipe free of progress', () => {
    const { output, written, wait } = terminal({ isTTY: false })
    wait(5000)
    output.progress('a.trace', 'Reading', 5, 10)
    output.clearProgress()
    expect(written.stderr).toBe('')
  })

  it('has colour on a terminal unless NO_COLOR is set', () => {
    expect(terminal({ isTTY: true }).output.hasColor).toBe(true)
    expect(terminal({ isTTY: true, noColor: '' }).output.hasColor).toBe(true)
    expect(terminal({ isTTY: true, noColor: '1' }).output.hasColor).toBe(false)
    expect(terminal({ isTTY: false }).output.hasColor).toBe(false)
  })
})

describe('text out of files on a terminal', () => {
  const evil = 'a\u001b[2J\u0007\u009b31m\u202eb\r'

  it('cannot drive the terminal or turn the line around', () => {
    const { output, written, wait } = terminal({ isTTY: true })
    output.out(`${evil}\tc\n`)
    expect(written.stdout).toBe('a\ufffd[2J\ufffd\ufffd31m\ufffdb\ufffd\tc\n')
    output.notice(`${evil}\nnext`)
    expect(written.stderr).toBe('a\ufffd[2J\ufffd\ufffd31m\ufffdb\ufffd\ufffdnext\n')
    wait(600)
    output.progress(evil, 'Reading', 1, 2)
    expect(written.stderr).toContain('\r\u001b[Ka\ufffd[2J\ufffd\ufffd31m\ufffdb\ufffd: Reading 50 %')
  })

  it('keeps its value in JSON', () => {
    const text = exactJson({ [evil]: evil, list: [evil] })
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
    expect(JSON.parse(text)).toEqual({ [evil]: evil, list: [evil] })
  })
})

describe('exact JSON', () => {
  it('writes integers beyond 2^53 in full', () => {
    expect(exactJson({ a: 9007199254740993n, b: 1e21, c: 0.1, d: -3 })).toBe(
      '{"a":9007199254740993,"b":1000000000000000000000,"c":0.1,"d":-3}\n',
    )
  })

  it('is JSON whatever is in it', () => {
    const value = {
      text: 'quote " line \n \u2028',
      list: Array.from({ length: 60 }, (_, i) => ({ index: i, name: `element ${i}` })),
      empty: {},
      none: [],
      nothing: null,
      nested: { deep: { deeper: 'x'.repeat(200) } },
      ['__proto__x']: true,
    }
    expect(JSON.parse(exactJson(value))).toEqual(value)
    expect(JSON.parse(exactJson({ left: undefined, kept: 1 }))).toEqual({ kept: 1 })
    expect(() => exactJson({ bad: NaN })).toThrow(TypeError)
  })
})

describe('times on the command line', () => {
  it('are durations or integer nanoseconds', () => {
    expect(parseTime('--from', '1.5s')).toBe(1_500_000_000)
    expect(parseTime('--from', '200ms')).toBe(200_000_000)
    expect(parseTime('--from', '10us')).toBe(10_000)
    expect(parseTime('--from', '123')).toBe(123)
    for (const wrong of ['', 'x', '-1s', '1h', '1e9', '99999999999999999999']) {
      expect(() => parseTime('--from', wrong)).toThrow('not a time')
    }
  })
})
