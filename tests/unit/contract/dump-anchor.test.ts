import { describe, expect, it } from 'vitest'
import { groupAnchor, groupPlace } from '../../../src/contract/dump-anchor'
import type { DumpFrameDto } from '../../../src/contract/dump-dto'

const frame = (functionName: string, line: number, owner: DumpFrameDto['owner'] = 'user'): DumpFrameDto => ({
  functionName,
  file: '/src/shop/main.go',
  line,
  arguments: [],
  owner,
  isInlined: false,
  isNote: false,
})
const group = {
  state: 'chan receive',
  createdBy: 'main.main',
  frames: [frame('runtime.gopark', 1, 'runtime'), frame('main.work', 12), frame('main.run', 40)],
}

describe('the anchor of a note on a dump', () => {
  it('says what it is and stays the same when only arguments differ', () => {
    const other = group.frames.map((one) => ({ ...one, arguments: [{ text: '0x1', isDifferent: true }] }))
    expect(groupAnchor({ ...group, frames: other })).toBe(groupAnchor(group))
    expect(groupAnchor(group)).toMatch(/^chan receive main\.work \/src\/shop\/main\.go:12 [0-9a-f]{16}$/)
  })

  it.each([
    ['state', { ...group, state: 'select' }],
    ['creator', { ...group, createdBy: 'main.init' }],
    ['a line far down', { ...group, frames: [...group.frames.slice(0, 2), frame('main.run', 41)] }],
    ['a frame less', { ...group, frames: group.frames.slice(0, 2) }],
  ])('parts groups that differ in %s', (_name, other) => {
    expect(groupAnchor(other)).not.toBe(groupAnchor(group))
  })

  it('has bounded length, whatever a text claims', () => {
    const long = { ...group, state: 'x'.repeat(1e5), frames: [frame('f'.repeat(1e5), 1)] }
    expect(groupAnchor(long).length).toBeLessThan(2_048)
    expect(groupPlace({ ...long, state: 'select' }).length).toBeLessThan(2_048)
  })

  it('has a place in words for people', () => {
    expect(groupPlace(group)).toBe('main.work (main.go:12), chan receive')
    expect(groupPlace(group, 2)).toBe('main.run (main.go:40), chan receive')
    expect(groupPlace({ ...group, frames: [] })).toBe('chan receive')
    expect(groupPlace({ state: '', createdBy: '', frames: [] })).toBe('a stack without frames')
  })
})
