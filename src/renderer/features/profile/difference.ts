/** Two profiles side by side, as `go tool pprof -diff_base` counts: the later one minus the earlier one, by function. */
import type { FunctionWeightDto, SampleTypeDto } from '../../../contract/profile-dto'

export interface FunctionDifference {
  readonly name: string
  readonly before: FunctionWeightDto
  readonly after: FunctionWeightDto
}

/** Functions of either, those first whose own value changed most. */
export function differencesOf(
  before: readonly FunctionWeightDto[],
  after: readonly FunctionWeightDto[],
): readonly FunctionDifference[] {
  const earlier = new Map(before.map((one) => [one.name, one]))
  const found: FunctionDifference[] = after.map((one) => ({
    name: one.name,
    before: earlier.get(one.name) ?? nothingOf(one.name),
    after: one,
  }))
  const later = new Set(after.map(({ name }) => name))
  for (const one of before)
    if (!later.has(one.name)) found.push({ name: one.name, before: one, after: nothingOf(one.name) })
  const change = ({ before: b, after: a }: FunctionDifference): number => Math.abs(a.flat - b.flat)
  const cumChange = ({ before: b, after: a }: FunctionDifference): number => Math.abs(a.cum - b.cum)
  return found
    .filter((one) => change(one) > 0 || cumChange(one) > 0)
    .sort((a, b) => change(b) - change(a) || cumChange(b) - cumChange(a) || (a.name < b.name ? -1 : 1))
}

const nothingOf = (name: string): FunctionWeightDto => ({ name, file: '', flat: 0, cum: 0 })

/** The same kind of value in another profile, or -1: only like can be compared. */
export const sameType = (types: readonly SampleTypeDto[], wanted: SampleTypeDto): number =>
  types.findIndex(({ type, unit }) => type === wanted.type && unit === wanted.unit)
