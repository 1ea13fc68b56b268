import { describe, expect, it } from 'vitest'
import type { DumpExportDto } from '../../../../src/contract/dump-dto'
import { DumpIndex } from '../../../../src/query/dumps/dump-index'
import { explainCrash } from '../../../../src/query/dumps/explain-crash'
import { exportDump } from '../../../../src/query/dumps/export-dump'
import { dumpSummary } from '../../../../src/query/dumps/summary'
import { dumpLabel, dumpSummaryLines } from '../../../../src/query/dumps/summary-text'
import { readFixture, readText } from '../../formats/goroutine-dump/read-fixture'

const indexOf = (path: string): DumpIndex => new DumpIndex(readFixture(path))

describe('summary as JSON', () => {
  it('has groups in the shape of the contract, whose counts add up', () => {
    const text = readFixture('dumps/debug2-go1.27.txt')
    const document = dumpSummary(new DumpIndex(text), [])
    expect(document['kind']).toBe('goroutine-dump')
    expect(document['complete']).toBe(true)
    const groups = document['groups'] as unknown as {
      count: number
      state: string
      ids: number[]
      createdBy: string | null
      frames: { function: string; file: string; line: number }[]
    }[]
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(30)
    expect(groups.find(({ count }) => count === 3)).toMatchObject({
      count: 3,
      state: 'chan receive',
      createdBy: 'main.park',
      frames: [{ function: 'main.leakReceive', file: '/home/gopher/app/states.go', line: 36 }],
      ids: [21, 25, 29],
    })
  })

  it('says about how long, where it is printed', () => {
    const document = dumpSummary(indexOf('dumps/debug2-minutes-go1.27.txt'), [])
    const groups = document['groups'] as unknown as {
      waitMinutes?: { min: number; median: number; max: number }
    }[]
    const waits = groups.flatMap(({ waitMinutes }) => (waitMinutes === undefined ? [] : [waitMinutes]))
    expect(waits.length).toBeGreaterThan(5)
    for (const wait of waits) expect(Object.keys(wait)).toEqual(['min', 'median', 'max'])
  })

  it('is a crash when a reason other than SIGQUIT heads the text', () => {
    expect(dumpSummary(indexOf('dumps/abort-go1.27.txt'), [])['kind']).toBe('crash')
    expect(dumpSummary(indexOf('dumps/deadlock-go1.27.txt'), [])['kind']).toBe('crash')
    expect(dumpSummary(indexOf('dumps/sigquit-crash-go1.27.txt'), [])['kind']).toBe('goroutine-dump')
    expect(dumpSummary(indexOf('malformed/dump-no-goroutines.txt'), [])['kind']).toBe('crash')
  })
})

describe('crashes in words', () => {
  const explain = (path: string): { headline: string; text: string; place: string | undefined } => {
    const index = indexOf(path)
    const [dump] = index.text.dumps
    const [crash] = dump.crashes
    const { headline, sentences, placeFrame } = explainCrash(crash, dump, index.views)
    const stack = crash.row === undefined ? undefined : index.views.stack(dump.rows.stack[crash.row])
    return { headline, text: sentences.join(' '), place: stack?.frames[placeFrame]?.functionName }
  }

  it.each([
    ['nil-all', 'main.(*point).move', 'A nil pointer was dereferenced'],
    ['nil-crash', 'main.(*point).move', 'A nil pointer was dereferenced'],
    ['index', 'main.main', 'The index 8 was used where only 0 to 2 are valid (length 3)'],
    ['map', 'main.main', 'A map was written to that had never been made'],
    ['maps', 'main.main.func5', 'The goroutine printed first is the one that noticed it'],
    ['unlock', 'main.main', 'A lock was released that nobody held'],
    ['closed', 'main.main.func4', 'A channel was closed while or before'],
    ['divide', 'main.main', 'An integer was divided by zero'],
    ['overflow', 'main.recurse', 'main.recurse fills'],
    ['panic-nested-recover', 'main.nested', 'The first panic is the cause'],
    ['panic-repanicked', 'main.repanic', 'raised again with the same value'],
    ['panic-stacked', 'main.stacked', 'The first panic is the cause'],
  ])('%s: in %s', (name, place, sentence) => {
    for (const version of ['1.19', '1.22', '1.27']) {
      const found = explain(`dumps/${name}-go${version}.txt`)
      expect(found.place?.replace('func6', 'func5')).toBe(place)
      expect(found.text).toContain(sentence)
    }
  })

  it('says that a signal came from outside, and names no goroutine', () => {
    const found = explain('dumps/abort-go1.27.txt')
    expect(found.text).toContain('sent by a process')
    expect(found.place).toBeUndefined()
  })

  it('says when there is no stack', () => {
    expect(explain('dumps/nil-none-go1.27.txt').text).toContain('has no stack of the goroutine that died')
  })
})

describe('summary as text', () => {
  it('fits a ticket: reason, goroutine, groups, idle ones folded', () => {
    const index = indexOf('dumps/nil-crash-go1.27.txt')
    expect(dumpLabel(index)).toBe('crash, 10 goroutines')
    const text = dumpSummaryLines(index).join('\n')
    expect(text).toContain('Panic in main.(*point).move (/home/gopher/app/crash.go:29)')
    expect(text).toContain('idle by design')
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(200)
  })

  it('lets no control character through', () => {
    const index = new DumpIndex(
      readText('goroutine 1 [running\u001b[31m]:\nmain.\u001b]0;x\u0007f()\n\t/a.go:1\n'),
    )
    expect(dumpSummaryLines(index).join('\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
  })
})

describe('groups written out', () => {
  const request = { dumps: [], similarity: 'same-place', filter: '' } as const
  const written = (...parameters: Parameters<typeof exportDump>): DumpExportDto => {
    const result = exportDump(...parameters)
    if (!result.ok) throw new Error(result.error.message)
    return result.value
  }

  it('as CSV: one line a group, formulas made harmless', () => {
    const index = new DumpIndex(
      readText('goroutine 1 [select]:\nmain.f()\n\t=cmd.go:1\n\ngoroutine 2 [sleep]:\nmain.g()\n\t/a.go:1\n'),
    )
    const { text } = written(index, { ...request, format: 'csv' }, 'x.txt')
    const lines = text.trimEnd().split('\r\n')
    expect(lines).toHaveLength(3)
    expect(text).toContain("'=cmd.go")
  })

  it('as Markdown: names are no markup', () => {
    const index = new DumpIndex(readText('goroutine 1 [a|b <i>]:\nmain.f()\n\t/a.go:1\n'))
    const { text, fileName } = written(index, { ...request, format: 'markdown' }, 'x.txt')
    expect(fileName).toBe('x-groups.md')
    expect(text).toContain('a\\|b \\<i\\>')
  })

  it('only what the filter lets through', () => {
    const { text } = written(
      indexOf('dumps/sigquit-go1.27.txt'),
      { ...request, filter: 'leakReceive', format: 'csv' },
      'x',
    )
    expect(text.trimEnd().split('\r\n')).toHaveLength(5)
  })
})
