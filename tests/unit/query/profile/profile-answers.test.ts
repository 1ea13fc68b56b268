import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { unpack } from '../../../../src/formats/decompress'
import { readProfile } from '../../../../src/formats/pprof/read-profile'
import {
  profileFlame,
  profileFunction,
  profileOverview,
  profileTop,
} from '../../../../src/query/profile/profile-answers'
import { indexProfile } from '../../../../src/query/profile/profile-index'
import type { ProfileIndex } from '../../../../src/query/profile/profile-index'

const folder = 'tests/fixtures/profiles'
const names = readdirSync(folder).filter((name) => name.endsWith('.pb.gz'))

function load(name: string): ProfileIndex {
  const unpacked = unpack(sourceOfBytes(readFileSync(join(folder, name))))
  if (!unpacked.ok) throw new Error(unpacked.error.message)
  const profile = readProfile(unpacked.value.source)
  if (!profile.ok) throw new Error(profile.error.message)
  return indexProfile(profile.value)
}

interface Oracle {
  readonly totals: Readonly<Record<string, number>>
  readonly top: Readonly<Record<string, readonly { func: string; flat: number; cum: number }[]>>
}

const oracleOf = (name: string): Oracle =>
  JSON.parse(readFileSync(join(folder, `${name}.oracle.json`), 'utf8')) as Oracle

describe.each(names)('%s', (name) => {
  const index = load(name)
  const oracle = oracleOf(name)
  const { sampleTypes } = profileOverview(index)

  test('has the totals and the heaviest functions that Go tells, for every kind of value', () => {
    sampleTypes.forEach(({ type, unit, total }, at) => {
      const key = `${type}/${unit}`
      expect(total).toBe(oracle.totals[key])
      const top = profileTop(index, at, undefined)
      expect(top.total).toBe(total)
      const byName = new Map(top.functions.map((one) => [one.name, one]))
      for (const { func, flat, cum } of oracle.top[key])
        expect(byName.get(func), func).toMatchObject({ flat, cum })
    })
  })

  test('draws every sample once, and no call heavier than its caller', () => {
    sampleTypes.forEach(({ total }, at) => {
      const tree = profileFlame(index, at, undefined)
      expect(tree.treeTotal + tree.withoutStackTotal + tree.negativeTotal).toBe(total)
      if (tree.hiddenNodes === 0) expect(sum(tree.self)).toBe(tree.treeTotal)
      const below = new Array<number>(tree.total.length).fill(0)
      tree.parent.forEach((parent, node) => {
        expect(parent).toBeLessThan(node)
        if (parent >= 0) below[parent] += tree.total[node]
      })
      tree.total.forEach((value, node) => expect(below[node] + tree.self[node]).toBeLessThanOrEqual(value))
    })
  })

  test('says of a function what the table says, and where it flows from and to', () => {
    const top = profileTop(index, 0, undefined)
    for (const { name: functionName, flat, cum } of top.functions.slice(0, 12)) {
      const one = profileFunction(index, 0, undefined, functionName)
      expect(one).toMatchObject({ flat, cum, total: top.total })
      // Each sample that holds the function has a caller of it or none: together at least the whole.
      expect(sum((one?.callers ?? []).map(({ weight }) => weight))).toBeGreaterThanOrEqual(cum)
      expect(sum((one?.lines ?? []).map((line) => line.flat))).toBe(flat)
      const inItself = one?.callees.find(({ name: callee }) => callee === '')?.weight ?? 0
      expect(inItself).toBe(flat)
    }
  })
})

test('only samples with a label count when one is chosen', () => {
  const index = load('goroutine-states-go1.27.pb.gz')
  const { labels } = profileOverview(index)
  expect(labels.map(({ label }) => label)).toContain('tenant=blue')
  expect(profileTop(index, 0, 'tenant=blue').total).toBe(1)
  expect(profileFlame(index, 0, 'tenant=blue').treeTotal).toBe(1)
  expect(profileTop(index, 0, 'tenant=red').functions).toEqual([])
})

test('a function that is not there is not made up', () => {
  expect(profileFunction(load('cpu-go1.27.pb.gz'), 0, undefined, 'main.nothing')).toBeUndefined()
})

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
