import { describe, expect, it } from 'vitest'
import { readFixture, readText } from './read-fixture'

const goroutine = (id: number, state = 'running'): string =>
  `goroutine ${id} [${state}]:\nmain.f()\n\t/a/main.go:1 +0x1\n\n`

describe('crashes', () => {
  it('reads the whole chain of panics, the first one first', () => {
    const { crashes } = readFixture('dumps/panic-nested-recover-go1.27.txt').dumps[0]
    expect(crashes).toHaveLength(1)
    expect(crashes[0].chain).toEqual([
      { text: 'first', isRecovered: true, isRepanicked: false },
      { text: 'second, after first', isRecovered: true, isRepanicked: false },
      { text: 'third, after first and second, after first', isRecovered: false, isRepanicked: false },
    ])
    expect(crashes[0].row).toBe(0)
  })

  it('knows a panic raised again, in the words of old and new Go', () => {
    const newer = readFixture('dumps/panic-repanicked-go1.27.txt').dumps[0].crashes[0]
    expect(newer.chain).toEqual([{ text: 'the original error', isRecovered: true, isRepanicked: true }])
    const older = readFixture('dumps/panic-repanicked-go1.19.txt').dumps[0].crashes[0]
    expect(older.chain.map(({ text }) => text)).toEqual(['the original error', 'the original error'])
  })

  it('keeps every line of a message', () => {
    for (const version of ['1.19', '1.27']) {
      const { chain } = readFixture(`dumps/panic-stacked-go${version}.txt`).dumps[0].crashes[0]
      expect(chain[1].text).toBe('my error 2\nwith a second line')
    }
  })

  it('takes a stack inside of a message for text, not for a goroutine', () => {
    const message =
      'panic: boom\n\tgoroutine 5 [running]:\n\tmain.f()\n\t\t/a/f.go:1 +0x1\n\t\n\tfatal error: told\n\n'
    const { dumps } = readText(message + goroutine(1))
    expect(dumps).toHaveLength(1)
    expect(dumps[0].rows.count).toBe(1)
    expect(dumps[0].crashes.map(({ chain, row }) => ({ chain, row }))).toEqual([
      {
        chain: [
          {
            text: 'boom\ngoroutine 5 [running]:\nmain.f()\n\t/a/f.go:1 +0x1\n\nfatal error: told',
            isRecovered: false,
            isRepanicked: false,
          },
        ],
        row: 0,
      },
    ])
    const first = readText(
      `panic: goroutine 7 [running]:\n\tmain.fake()\n\t\t/x.go:1 +0x1\n\n${goroutine(1)}`,
    )
    expect(first.dumps[0].rows.count).toBe(1)
    const older = readText(`panic: one\ntwo\n\tgoroutine 5 [running]:\nthree\n\n${goroutine(1)}`)
    expect(older.dumps[0].rows.count).toBe(1)
    const second = '\tpanic: again\n\tgoroutine 6 [running]:\n\n'
    expect(readText(message.trimEnd() + '\n' + second + goroutine(1)).dumps[0].rows.count).toBe(1)
  })

  it('reads goroutines of a record whose further lines are all indented', () => {
    const lines = `panic: boom\n${goroutine(1)}${goroutine(2)}`.trimEnd().split('\n')
    for (const blank of ['\t', '', undefined]) {
      const indented = lines.flatMap((line, at) =>
        at === 0 ? [line] : line !== '' ? [`\t${line}`] : blank === undefined ? [] : [blank],
      )
      const { dumps } = readText(`${indented.join('\n')}\n`)
      expect(dumps[0].rows.count).toBe(2)
      expect(dumps[0].crashes[0].row).toBe(0)
    }
  })

  it('reads the signal of a nil dereference', () => {
    const { signal } = readFixture('dumps/nil-crash-go1.27.txt').dumps[0].crashes[0]
    expect(signal).toEqual({
      name: 'SIGSEGV',
      description: 'segmentation violation',
      code: '0x1',
      address: '0x0',
      pc: '0x4ab72a',
    })
  })

  it('reads registers, and names no goroutine for a signal that was sent', () => {
    const [crash] = readFixture('dumps/abort-go1.27.txt').dumps[0].crashes
    expect(crash.kind).toBe('signal')
    expect(crash.row).toBeUndefined()
    expect(crash.registers).toHaveLength(21)
    expect(crash.registers[0]).toEqual({ name: 'rax', value: '0xca' })
  })

  it('names no goroutine for SIGQUIT and for a deadlock', () => {
    expect(readFixture('dumps/sigquit-go1.27.txt').dumps[0].crashes).toHaveLength(0)
    expect(readFixture('dumps/deadlock-go1.27.txt').dumps[0].crashes[0].row).toBeUndefined()
  })

  it('keeps the threads of GOTRACEBACK=crash in one dump', () => {
    const { dumps } = readFixture('dumps/sigquit-crash-go1.27.txt')
    expect(dumps).toHaveLength(1)
    expect(dumps[0].headlines).toEqual(['SIGQUIT: quit'])
  })

  it('reads http: panic serving, several in one log', () => {
    const line = (port: number, text: string): string =>
      `2026/11/21 01:02:03 http: panic serving 127.0.0.1:${port}: ${text}\n${goroutine(port)}`
    const text = readText(`2026/11/21 01:02:02 started\n${line(41, 'boom')}${line(42, 'again')}`)
    expect(text.kind).toBe('crash')
    expect(text.dumps).toHaveLength(1)
    const { crashes, rows } = text.dumps[0]
    expect(crashes.map(({ servedAddress, chain }) => [servedAddress, chain[0].text])).toEqual([
      ['127.0.0.1:41', 'boom'],
      ['127.0.0.1:42', 'again'],
    ])
    expect(crashes.map(({ row }) => rows.id[row ?? -1])).toEqual([41, 42])
  })

  it.each([
    ['Go 1.18 and later', '\t'],
    ['older Go', ''],
  ])('reads the running tests of one that timed out, as %s prints it', (_, indent) => {
    const head = `panic: test timed out after 1m0s\n${indent}running tests:\n`
    const tests = `${indent}\tTestSlow (59s)\n${indent}\tTestSlow/inner (58s)\n`
    const text = readText(`${head}${tests}\n${goroutine(9)}FAIL\tx/y\t60.1s\n`)
    const [crash] = text.dumps[0].crashes
    expect(crash.runningTests).toEqual(['TestSlow (59s)', 'TestSlow/inner (58s)'])
    expect(crash.chain[0].text.startsWith('test timed out after 1m0s\nrunning tests:')).toBe(true)
    expect(text.unreadLineCount).toBe(1)
  })

  it('reads the exception of Windows (written from the printer: signal_windows.go winthrow)', () => {
    const text = readText(`Exception 0xc0000005 0x0 0x0 0x7ff6a1b2c3d4\nPC=0x7ff6a1b2c3d4\n\n${goroutine(1)}`)
    expect(text.kind).toBe('crash')
    expect(text.dumps[0].crashes[0].kind).toBe('exception')
    expect(text.dumps[0].crashes[0].row).toBe(0)
  })

  it('keeps the exit status, and what stands around as unread text', () => {
    const text = readFixture('malformed/dump-with-noise.txt')
    expect(text.dumps[0].crashes[0].exitStatus).toBe(2)
    expect(text.unread.map(({ lineCount }) => lineCount)).toEqual([2, 1])
    expect(text.isComplete).toBe(true)
  })
})
