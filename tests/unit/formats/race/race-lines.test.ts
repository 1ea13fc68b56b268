import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DumpIndex } from '../../../../src/query/dumps/dump-index'
import { findRaces } from '../../../../src/query/dumps/race-query'
import { dumpSummary } from '../../../../src/query/dumps/summary'
import { fixtureFolder, fixtureText, readFixture, readText } from '../goroutine-dump/read-fixture'

const files = readdirSync(new URL('race/', fixtureFolder)).filter((name) => name.endsWith('.txt'))

describe('race reports', () => {
  it.each(files)('%s: every report with both accesses, as many as its lines say', (name) => {
    const raw = fixtureText(`race/${name}`)
    const text = readFixture(`race/${name}`)
    expect(text.kind).toBe('race')
    expect(text.races).toHaveLength(raw.match(/^WARNING: DATA RACE$/gm)?.length ?? 0)
    expect(text.isComplete).toBe(true)
    const accesses = text.races.flatMap((race) => race.accesses)
    expect(accesses).toHaveLength(raw.match(/^(?:Previous )?(?:read|write) at /gim)?.length ?? 0)
    expect(text.races.flatMap((race) => race.created)).toHaveLength(
      raw.match(/^Goroutine \d+ \(\w+\) created at:$/gm)?.length ?? 0,
    )
    const frames = [...accesses, ...text.races.flatMap((race) => race.created)].flatMap(({ stack }) => stack)
    expect(frames).toHaveLength(raw.match(/^ {6}\S.*:\d+ \+0x[0-9a-f]+$/gm)?.length ?? 0)
  })

  it('reads who accessed what', () => {
    const [first] = readFixture('race/race-go1.27.txt').races
    expect(first.accesses.map(({ stack: _, ...access }) => access)).toEqual([
      {
        kind: 'read',
        isPrevious: false,
        address: '0x00c00009c120',
        goroutine: 9,
        isMainGoroutine: false,
        isStackMissing: false,
      },
      {
        kind: 'write',
        isPrevious: true,
        address: '0x00c00009c120',
        goroutine: 8,
        isMainGoroutine: false,
        isStackMissing: false,
      },
    ])
    expect(first.created.map(({ goroutine, state }) => [goroutine, state])).toEqual([
      [9, 'running'],
      [8, 'finished'],
    ])
  })

  it('knows the main goroutine, atomic accesses and stacks that are missing', () => {
    const text = readText(`==================
WARNING: DATA RACE
Atomic write at 0x00c000014088 by goroutine 7:
  main.f()
      /a/main.go:3 +0x1

Previous read at 0x00c000014088 by main goroutine:
  [failed to restore the stack]

Goroutine 7 (running) created at:
  main.main()
      /a/main.go:9 +0x2
==================
`)
    const [race] = text.races
    expect(
      race.accesses.map(({ kind, isMainGoroutine, isStackMissing }) => [
        kind,
        isMainGoroutine,
        isStackMissing,
      ]),
    ).toEqual([
      ['atomic write', false, false],
      ['read', true, true],
    ])
    expect(race.isCut).toBe(false)
  })

  it('says when a report breaks off', () => {
    const raw = fixtureText('race/race-go1.27.txt')
    const text = readText(raw.slice(0, raw.indexOf('Previous write')))
    expect(text.races[0].isCut).toBe(true)
    expect(text.isComplete).toBe(false)
  })

  it('merges reports of the same pair of places, whatever the addresses', () => {
    const raw = fixtureText('race/race-halt-go1.27.txt')
    const text = readText(raw + raw.replace(/0x00c0/g, '0x00c1'))
    const { races, reportCount } = findRaces(text)
    expect(reportCount).toBe(2)
    expect(races.map(({ count }) => count)).toEqual([2])
  })

  it('folds both stacks to where they part, and never the program’s own access', () => {
    const { races } = findRaces(readFixture('race/race-go1.27.txt'))
    expect(races[0].accesses.map(({ partsAt, stack }) => [partsAt, stack.length])).toEqual([
      [1, 3],
      [1, 3],
    ])
    expect(races[2].accesses.map(({ partsAt }) => partsAt)).toEqual([2, 2])
  })

  it('reads them through log prefixes', () => {
    const raw = fixtureText('race/race-go1.27.txt')
    const wrapped = raw.replace(/^/gm, '2026-11-21T01:02:03.000001Z stderr F ')
    expect(readText(wrapped).races).toHaveLength(4)
  })

  it('stands in the summary under the names of the contract', () => {
    const text = readFixture('race/race-go1.27.txt')
    const document = dumpSummary(new DumpIndex(text), text.warnings)
    expect(document['kind']).toBe('race')
    const [report] = document['reports'] as unknown as { accesses: object[]; created: object[] }[]
    expect(report.accesses[0]).toMatchObject({
      kind: 'read',
      address: '0x00c00009c120',
      goroutine: 9,
      state: 'running',
      stack: [
        { function: 'main.(*counter).inc', file: '/home/gopher/app/race.go', line: 21 },
        { function: 'main.main.func1', file: '/home/gopher/app/race.go', line: 34 },
        { function: 'main.main.gowrap1', file: '/home/gopher/app/race.go', line: 36 },
      ],
    })
    expect(report.created).toHaveLength(2)
  })
})
