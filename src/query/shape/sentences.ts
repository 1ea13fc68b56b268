/**
 * What a trace surely says about some goroutines, counted and in words: who created how many, who woke whom how often, who
 * had not ended. No pattern is claimed: what a picture looks like is for the eye to say.
 */
import { groupDigits } from '../../base/format-units'
import { GoroutineState, GoroutineFlag } from '../../model/states'
import { shortFunctionName } from '../../base/function-names'
import type { Lines } from './lines'

/** What is said must be read before the picture is looked at. */
const mostSentences = 4
/** A creator of so many of one function is worth a sentence; and so many that had not ended. */
const fewestCreated = 3
const fewestAlive = 2

export function shapeSentences(lines: Lines): readonly string[] {
  const stages = new Stages(lines)
  const created = creationSentence(lines, stages)
  const alive = aliveSentence(lines, stages)
  const room = Math.min(3, mostSentences - created.length - alive.length)
  return [...created, ...wakeSentences(lines, stages, room), ...alive]
}

/** Lines by start function: what the sentences speak of. */
class Stages {
  readonly of: readonly number[]
  readonly members: readonly (readonly number[])[]
  private readonly names: readonly string[]

  constructor(private readonly lines: Lines) {
    const { trace, goroutines } = lines
    const { functionName } = trace.goroutines
    const numbers = [...new Set(goroutines.map((one) => functionName[one]))]
    this.of = goroutines.map((one) => numbers.indexOf(functionName[one]))
    this.names = numbers.map((text) => shortFunctionName(trace.tables.strings.get(text)))
    this.members = numbers.map((_, stage) =>
      goroutines.map((__, line) => line).filter((line) => this.of[line] === stage),
    )
  }

  /** `main.worker`, or in words that it is not known. */
  nameOf(stage: number): string {
    return this.names[stage] === '' ? 'an unknown start function' : this.names[stage]
  }

  /** As `subject`, but says when only some of the stage took part. */
  part(stage: number, lines: ReadonlySet<number>): string {
    const all = this.members[stage].length
    if (lines.size === all) return this.subject(stage)
    return `${groupDigits(lines.size)} of ${groupDigits(all)} goroutines of ${this.nameOf(stage)}`
  }

  /** `g18 main.produce` for a stage of one, `6 goroutines of main.worker` for more. */
  subject(stage: number): string {
    const members = this.members[stage]
    if (members.length > 1) return `${groupDigits(members.length)} goroutines of ${this.nameOf(stage)}`
    const { trace, goroutines } = this.lines
    return `g${trace.goroutines.id[goroutines[members[0]]]} ${this.names[stage]}`.trimEnd()
  }
}

const times = (count: number): string => (count === 1 ? 'once' : `${groupDigits(count)} times`)

function creationSentence({ creations }: Lines, stages: Stages): readonly string[] {
  const counts = new Map<string, { readonly from: number; readonly to: number; count: number }>()
  for (const { creator, created } of creations) {
    const from = stages.of[creator]
    const to = stages.of[created]
    const key = `${from} ${to}`
    const known = counts.get(key)
    if (known === undefined) counts.set(key, { from, to, count: 1 })
    else known.count++
  }
  const most = [...counts.values()].sort((a, b) => b.count - a.count)[0]
  if (most === undefined || most.count < fewestCreated) return []
  return [
    `${stages.subject(most.from)} created ${groupDigits(most.count)} goroutines of ${stages.nameOf(most.to)}.`,
  ]
}

interface StagePair {
  readonly from: number
  readonly to: number
  count: number
  readonly wakers: Set<number>
  /** By woken line. */
  readonly each: Map<number, number>
}

function wakeSentences({ pairs }: Lines, stages: Stages, most: number): readonly string[] {
  const byStages = new Map<string, StagePair>()
  for (const { waker, woken, delays } of pairs) {
    const from = stages.of[waker]
    const to = stages.of[woken]
    const key = `${from} ${to}`
    let pair = byStages.get(key)
    if (pair === undefined)
      byStages.set(key, (pair = { from, to, count: 0, wakers: new Set(), each: new Map() }))
    pair.count += delays.count
    pair.wakers.add(waker)
    pair.each.set(woken, (pair.each.get(woken) ?? 0) + delays.count)
  }
  const sorted = [...byStages.values()].sort((a, b) => b.count - a.count)
  const sentences: string[] = []
  const told = new Set<StagePair>()
  for (const pair of sorted) {
    // One wake-up alone says little beside others.
    if (sentences.length === most || (pair.count === 1 && sentences.length > 0)) break
    if (told.has(pair)) continue
    const back = byStages.get(`${pair.to} ${pair.from}`)
    told.add(pair)
    if (back !== undefined && back !== pair) told.add(back)
    sentences.push(wakeSentence(pair, back, stages))
  }
  return sentences
}

function wakeSentence(pair: StagePair, back: StagePair | undefined, stages: Stages): string {
  const { from, to, count, wakers, each } = pair
  if (from === to) return `The ${stages.subject(from)} woke each other ${times(count)} in all.`
  const one = stages.part(from, new Set([...wakers, ...(back?.each.keys() ?? [])]))
  const other = stages.part(to, new Set([...each.keys(), ...(back?.wakers ?? [])]))
  if (back !== undefined) {
    const were = stages.members[from].length > 1 ? 'were' : 'was'
    const them = stages.members[to].length > 1 ? 'them' : 'it'
    return `${one} woke ${other} ${times(count)}, and ${were} woken by ${them} ${times(back.count)}.`
  }
  const counts = [...each.values()]
  const least = Math.min(...counts)
  const most = Math.max(...counts)
  if (counts.length === 1) return `${one} woke ${other} ${times(count)}.`
  const range = least === most ? `${times(least)} each` : `${groupDigits(least)} to ${times(most)} each`
  return `${one} woke ${other} ${times(count)}, ${range}.`
}

/** The stage of which most were still there, when they were waiting. */
function aliveSentence({ trace, goroutines }: Lines, stages: Stages): readonly string[] {
  const { flags, spanOffset } = trace.goroutines
  const { state, reason, reasons } = trace.spans
  let best:
    | { readonly stage: number; readonly alive: number; readonly created: number; readonly how: string }
    | undefined
  for (const [stage, members] of stages.members.entries()) {
    const created = members.filter((line) => (flags[goroutines[line]] & GoroutineFlag.createdInTrace) !== 0)
    const waiting = created
      .filter((line) => (flags[goroutines[line]] & GoroutineFlag.endedInTrace) === 0)
      .map((line) => spanOffset[goroutines[line] + 1] - 1)
      .filter((span) => state[span] === GoroutineState.waiting)
    if (waiting.length < fewestAlive || waiting.length <= (best?.alive ?? 0)) continue
    const how = [...new Set(waiting.map((span) => reasons[reason[span]]))].filter((text) => text !== '')
    best = {
      stage,
      alive: waiting.length,
      created: created.length,
      how: how.length === 1 ? ` (${how[0]})` : '',
    }
  }
  if (best === undefined) return []
  const { stage, alive, created, how } = best
  return [
    `${groupDigits(alive)} of ${groupDigits(created)} goroutines of ${stages.nameOf(stage)} were still waiting${how} when the trace ended.`,
  ]
}
