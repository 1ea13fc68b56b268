/**
 * Goroutine profiles (goroutine, goroutineleak) as groups of equal stacks. Protobuf carries counts and labels, and
 * neither ids, states, waits nor creators: those stay unknown.
 */
import type { Profile } from '../../model/profile'
import { NONE } from '../../model/states'

export interface ProfileFrame {
  readonly functionName: string
  readonly file: string
  readonly line: number
}

export interface ProfileGoroutineGroup {
  readonly count: number
  /** Innermost first, inlined calls as frames of their own. */
  readonly frames: readonly ProfileFrame[]
  /** Samples of the group per "key=value". */
  readonly labels: Readonly<Record<string, number>>
}

/** The groups, most goroutines first; null when the profile does not count goroutines. */
export function goroutineGroups(profile: Profile): readonly ProfileGoroutineGroup[] | null {
  const type = profile.sampleTypes.findIndex(
    ({ type, unit }) => unit === 'count' && (type === 'goroutine' || type === 'goroutineleak'),
  )
  if (type < 0) return null
  const { samples, strings } = profile
  const groups = new Map<string, { count: number; sample: number; labels: Record<string, number> }>()
  for (let sample = 0; sample < samples.count; sample++) {
    const stack = samples.location.subarray(
      samples.locationOffset[sample],
      samples.locationOffset[sample + 1],
    )
    const key = stack.join(' ')
    let group = groups.get(key)
    if (group === undefined) {
      group = { count: 0, sample, labels: {} }
      groups.set(key, group)
    }
    const count = samples.values[type][sample]
    group.count += count
    for (let i = samples.labelOffset[sample]; i < samples.labelOffset[sample + 1]; i++) {
      if (samples.labelText[i] === 0) continue
      const label = `${strings[samples.labelKey[i]]}=${strings[samples.labelText[i]]}`
      group.labels[label] = (group.labels[label] ?? 0) + count
    }
  }
  return [...groups.values()]
    .sort((left, right) => right.count - left.count || left.sample - right.sample)
    .map(({ count, sample, labels }) => ({ count, frames: framesOf(profile, sample), labels }))
}

/** The stack of a sample, innermost first. Locations without a function are left out. */
export function framesOf(profile: Profile, sample: number): readonly ProfileFrame[] {
  const { samples, locations, functions, strings } = profile
  const frames: ProfileFrame[] = []
  for (let i = samples.locationOffset[sample]; i < samples.locationOffset[sample + 1]; i++) {
    const location = samples.location[i]
    if (location === NONE) continue
    for (let line = locations.lineOffset[location]; line < locations.lineOffset[location + 1]; line++) {
      const index = locations.lineFunction[line]
      if (index === NONE) continue
      frames.push({
        functionName: strings[functions.name[index]],
        file: strings[functions.file[index]],
        line: locations.line[line],
      })
    }
  }
  return frames
}
