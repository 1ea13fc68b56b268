import { expect, test } from 'vitest'
import { differencesOf, sameType } from '../../../src/renderer/features/profile/difference'

const weight = (name: string, flat: number, cum: number) => ({ name, file: '', flat, cum })

test('functions of either profile stand there, most changed first, unchanged ones do not', () => {
  const before = [weight('grew', 10, 10), weight('same', 5, 5), weight('gone', 3, 4)]
  const after = [weight('new', 1, 1), weight('grew', 25, 30), weight('same', 5, 5)]
  const changes = differencesOf(before, after).map(({ name, before: b, after: a }) => [
    name,
    a.flat - b.flat,
    a.cum - b.cum,
  ])
  expect(changes).toEqual([
    ['grew', 15, 20],
    ['gone', -3, -4],
    ['new', 1, 1],
  ])
})

test('only the same kind in the same unit is compared', () => {
  const types = [
    { type: 'alloc_space', unit: 'bytes', total: 1 },
    { type: 'inuse_space', unit: 'bytes', total: 1 },
  ]
  expect(sameType(types, { type: 'inuse_space', unit: 'bytes', total: 7 })).toBe(1)
  expect(sameType(types, { type: 'inuse_space', unit: 'kilobytes', total: 7 })).toBe(-1)
})
