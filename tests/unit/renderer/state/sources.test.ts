import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { SourceDto, SourceState } from '../../../../src/contract/sources'
import {
  applyHostEvent,
  introduceSource,
  keepOnly,
  removeSource,
  sourceOf,
  useSources,
} from '../../../../src/renderer/state/sources'

vi.stubGlobal('document', { documentElement: { dataset: {} } })

const inState = (id: string, state: SourceState): SourceDto => ({
  id,
  name: `${id}.trace`,
  place: '',
  byteLength: 1,
  state,
  warnings: [],
  isComplete: true,
})

beforeEach(() => {
  for (const { id } of useSources.getState().sources) removeSource(id)
})

describe('a file that is opened', () => {
  it('stays ready when the answer to the request comes after the event', () => {
    applyHostEvent({ type: 'source', source: inState('a', 'ready') })
    introduceSource(inState('a', 'loading'))
    expect(sourceOf('a')?.state).toBe('ready')
  })

  it('is shown by its answer first, and then follows the events', () => {
    introduceSource(inState('a', 'loading'))
    expect(sourceOf('a')?.state).toBe('loading')
    applyHostEvent({ type: 'source', source: inState('a', 'failed') })
    expect(sourceOf('a')?.state).toBe('failed')
  })

  it('outlives a list that is older than the last event, unless the list lacks it', () => {
    applyHostEvent({ type: 'source', source: inState('a', 'ready') })
    applyHostEvent({ type: 'source', source: inState('b', 'ready') })
    keepOnly([inState('a', 'loading')])
    expect(useSources.getState().sources.map(({ id, state }) => [id, state])).toEqual([['a', 'ready']])
  })
})
