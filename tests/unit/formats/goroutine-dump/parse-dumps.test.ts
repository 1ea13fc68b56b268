import { describe, expect, it } from 'vitest'
import { DumpFrameFlag, GoroutineRowFlag } from '../../../../src/model/goroutine-dump'
import type { GoroutineText } from '../../../../src/model/goroutine-dump'
import { countDumps } from '../../../../src/query/dumps/dump-counts'
import { fixtureBytes, fixtureText, readBytes, readFixture, readText } from './read-fixture'

function functionsOf(text: GoroutineText, stack: number): string[] {
  const { stacks, frames, strings } = text.tables
  const names: string[] = []
  for (let i = stacks.offset[stack]; i < stacks.offset[stack + 1]; i++) {
    names.push(strings.get(frames.functionName[stacks.frame[i]]))
  }
  return names
}

describe('goroutines', () => {
  it('reads both forms of labels', () => {
    for (const [version, printed] of [
      ['1.26', '{"path": "/a b", "tenant": "blue"}'],
      ['1.27', '{path: "/a b", tenant: blue}'],
    ]) {
      const name = version === '1.26' ? 'labels-go1.26' : 'debug2-go1.27'
      const text = readFixture(`dumps/${name}.txt`)
      const labels = [...text.dumps[0].rows.labels].filter((label) => label !== 0)
      // Go 1.27 prints labels by default, 1.26 when asked to.
      expect(labels.map((label) => text.tables.strings.get(label))).toEqual(
        labels.length === 0 ? [] : [printed],
      )
    }
    const text = readFixture('dumps/labels-go1.26.txt')
    const row = text.dumps[0].rows.labels.findIndex((label) => label !== 0)
    expect(text.tables.states[text.dumps[0].rows.state[row]].original).toBe('sleep')
  })

  it('reads a status with everything in it', () => {
    const text = readText(
      'goroutine 7 gp=0xc000007180 m=nil [chan receive (leaked) (scan) (durable), 12 minutes, locked to thread, synctest bubble 3] {k: "a]b"}:\nmain.f()\n\t/a.go:1\n',
    )
    const { rows } = text.dumps[0]
    expect(text.tables.states[rows.state[0]].original).toBe('chan receive')
    expect(rows.minutes[0]).toBe(12)
    expect(rows.bubble[0]).toBe(3)
    const { leaked, scan, durable, lockedToThread } = GoroutineRowFlag
    expect(rows.flags[0]).toBe(leaked | scan | durable | lockedToThread)
    expect(text.tables.strings.get(rows.labels[0])).toBe('{k: "a]b"}')
  })

  it('keeps words of a status that no version we know prints', () => {
    const text = readText('goroutine 7 [chan receive, on holiday]:\nmain.f()\n\t/a.go:1\n')
    expect(text.tables.states[text.dumps[0].rows.state[0]].original).toBe('chan receive, on holiday')
  })

  it('reads creators with and without their id', () => {
    const newer = readFixture('dumps/debug2-go1.27.txt')
    const older = readFixture('dumps/debug2-go1.19.txt')
    expect(newer.dumps[0].rows.creatorId[1]).toBe(1)
    expect(older.dumps[0].rows.creatorId[1]).toBeNaN()
    expect(older.tables.creators[older.dumps[0].rows.creator[1]].functionName).toBe('main.park')
  })

  it('reads ancestors (GODEBUG=tracebackancestors; written from runtime/traceback.go)', () => {
    const text = readText(`goroutine 9 [running]:
main.inner()
	/a/main.go:5 +0x1
created by main.outer in goroutine 8
	/a/main.go:9 +0x2
[originating from goroutine 8]:
main.outer(...)
	/a/main.go:9 +0x2
created by main.main
	/a/main.go:12 +0x3
[originating from goroutine 1]:
main.main(...)
	/a/main.go:12 +0x3

goroutine 1 [select (no cases)]:
main.main()
	/a/main.go:13 +0x4
`)
    const [dump] = text.dumps
    expect(functionsOf(text, dump.rows.stack[0])).toEqual(['main.inner'])
    const ancestors = dump.ancestors.get(0) ?? []
    expect(ancestors.map(({ goroutineId, stack }) => [goroutineId, functionsOf(text, stack)])).toEqual([
      [8, ['main.outer']],
      [1, ['main.main']],
    ])
    expect(text.isComplete).toBe(true)
    expect(dump.rows.creatorId[0]).toBe(8)
  })

  it('reads elided, unavailable and C frames', () => {
    const text = readText(`goroutine 1 [running]:
	goroutine running on other thread; stack unavailable
created by main.main in goroutine 2
	/a/main.go:1 +0x1

goroutine 3 [syscall, locked to thread]:
non-Go function at pc=7f00001234
write
	/build/libc/write.c:26 pc=0x7f0000aa
non-Go function
	pc=0x7f0000bb
runtime.cgocall(0x401000, 0xc000)
	/go/src/runtime/cgocall.go:157 +0x4b
...additional frames elided...
created by main.main in goroutine 1
	/a/main.go:2 +0x1
`)
    const { frames, stacks } = text.tables
    const flagsOf = (row: number): number[] => {
      const stack = text.dumps[0].rows.stack[row]
      return [...stacks.frame.slice(stacks.offset[stack], stacks.offset[stack + 1])].map(
        (f) => frames.flags[f],
      )
    }
    const { unavailable, foreign, elision } = DumpFrameFlag
    expect(flagsOf(0)).toEqual([unavailable])
    expect(flagsOf(1)).toEqual([foreign, foreign, foreign, 0, elision])
    expect(text.unreadLineCount).toBe(0)
    expect(text.warnings.map(({ code }) => code)).toEqual(['stack-unavailable'])
  })

  it('makes a series of several dumps', () => {
    const text = readFixture('malformed/dump-two-in-one.txt')
    expect(text.dumps.map(({ rows }) => rows.count)).toEqual([30, 30])
    expect(text.unread.map(({ offset, byteLength }) => text.text.slice(offset, byteLength))).toEqual([
      '----- 10 s later -----',
    ])
  })

  it('does not care for tabs, blanks and indentation', () => {
    const plain = fixtureText('dumps/debug2-go1.27.txt')
    const expected = countDumps(readText(plain))
    for (const changed of [
      plain.replace(/\t/g, '    '),
      plain.replace(/\t/g, ''),
      plain.replace(/^/gm, '\t\t'),
      plain.replace(/\n/g, '\r\n'),
      plain.replace(/\n$/, ''),
      `\ufeff${plain}`,
    ]) {
      expect(countDumps(readText(changed))).toEqual(expected)
    }
  })

  it('reads UTF-16 in both orders', () => {
    const plain = fixtureText('dumps/stack-go1.27.txt')
    const little = new Uint8Array(new Uint16Array([0xfeff, ...[...plain].map((c) => c.charCodeAt(0))]).buffer)
    const big = little.slice()
    for (let i = 0; i < big.length; i += 2) [big[i], big[i + 1]] = [big[i + 1], big[i]]
    for (const bytes of [little, big]) {
      const text = readText(bytes)
      expect(text.wrappers).toEqual(['UTF-16'])
      expect(countDumps(text)).toEqual(countDumps(readText(plain)))
    }
  })

  it('reads counts with labels, and says when the total does not fit', () => {
    const text = readText(`goroutine profile: total 5
3 @ 0x1 0x2
# labels: {"tenant":"blue"}
#	0x1	main.f+0x4	/a/main.go:3

1 @ 0x3
#	0x3	main.g+0x4	/a/main.go:9
`)
    const { rows, form } = text.dumps[0]
    expect(form).toBe('counts')
    expect([...rows.weight]).toEqual([3, 1])
    expect(text.tables.strings.get(rows.labels[0])).toBe('{"tenant":"blue"}')
    expect(text.warnings.map(({ code }) => code)).toEqual(['total-differs'])
    expect(text.isComplete).toBe(false)
  })
})

describe('damage', () => {
  it('says where a text was cut', () => {
    const text = readFixture('malformed/dump-truncated-in-a-frame.txt')
    expect(text.isComplete).toBe(false)
    const { rows } = text.dumps[0]
    expect(rows.flags[rows.count - 1] & GoroutineRowFlag.cut).toBe(GoroutineRowFlag.cut)
    expect(text.warnings.map(({ code, isLoss }) => [code, isLoss])).toEqual([['cut', true]])
  })

  it('knows a cut within a site line by the creator that is missing', () => {
    const text = readFixture('malformed/dump-utf16.txt')
    expect(text.warnings.map(({ code }) => code)).toEqual(['cut'])
    const whole = fixtureText('dumps/panic-go1.27.txt').split('\n\n').slice(0, 2).join('\n\n')
    expect(readText(whole).isComplete).toBe(true)
  })

  it('reads what it can at every cut', () => {
    const bytes = fixtureBytes('dumps/sigquit-go1.24.txt')
    for (let length = 0; length < bytes.length; length += 97) {
      const result = readBytes(bytes.subarray(0, length))
      if (!result.ok) expect(['empty', 'unknown-kind']).toContain(result.error.code)
    }
  })

  it('counts lines of another process inside a stack, and keeps them at their place', () => {
    const text = readText(`goroutine 1 [running]:
main.f()
level=info msg="something else"
	/a/main.go:3 +0x1
main.g()
	/a/main.go:4 +0x1
`)
    expect(functionsOf(text, text.dumps[0].rows.stack[0])).toEqual(['main.f', 'main.g'])
    expect(text.isComplete).toBe(false)
    const inside = text.unread.filter(({ isInsideStack }) => isInsideStack)
    expect(inside.map(({ offset, byteLength }) => text.text.slice(offset, byteLength)).join('|')).toContain(
      'something else',
    )
  })

  it('a log that goes on right behind a stack is no loss', () => {
    const text = readText(`goroutine 7 [running]:
main.f()
	/a/main.go:3 +0x1
created by main.main in goroutine 1
	/a/main.go:9 +0x2
stopped
goroutine 1 [running]:
main.main()
	/a/main.go:4 +0x1
Aborted
`)
    expect(text.isComplete).toBe(true)
    expect(text.dumps[0].rows.count).toBe(2)
    expect(text.unread.map(({ offset, byteLength }) => text.text.slice(offset, byteLength))).toEqual([
      'stopped',
      'Aborted',
    ])
  })

  it('survives any bytes', () => {
    let seed = 7
    const random = (): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff
      return seed
    }
    const original = fixtureBytes('dumps/nil-crash-go1.27.txt')
    for (let round = 0; round < 300; round++) {
      const bytes = original.slice()
      for (let i = 0; i < 20; i++) bytes[random() % bytes.length] = random() & 0xff
      const result = readBytes(bytes)
      if (result.ok) {
        const { rows } = result.value.dumps[0] ?? { rows: undefined }
        for (let row = 0; row < (rows?.count ?? 0); row++) {
          expect(rows?.textLength[row]).toBeLessThanOrEqual(bytes.length)
        }
      }
    }
  })

  it.each([
    [
      'one line of 10 MB',
      `goroutine 1 [running]:\nmain.f(${'x'.repeat(10_000_000)})\n\t/a.go:1\nmain.g()\n\t/a.go:2\n`,
    ],
    [
      '10 MB of opening parentheses',
      `goroutine 1 [running]:\n${'('.repeat(10_000_000)}\nmain.g()\n\t/a.go:2\n`,
    ],
    [
      'control characters',
      `goroutine 1 [running]:\nmain.\u0000\u001b[31mf()\n\t/a.go:1\nmain.g()\n\t/a.go:2\n`,
    ],
    [
      'an endless status',
      `goroutine 1 [${'a, '.repeat(1_000_000)}]:\nmain.g()\n\t/a.go:2\ngoroutine 2 [x]:\nmain.g()\n\t/a.go:2\n`,
    ],
  ])('%s costs nothing', (_, hostile) => {
    const start = performance.now()
    const text = readText(hostile)
    expect(performance.now() - start).toBeLessThan(5000)
    const last = text.dumps[text.dumps.length - 1]
    expect(functionsOf(text, last.rows.stack[last.rows.count - 1])).toContain('main.g')
  })

  it('is linear: a million short lines outside any dump', () => {
    const text = readText(`${'(x)\n'.repeat(500_000)}goroutine 1 [running]:\nmain.g()\n\t/a.go:2\n`)
    expect(text.unreadLineCount).toBe(500_000)
    expect(text.unread).toHaveLength(1)
  })

  it('refuses a text without any stack, in words', () => {
    const result = readBytes(new TextEncoder().encode('hello\nworld\n'))
    expect(result.ok).toBe(false)
    if (!result.ok) expect(result.error.code).toBe('unknown-kind')
  })
})
