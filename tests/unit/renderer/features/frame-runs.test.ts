import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DumpFrameDto } from '../../../../src/contract/dump-dto'
import { frameRuns } from '../../../../src/renderer/features/dump/frame-runs'

const frame = (functionName: string, line = 1): DumpFrameDto => ({
  functionName,
  file: 'main.go',
  line,
  arguments: [],
  owner: functionName.startsWith('runtime.') ? 'runtime' : 'user',
  isInlined: false,
  isNote: functionName === '...',
})
const frames = (text: string): DumpFrameDto[] => text.split(' ').map((name) => frame(name))
const never = (): boolean => false
const shape = (text: string, isKept: (at: number) => boolean = never): string[] =>
  frameRuns(frames(text), isKept).map(({ kind, start, frames: own }) => `${kind} ${start}+${own.length}`)

describe('how a stack is folded', () => {
  it('leaves short stacks as they are, but for the runtime', () => {
    expect(shape('runtime.gopark runtime.selectgo a b')).toEqual(['runtime 0+2', 'plain 2+2'])
    expect(shape('a a a a b')).toEqual(['plain 0+5'])
  })

  it('folds a recursion behind its first call', () => {
    expect(shape('x a a a a a a a a main')).toEqual(['plain 0+2', 'repeat 2+7', 'plain 9+1'])
  })

  it('folds rounds of several functions, and nothing of a round that is not whole', () => {
    const [, repeat, rest] = frameRuns(frames('a b a b a b a b a b a main'), never)
    expect(repeat).toMatchObject({ kind: 'repeat', start: 2, period: 2 })
    expect(repeat.frames).toHaveLength(8)
    expect(rest.frames.map(({ functionName }) => functionName)).toEqual(['a', 'main'])
  })

  it('does not reach over a line that stands for frames left out', () => {
    expect(shape('a a a a a a a a ... a a a a a a a a')).toEqual([
      'plain 0+1',
      'repeat 1+7',
      'plain 8+2',
      'repeat 10+7',
    ])
  })

  it('keeps in sight what is marked', () => {
    const isKept = (at: number): boolean => at === 8
    expect(shape('a a a a a a a a a a a a', isKept)).toEqual(['plain 0+1', 'repeat 1+7', 'plain 8+4'])
  })

  it('loses no frame and keeps their order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c', 'runtime.x', '...'), { maxLength: 120 }),
        (names) => {
          const all = names.map((name) => frame(name))
          const runs = frameRuns(all, (at) => at % 17 === 5)
          expect(runs.flatMap((run) => run.frames)).toEqual(all)
          for (const run of runs) expect(run.frames[0]).toBe(all[run.start])
          for (const run of runs.filter(({ kind }) => kind === 'repeat')) {
            expect(run.frames.length % run.period).toBe(0)
            for (const [index, one] of run.frames.entries()) {
              expect((run.start + index) % 17).not.toBe(5)
              expect(one.functionName).toBe(all[run.start + index - run.period].functionName)
            }
          }
        },
      ),
    )
  })
})
