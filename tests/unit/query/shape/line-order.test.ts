import { assert, array, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { creationOrder, lineOrder, type OrderedLines } from '../../../../src/query/shape/line-order'

/** Lines by name (their stage), who created them, and wake-ups `from>to:count`. */
function lines(names: readonly string[], creators: readonly number[], wakes: string): OrderedLines {
  const stages = [...new Set(names)]
  return {
    count: names.length,
    stage: names.map((name) => stages.indexOf(name)),
    stageCount: stages.length,
    createdNs: names.map((_, line) => line),
    creator: creators,
    wakes: wakes
      .split(' ')
      .filter((text) => text !== '')
      .map((text) => {
        const [a, b, weight] = text.split(/[>:]/).map(Number)
        return { a, b, weight }
      }),
  }
}

const named = (names: readonly string[], order: readonly number[]): string =>
  order.map((line) => names[line]).join(' ')

describe('the order of lifelines', () => {
  it('puts the stages of a pipeline one below the other, whatever the order of their creation', () => {
    const names = ['main', 'print', 'format', 'square', 'generate']
    const order = lineOrder(lines(names, [-1, 0, 0, 0, 0], '4>3:60 3>4:12 3>2:60 2>3:8 2>1:60 1>0:1'))
    expect(named(names, order)).toBe('main generate square format print')
  })

  it('keeps the workers of a pool together between who feeds them and who gathers', () => {
    const names = ['main', 'collect', 'worker', 'worker', 'dispatch', 'worker']
    const order = lineOrder(
      lines(names, [-1, 0, 0, 0, 0, 0], '4>2:30 4>3:28 4>5:33 2>1:30 3>1:28 5>1:33 1>0:1'),
    )
    expect(named(names, order)).toBe('main dispatch worker worker worker collect')
  })

  it('sets a hundred pairs side by side rather than all clients above all servers', () => {
    const pairs = 60
    const names = [...Array<string>(pairs).fill('client'), ...Array<string>(pairs).fill('server')]
    const wakes = Array.from({ length: pairs }, (_, at) => `${at}>${pairs + at}:9`).join(' ')
    const order = lineOrder(lines(names, Array<number>(2 * pairs).fill(-1), wakes))
    const place = new Map(order.map((line, at) => [line, at]))
    for (let pair = 0; pair < pairs; pair++)
      expect(Math.abs(place.get(pair)! - place.get(pairs + pair)!)).toBe(1)
  })

  it('leaves goroutines of one function in the order of their creation where nothing is gained', () => {
    const names = ['split', 'part', 'part', 'part', 'part']
    const order = lineOrder(lines(names, [-1, 0, 0, 0, 0], '3>0:1'))
    expect(order).toEqual([0, 1, 2, 3, 4])
  })

  it('shows every line once and creators above those they created, whatever the wake-ups', () => {
    const anyLines = integer({ min: 1, max: 24 }).chain((count) =>
      record({
        stage: array(integer({ min: 0, max: 4 }), { minLength: count, maxLength: count }),
        creators: array(integer({ min: -1, max: 23 }), { minLength: count, maxLength: count }),
        wakes: array(
          record({
            a: integer({ min: 0, max: count - 1 }),
            b: integer({ min: 0, max: count - 1 }),
            weight: integer({ min: 1, max: 900 }),
          }),
          { maxLength: 40 },
        ),
      }).map(({ stage, creators, wakes }): OrderedLines => ({
        count,
        stage,
        stageCount: 5,
        createdNs: stage.map((_, line) => line),
        // A creator is older than what it creates.
        creator: creators.map((creator, line) => (creator < line ? creator : -1)),
        wakes,
      })),
    )
    assert(
      property(anyLines, (question) => {
        const order = lineOrder(question)
        expect([...order].sort((a, b) => a - b)).toEqual(
          Array.from({ length: question.count }, (_, at) => at),
        )
        expect(lineOrder(question)).toEqual(order)
        const first = new Map(creationOrder(question).map((line, at) => [line, at]))
        for (let line = 0; line < question.count; line++) {
          const creator = question.creator[line]
          if (creator >= 0) expect(first.get(creator)!).toBeLessThan(first.get(line)!)
        }
      }),
    )
  })

  it('shows a ring of creators, which only damage can make, without end', () => {
    expect(lineOrder(lines(['a', 'b', 'c'], [2, 0, 1], '')).sort((a, b) => a - b)).toEqual([0, 1, 2])
  })
})
