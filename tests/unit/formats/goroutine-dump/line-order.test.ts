import { describe, expect, it } from 'vitest'
import { countDumps } from '../../../../src/query/dumps/dump-counts'
import { fixtureText, readText } from './read-fixture'

const dump = fixtureText('dumps/debug2-go1.27.txt')
const lines = dump.trimEnd().split('\n')
const expected = countDumps(readText(dump))

const docker = (log: string, time: string): string =>
  JSON.stringify({ log: `${log}\n`, stream: 'stderr', time })
const codes = (text: string): readonly string[] => readText(text).warnings.map(({ code }) => code)

describe('lines of equal time that an exporter turned upside down', () => {
  const second = (index: number): string => `2026-11-21T01:02:${String(index % 60).padStart(2, '0')}Z`

  it('are turned back, with a warning that is no loss', () => {
    const text = [...lines]
      .reverse()
      .map((line) => docker(line, second(3)))
      .join('\n')
    const read = readText(text)
    expect(countDumps(read)).toEqual(expected)
    expect(read.isComplete).toBe(true)
    expect(read.warnings).toMatchObject([{ code: 'lines-reordered', count: lines.length, byteOffset: 0 }])
    expect(read.warnings[0]?.message).toContain('stood upside down')
  })

  it('also where only some runs are turned', () => {
    const blocks = lines.join('\n').split('\n\n')
    const text = blocks
      .flatMap((block, index) => {
        const own = [...block.split('\n'), '']
        return (index % 2 === 0 ? own : own.reverse()).map((line) => docker(line, second(index)))
      })
      .join('\n')
    expect(countDumps(readText(text))).toEqual(expected)
    expect(codes(text)).toEqual(['lines-reordered'])
  })

  it('also where the whole log is newest first', () => {
    const text = [
      ...lines.map((line, index) => docker(line, new Date(1_795_222_923_000 + index * 7).toISOString())),
    ]
      .reverse()
      .join('\n')
    expect(countDumps(readText(text))).toEqual(expected)
    expect(codes(text)).toEqual(['lines-reordered'])
  })

  it('stay where they are when the headers stand above their stacks', () => {
    const upright = lines.map((line) => docker(line, second(3))).join('\n')
    expect(countDumps(readText(upright))).toEqual(expected)
    expect(codes(upright)).toEqual([])
    const laterFirst = lines
      .map((line, index) => docker(line, new Date(1_795_222_923_000 - index).toISOString()))
      .join('\n')
    expect(countDumps(readText(laterFirst))).toEqual(expected)
    expect(codes(laterFirst)).toEqual([])
  })
})

describe('exporters that strip tabs', () => {
  it.each([
    'dumps/debug2-go1.27.txt',
    'dumps/sigquit-go1.27.txt',
    'dumps/sigquit-go1.19.txt',
    'dumps/debug1-go1.27.txt',
    'dumps/panic-nested-recover-go1.27.txt',
    'dumps/nil-single-go1.27.txt',
  ])('%s reads the same without any tab', (path) => {
    const text = fixtureText(path)
    expect(countDumps(readText(text.replace(/\t/g, '')))).toEqual(countDumps(readText(text)))
  })

  it('leave two panics of two processes apart', () => {
    const one = 'panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/a/main.go:3 +0x1\n'
    const crashes = readText(one + one).dumps.flatMap((each) => each.crashes)
    expect(crashes.map(({ chain }) => chain.length)).toEqual([1, 1])
  })

  it('keep the chain of panics', () => {
    const text = fixtureText('dumps/panic-nested-recover-go1.27.txt')
    const chain = (of: string): unknown => readText(of).dumps[0]?.crashes.map((crash) => crash.chain)
    expect(chain(text.replace(/\t/g, ''))).toEqual(chain(text))
  })
})

describe('a cut in the last site line', () => {
  const main = 'goroutine 1 [select]:\nmain.main()\n\t/a/main.go:123 +0x1d\n'

  it('of the main goroutine is told while no digit of the offset is there', () => {
    for (const end of [
      '/a/mai',
      '/a/main.go:1',
      '/a/main.go:123',
      '/a/main.go:123 +',
      '/a/main.go:123 +0x',
    ]) {
      const text = main.slice(0, main.indexOf(end) + end.length)
      expect([end, codes(text)]).toEqual([end, ['cut']])
    }
    for (const whole of [main, main.trimEnd()]) expect(codes(whole)).toEqual([])
  })

  it('is none where Go prints no offset: inlined frames, and texts that end in a line end', () => {
    expect(codes('goroutine 1 [select]:\nmain.main(...)\n\t/a/main.go:12')).toEqual([])
    expect(codes('goroutine 1 [select]:\nmain.main()\n\t/a/main.go:12\n')).toEqual([])
  })

  it('of a creator is told too', () => {
    const head =
      'goroutine 7 [select]:\nmain.f()\n\t/a/main.go:12 +0x1d\ncreated by main.main in goroutine 1\n'
    expect(codes(`${head}\t/a/main.go:1`)).toEqual(['cut'])
    expect(codes(`${head}\t/a/main.go:12 +0x2f`)).toEqual([])
  })
})
