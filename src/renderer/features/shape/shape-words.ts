/** What is said about a part of a shape: tooltips, and what a screen reader hears. */
import { formatDuration, formatExactTime, groupDigits } from '../../../base/format-units'
import { shapeOutside } from '../../../contract/shape-dto'
import type { ShapeChoice, ShapeDto, ShapeLineDto, ShapePairDto } from '../../../contract/shape-dto'
import { goroutineName, placeName, shortFunctionName } from '../../data/names'
import { userGoroutines } from '../../data/open-shape'

export interface ShapeFacts {
  readonly title: string
  readonly lines: readonly { readonly name: string; readonly value: string }[]
}

/** What no shape can show, in one line. */
export const shapeLimits =
  'An arrow says who made whom runnable. What was sent, and over which channel, is not in the data.'

const times = (count: number): string => (count === 1 ? 'once' : `${groupDigits(count)} times`)

export function choiceWords(choice: ShapeChoice | undefined): string {
  if (choice === undefined) return 'the most connected goroutines'
  switch (choice.by) {
    case 'goroutines':
      return choice.ids.length === 1 ? `g${choice.ids[0]}` : `${groupDigits(choice.ids.length)} goroutines`
    case 'function':
      return choice.functionName === ''
        ? 'goroutines of unknown start'
        : shortFunctionName(choice.functionName)
    case 'task':
      return `task ${choice.task}`
    case 'filter':
      if (choice.filter === userGoroutines.filter) return 'all goroutines but the runtime’s own'
      return choice.filter.trim() === '' ? 'all goroutines' : `goroutines that fit “${choice.filter.trim()}”`
    case 'time':
      return `the most connected goroutines of ${formatDuration(choice.toNs - choice.fromNs)}`
  }
}

/** How many are shown, and what was left out. */
export function countWords(shape: ShapeDto): string {
  const chosen = shape.lines.filter(({ isChosen }) => isChosen).length
  const others = shape.lines.length - chosen
  const all = `${groupDigits(shape.chosenTotal)} ${shape.chosenTotal === 1 ? 'goroutine' : 'goroutines'}`
  const first = chosen < shape.chosenTotal ? `the first ${groupDigits(chosen)} of ${all}` : all
  if (others === 0)
    return shape.neighbourTotal === 0
      ? first
      : `${first}, ${groupDigits(shape.neighbourTotal)} connected ones left out`
  const rest = shape.neighbourTotal > others ? ` of ${groupDigits(shape.neighbourTotal)}` : ''
  return `${first}, and ${groupDigits(others)}${rest} connected with ${shape.chosenTotal === 1 ? 'it' : 'them'}`
}

export function wakerName(shape: ShapeDto, wake: number): string {
  const { waker, outsideId } = shape.wakes
  const line = waker[wake] ?? shapeOutside.timer
  const own = shape.lines[line]
  if (own !== undefined) return goroutineName(own)
  if (line === shapeOutside.network) return 'the network poller'
  if (line === shapeOutside.timer) return 'a timer, or the runtime itself'
  const id = outsideId[wake] ?? -1
  return id < 0 ? 'goroutines outside the picture' : `g${id}, outside the picture`
}

export function factsOfWake(shape: ShapeDto, wake: number): ShapeFacts {
  const { woken, count, firstNs, lastNs, longestDelayNs } = shape.wakes
  const target = shape.lines[woken[wake]!]!
  const many = count[wake]!
  const lines = [
    { name: 'By', value: wakerName(shape, wake) },
    many === 1
      ? { name: 'At', value: formatExactTime(firstNs[wake]!) }
      : {
          name: 'Between',
          value: `${formatExactTime(firstNs[wake]!)} and ${formatExactTime(lastNs[wake]!)}`,
        },
    {
      name: many === 1 ? 'Ran after' : 'Longest until it ran',
      value: `${formatDuration(longestDelayNs[wake]!)} (${groupDigits(longestDelayNs[wake]!)} ns)`,
    },
  ]
  return { title: `${goroutineName(target)} woken ${times(many)}`, lines }
}

export function factsOfArc(shape: ShapeDto, down: number, up: number): ShapeFacts {
  const pairs = [down, up].map((at) => shape.pairs[at]).filter((pair) => pair !== undefined)
  const lines = pairs.flatMap((pair) => [
    {
      name: `g${shape.lines[pair.waker]!.id} → g${shape.lines[pair.woken]!.id}`,
      value: `${times(pair.count)}; ran after ${formatDuration(pair.p50Ns)} (half), ${formatDuration(pair.longestNs)} (longest)`,
    },
  ])
  return { title: pairTitle(shape, pairs[0]!), lines }
}

function pairTitle(shape: ShapeDto, { waker, woken }: ShapePairDto): string {
  const [upper, lower] = [Math.min(waker, woken), Math.max(waker, woken)]
  return `${goroutineName(shape.lines[upper]!)} and ${goroutineName(shape.lines[lower]!)}`
}

export function factsOfLine(shape: ShapeDto, line: number): ShapeFacts {
  const one = shape.lines[line]!
  const creation = shape.creations.find(({ created }) => created === line)
  const creator = creation === undefined ? one.creatorOutside : shape.lines[creation.creator]
  const woken = shape.pairs.reduce((sum, pair) => sum + (pair.woken === line ? pair.count : 0), 0)
  const woke = shape.pairs.reduce((sum, pair) => sum + (pair.waker === line ? pair.count : 0), 0)
  const { goroutines, network, timers } = one.wokenFromOutside
  const lines = [
    { name: 'Begins', value: one.startsBeforeTrace ? 'before the trace' : formatExactTime(one.createdNs) },
    { name: 'Ends', value: one.hasEnded ? formatExactTime(one.toNs) : 'not within the trace' },
    ...(creator === undefined
      ? []
      : [{ name: 'Created by', value: `${goroutineName(creator)}${placeWords(one)}` }]),
    { name: 'Woken', value: `${times(woken)} by those shown${outsideWords(goroutines, network, timers)}` },
    { name: 'Woke', value: `those shown, ${times(woke)}` },
  ]
  return { title: goroutineName(one), lines }
}

const placeWords = ({ creationPlace }: ShapeLineDto): string =>
  creationPlace === undefined ? '' : ` at ${placeName(creationPlace)}`

function outsideWords(goroutines: number, network: number, timers: number): string {
  const parts = [
    goroutines === 0 ? '' : `${groupDigits(goroutines)} by others`,
    network === 0 ? '' : `${groupDigits(network)} by the network`,
    timers === 0 ? '' : `${groupDigits(timers)} by timers or the runtime`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? '' : `, ${parts.join(', ')}`
}

/** The picture in a sentence, for those who do not see it. */
export function pictureName(shape: ShapeDto, name: string): string {
  const wakes = shape.pairs.reduce((sum, { count }) => sum + count, 0)
  return (
    `Shape of ${name}: ${groupDigits(shape.lines.length)} goroutines, ` +
    `${groupDigits(shape.creations.length)} creations and ${groupDigits(wakes)} wake-ups among them`
  )
}
