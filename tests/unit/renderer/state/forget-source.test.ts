import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { SourceDto } from '../../../../src/contract/sources'
import { queryCache } from '../../../../src/renderer/data/query-cache'
import { showPage } from '../../../../src/renderer/state/analyses-page'
import { choose } from '../../../../src/renderer/state/dump-choice'
import { holdersOf } from '../../../../src/renderer/state/forget-source'
import { giveTime, givenTimesOf } from '../../../../src/renderer/state/given-times'
import { wishCursor } from '../../../../src/renderer/state/instant'
import { editNote, loadNotes, useNotes } from '../../../../src/renderer/state/notes'
import { goTo, startAt } from '../../../../src/renderer/state/places'
import { chooseInProfile } from '../../../../src/renderer/state/profile-choice'
import { requestReveal } from '../../../../src/renderer/state/reveal'
import { changeShape } from '../../../../src/renderer/state/shape'
import { putSource, removeSource } from '../../../../src/renderer/state/sources'
import { setTableFilter } from '../../../../src/renderer/state/tables'
import { changeTimeAxis } from '../../../../src/renderer/state/time-axis'
import { initialRows, keepShownRows, restoreTimelineRows } from '../../../../src/renderer/state/timeline-rows'
import { viewportOf } from '../../../../src/renderer/state/viewport'

const fileOf = (id: string): SourceDto => ({
  id,
  name: `${id}.trace`,
  place: '/tmp',
  byteLength: 10,
  state: 'ready',
  kind: 'trace',
  warnings: [],
  isComplete: true,
})

/** Leaves something in every store that keeps things by file. */
function useEverything(id: string): void {
  const file = fileOf(id)
  putSource(file)
  startAt(file, 'timeline')
  goTo(id, { view: 'goroutines' })
  viewportOf(id).set({ fromNs: 1, toNs: 2, scrollPx: 0 })
  showPage(id, 'snapshot')
  choose(id, { filter: 'main' })
  giveTime(file, 0, 1_000)
  wishCursor(id, 5)
  loadNotes(id, [])
  editNote(id, 1)
  chooseInProfile(id, { filter: 'main' })
  requestReveal(id)
  changeShape(id, { form: 'table' })
  setTableFilter(id, 'main')
  changeTimeAxis(id, { originNs: 7 })
  restoreTimelineRows(id, initialRows)
  keepShownRows(id, { firstRow: 0, count: 1, widthPx: 1 })
  queryCache.subscribe('trace/overview', { source: id }, () => undefined)
}

beforeEach(() => {
  vi.stubGlobal('document', { documentElement: { dataset: {} } })
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    key: () => null,
    length: 0,
  })
  vi.stubGlobal('fetch', () => new Promise(() => undefined))
})

const everything = [
  'answers of the host',
  'choices in a dump',
  'choices in a profile',
  'given times of dumps',
  'notes',
  'page of the Analyses',
  'places',
  'rows of the timeline',
  'Shape',
  'table of goroutines',
  'time axis',
  'viewport',
  'wish to be revealed',
  'wished cursor',
]

describe('a file that is closed', () => {
  it('is forgotten by every store, while another keeps all that is its own', () => {
    useEverything('a')
    useEverything('b')
    expect([...holdersOf('a')].sort()).toEqual([...everything].sort())
    removeSource('a')
    expect(holdersOf('a')).toEqual([])
    // A note of the other file waits for the keyboard still.
    expect([...holdersOf('b')].sort()).toEqual([...everything].sort())
    expect(useNotes.getState().editing).toEqual({ source: 'b', note: 1 })
    removeSource('b')
    expect(holdersOf('b')).toEqual([])
  })

  it('still has what is kept over restarts', () => {
    useEverything('a')
    removeSource('a')
    expect(givenTimesOf(fileOf('a'))).toEqual({ 0: 1_000 })
  })
})
