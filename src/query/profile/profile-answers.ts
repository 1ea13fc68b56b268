/** Questions about a profile: what is in it, its tree of calls, its functions, and one function with its neighbours. */
import type {
  CallWeightDto,
  FunctionWeightDto,
  LineWeightDto,
  ProfileFlameDto,
  ProfileFunctionDto,
  ProfileOverviewDto,
  ProfileTopDto,
} from '../../contract/profile-dto'
import { NONE } from '../../model/states'
import { FlameTree, outermost } from '../flame-tree'
import { samplesWithLabel, StackReader } from './profile-index'
import type { ProfileIndex } from './profile-index'
import { summarizeProfile } from './summary'
import { defaultType } from './summary-text'

const mostLabels = 200
const mostFunctions = 20_000
const mostNeighbours = 1_000
/** Recursion deeper than this is cut at the outermost end: no window shows it. */
const mostFrames = 512

export function profileOverview({ profile }: ProfileIndex): ProfileOverviewDto {
  const summary = summarizeProfile(profile)
  const labels = Object.entries(summary.labels ?? {})
    .map(([label, sampleCount]) => ({ label, sampleCount }))
    .sort((a, b) => b.sampleCount - a.sampleCount || (a.label < b.label ? -1 : 1))
  return {
    sampleTypes: profile.sampleTypes.map(({ type, unit }, at) => ({
      type,
      unit,
      total: sumOf(profile.samples.values[at]),
    })),
    defaultType: defaultType(profile),
    period: summary.period,
    ...(profile.timeUnixNs > 0n ? { timeUnixMs: Number(profile.timeUnixNs / 1_000_000n) } : {}),
    durationNs: profile.durationNs,
    sampleCount: profile.samples.count,
    functionCount: profile.functions.count,
    labels: labels.slice(0, mostLabels),
    labelTotal: labels.length,
    comments: profile.comments,
  }
}

export function profileFlame(index: ProfileIndex, type: number, label: string | undefined): ProfileFlameDto {
  const { profile, names, frameName } = index
  const values = profile.samples.values[type]
  const carries = samplesWithLabel(profile, label)
  const stack = new StackReader(index)
  const tree = new FlameTree()
  let treeTotal = 0
  let negativeTotal = 0
  let withoutStackTotal = 0
  for (let sample = 0; sample < profile.samples.count; sample++) {
    const value = values[sample]
    if (value === 0 || (carries !== undefined && carries[sample] === 0)) continue
    if (value < 0) {
      negativeTotal += value
      continue
    }
    stack.read(sample)
    if (stack.depth === 0) {
      withoutStackTotal += value
      continue
    }
    treeTotal += value
    let node = outermost
    for (let at = Math.min(stack.depth, mostFrames) - 1; at >= 0; at--)
      node = tree.add(node, frameName[stack.frames[at]], value)
    tree.addSelf(node, value)
  }
  return { ...tree.columns((name) => names[name]), treeTotal, negativeTotal, withoutStackTotal }
}

export function profileTop(index: ProfileIndex, type: number, label: string | undefined): ProfileTopDto {
  const { profile, names, files, frameName } = index
  const values = profile.samples.values[type]
  const carries = samplesWithLabel(profile, label)
  const stack = new StackReader(index)
  const flat = new Float64Array(names.length)
  const cum = new Float64Array(names.length)
  const lastSample = new Int32Array(names.length).fill(-1)
  let total = 0
  for (let sample = 0; sample < profile.samples.count; sample++) {
    if (carries !== undefined && carries[sample] === 0) continue
    const value = values[sample]
    total += value
    stack.read(sample)
    for (let at = 0; at < stack.depth; at++) {
      const name = frameName[stack.frames[at]]
      if (at === 0) flat[name] += value
      if (lastSample[name] === sample) continue
      lastSample[name] = sample
      cum[name] += value
    }
  }
  const functions: FunctionWeightDto[] = []
  names.forEach((name, id) => {
    if (flat[id] !== 0 || cum[id] !== 0)
      functions.push({ name, file: files[id], flat: flat[id], cum: cum[id] })
  })
  functions.sort(
    (a, b) =>
      Math.abs(b.flat) - Math.abs(a.flat) || Math.abs(b.cum) - Math.abs(a.cum) || (a.name < b.name ? -1 : 1),
  )
  return { functions: functions.slice(0, mostFunctions), functionTotal: functions.length, total }
}

/** Undefined when the profile has no such function. */
export function profileFunction(
  index: ProfileIndex,
  type: number,
  label: string | undefined,
  name: string,
): ProfileFunctionDto | undefined {
  const { profile, names, frameName } = index
  const own = names.indexOf(name)
  if (own < 0) return undefined
  const values = profile.samples.values[type]
  const carries = samplesWithLabel(profile, label)
  const stack = new StackReader(index)
  const callers = new SampleWeights()
  const callees = new SampleWeights()
  const lines = new LineWeights(index)
  let flat = 0
  let cum = 0
  let total = 0
  for (let sample = 0; sample < profile.samples.count; sample++) {
    if (carries !== undefined && carries[sample] === 0) continue
    const value = values[sample]
    total += value
    stack.read(sample)
    const { frames, depth } = stack
    let isIn = false
    for (let at = 0; at < depth; at++) {
      if (frameName[frames[at]] !== own) continue
      isIn = true
      if (at === 0) flat += value
      callers.add(at + 1 < depth ? frameName[frames[at + 1]] : NONE, sample, value)
      callees.add(at > 0 ? frameName[frames[at - 1]] : NONE, sample, value)
      lines.add(frames[at], sample, value, at === 0)
    }
    if (isIn) cum += value
  }
  return {
    name,
    flat,
    cum,
    total,
    callers: callers.heaviest(names),
    callees: callees.heaviest(names),
    lines: lines.heaviest(),
  }
}

/** Weight by name id, each once a sample. */
class SampleWeights {
  private readonly weights = new Map<number, { weight: number; lastSample: number }>()

  add(name: number, sample: number, value: number): void {
    const known = this.weights.get(name)
    if (known === undefined) this.weights.set(name, { weight: value, lastSample: sample })
    else if (known.lastSample !== sample) {
      known.weight += value
      known.lastSample = sample
    }
  }

  heaviest(names: readonly string[]): readonly CallWeightDto[] {
    return [...this.weights]
      .filter(([, { weight }]) => weight !== 0)
      .sort((a, b) => Math.abs(b[1].weight) - Math.abs(a[1].weight) || a[0] - b[0])
      .slice(0, mostNeighbours)
      .map(([id, { weight }]) => ({ name: id === NONE ? '' : names[id], weight }))
  }
}

class LineWeights {
  private readonly lines = new Map<string, { frame: number; flat: number; cum: number; lastSample: number }>()

  constructor(private readonly index: ProfileIndex) {}

  add(frame: number, sample: number, value: number, isLeaf: boolean): void {
    const { frameFunction, frameLine } = this.index
    if (frameFunction[frame] === NONE) return
    const key = `${frameFunction[frame]} ${frameLine[frame]}`
    let line = this.lines.get(key)
    if (line === undefined) {
      line = { frame, flat: 0, cum: 0, lastSample: -1 }
      this.lines.set(key, line)
    }
    if (isLeaf) line.flat += value
    if (line.lastSample === sample) return
    line.lastSample = sample
    line.cum += value
  }

  heaviest(): readonly LineWeightDto[] {
    const { profile, frameFunction, frameLine } = this.index
    return [...this.lines.values()]
      .filter(({ flat, cum }) => flat !== 0 || cum !== 0)
      .sort((a, b) => Math.abs(b.cum) - Math.abs(a.cum) || frameLine[a.frame] - frameLine[b.frame])
      .slice(0, mostNeighbours)
      .map(({ frame, flat, cum }) => ({
        file: profile.strings[profile.functions.file[frameFunction[frame]]],
        line: frameLine[frame],
        flat,
        cum,
      }))
  }
}

function sumOf(values: Float64Array): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at]
  return sum
}
