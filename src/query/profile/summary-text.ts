/** A profile's figures for people, as the command line prints them. */
import { formatDuration, groupDigits } from '../../base/format-units'
import { formatValue } from '../../base/format-value'
import type { Profile } from '../../model/profile'
import type { ProfileSummary } from './summary'

const listed = 8

/** What kind of profile it is, by its sample types: "pprof profile (cpu)". */
export function profileLabel(profile: Profile): string {
  const names = profile.sampleTypes.map(({ type }) => type).filter((type) => type !== '')
  return names.length === 0 ? 'pprof profile' : `pprof profile (${names.join(', ')})`
}

/** The type that is shown first: the file's own choice, else the last, as `go tool pprof` does. */
export function defaultType(profile: Profile): number {
  const named = profile.sampleTypes.findIndex(({ type }) => type === profile.defaultSampleType)
  return named >= 0 ? named : profile.sampleTypes.length - 1
}

/** A damaged file may have lost the name of a type. */
function nameOf(type: string, index: number): string {
  return type === '' ? `value ${index + 1}` : type
}

export function profileSummaryLines(profile: Profile, summary: ProfileSummary): string[] {
  const lines = [
    `  samples       ${groupDigits(summary.samples)} stacks, ${groupDigits(summary.functions)} functions`,
  ]
  if (profile.durationNs > 0) lines.push(`  time          over ${formatDuration(profile.durationNs)}`)
  profile.sampleTypes.forEach(({ type, unit }, index) => {
    const total = summary.totals[summary.sampleTypes[index]]
    lines.push(`  ${nameOf(type, index).padEnd(14)}${formatValue(total, unit)}`)
  })
  const shown = defaultType(profile)
  if (shown < 0) return lines
  const { type, unit } = profile.sampleTypes[shown]
  const top = summary.top[summary.sampleTypes[shown]].slice(0, listed)
  if (top.length > 0) lines.push('', `  Most ${nameOf(type, shown)} (flat, with what it calls):`)
  for (const { func, flat, cum } of top) {
    lines.push(
      `  ${formatValue(flat, unit).padStart(12)} ${formatValue(cum, unit).padStart(12)}  ${func === '' ? '(no name)' : func}`,
    )
  }
  return lines
}
