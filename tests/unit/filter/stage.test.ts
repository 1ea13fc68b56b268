import { describe, expect, it } from 'vitest'
import { filterStage } from '../../../src/filter/stage'

const stage = (text: string): string => filterStage(text).stage

describe('filterStage', () => {
  it('waits for words that may still become others', () => {
    for (const text of [
      'st',
      'state',
      'state =',
      'state = blo',
      'blocked >',
      'blocked > 10',
      'blocked > 10m',
      'state ',
      'woken ',
    ])
      expect(stage(text), text).toBe('unfinished')
    for (const text of [
      'reason = sel',
      'reason ~ "chan',
      'woken by g1',
      'exists at 1.',
      'g18',
      'not',
      'worker and',
    ])
      expect(stage(text), text).toBe('unfinished')
    expect(stage('(worker or main')).toBe('unfinished')
    expect(stage('reason !')).toBe('unfinished')
  })

  it('takes what can only mean one thing, or what a blank has ended', () => {
    for (const text of ['', 'worker', 'state = blocked', 'blocked > 10ms', 'exists at 1.5s', 'alive', 'g18 '])
      expect(stage(text), text).toBe('whole')
    for (const text of ['reason = select ', 'reason = "chan receive"', 'main.worker', '(worker or main)'])
      expect(stage(text), text).toBe('whole')
  })

  it('says at once what nothing can mend any more', () => {
    expect(filterStage('blocked > soon')).toMatchObject({
      stage: 'wrong',
      error: { position: 10, length: 4 },
    })
    expect(filterStage('state = blx')).toMatchObject({ stage: 'wrong', error: { position: 8 } })
    expect(stage('colour = red')).toBe('wrong')
    expect(stage('worker)')).toBe('wrong')
    expect(stage('blocked > and worker')).toBe('wrong')
  })
})
