import { beforeEach, describe, expect, it } from 'vitest'
import type { SessionView } from '../../../../src/notes/session-file'
import {
  changeTimeAxis,
  initialAxis,
  keptTimeAxis,
  restoreKeptTimeAxis,
  timeAxisOf,
  useTimeAxes,
  wallClockOf,
} from '../../../../src/renderer/state/time-axis'

const view: SessionView = {
  name: 'timeline',
  selection: '',
  toggled: [],
  pinned: [],
  sort: 'blocked',
  filter: '',
}

describe('the time axis in a session', () => {
  beforeEach(() => useTimeAxes.setState({}, true))

  it('comes back with its clock to the microsecond', () => {
    const axis = { mode: 'clock', originNs: 1_500, anchorUnixMs: 1_795_183_385_000.25 } as const
    changeTimeAxis('a', axis)
    restoreKeptTimeAxis('b', { ...view, ...keptTimeAxis('a') })
    expect(timeAxisOf('b')).toEqual(axis)
    expect(wallClockOf('b', undefined)?.startUnixNs).toBe(1_795_183_385_000_250_000n)
  })

  it('says nothing where nothing was changed, and changes nothing then', () => {
    expect(keptTimeAxis('a')).toEqual({})
    changeTimeAxis('b', { originNs: 9 })
    restoreKeptTimeAxis('b', view)
    expect(timeAxisOf('b')).toEqual({ ...initialAxis, originNs: 9 })
  })

  it('reads a clock that is tied to a later moment than the begin', () => {
    restoreKeptTimeAxis('a', { ...view, wallClock: { atNs: 5_000_000, unixNs: '1795183385000000000' } })
    expect(timeAxisOf('a').anchorUnixMs).toBe(1_795_183_384_995)
  })
})
