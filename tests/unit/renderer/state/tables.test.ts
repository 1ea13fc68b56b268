import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SourceDto } from '../../../../src/contract/sources'
import { forgetSource } from '../../../../src/renderer/state/forget-source'
import { putSource, removeSource } from '../../../../src/renderer/state/sources'
import { fileKey } from '../../../../src/renderer/state/stored'
import {
  restoreTable,
  setTableByFunction,
  setTableFilter,
  sortTable,
  tableOf,
} from '../../../../src/renderer/state/tables'

const file: SourceDto = {
  id: 'one',
  name: 'a.trace',
  place: '/tmp',
  byteLength: 10,
  state: 'ready',
  kind: 'trace',
  warnings: [],
  isComplete: true,
}

describe('tables', () => {
  const items = new Map<string, string>()
  beforeEach(() => {
    items.clear()
    vi.stubGlobal('document', { documentElement: { dataset: {} } })
    vi.stubGlobal('localStorage', {
      get length() {
        return items.size
      },
      key: (index: number) => [...items.keys()][index] ?? null,
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => items.set(key, value),
      removeItem: (key: string) => items.delete(key),
    })
    putSource(file)
    restoreTable(file)
  })
  afterEach(() => {
    forgetSource('one')
    removeSource('one')
    vi.unstubAllGlobals()
  })

  it('turns the order round at the second wish, and begins with the largest figures', () => {
    sortTable('one', 'running')
    expect(tableOf('one')).toMatchObject({ sort: 'running', isDescending: true })
    sortTable('one', 'running')
    expect(tableOf('one')).toMatchObject({ sort: 'running', isDescending: false })
    sortTable('one', 'function')
    expect(tableOf('one')).toMatchObject({ sort: 'function', isDescending: false })
  })

  it('is the same after the file was closed and opened again', () => {
    setTableFilter('one', 'worker')
    sortTable('one', 'waits')
    forgetSource('one')
    restoreTable(file)
    expect(tableOf('one')).toEqual({ filter: 'worker', sort: 'waits', isDescending: true, byFunction: false })
    sortTable('one', 'blocked:sync')
    setTableByFunction('one', true)
    forgetSource('one')
    restoreTable(file)
    expect(tableOf('one')).toMatchObject({ sort: 'blocked:sync', byFunction: true })
  })

  it('starts afresh where what was kept is damaged', () => {
    forgetSource('one')
    items.set(`${fileKey(file)}#table`, '{"filter":5,"sort":"toString","isDescending":"x"}')
    restoreTable(file)
    expect(tableOf('one')).toEqual({ filter: '', sort: 'blocked', isDescending: true, byFunction: false })
  })
})
