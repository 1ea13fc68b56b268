import type { DocumentObject } from '../query/analyses/document-value'
import type { Profile } from '../model/profile'
import { summarizeDifference } from '../query/profile/summary'
import { formatValue } from '../base/format-value'
import { defaultType } from '../query/profile/summary-text'
import { clean } from '../base/plain-lines'

export interface NamedProfile {
  readonly name: string
  readonly profile: Profile
}

const listed = 20

/** The later profile minus the earlier one, as `go tool pprof -diff_base` counts. */
export function profileDiffDocument(before: NamedProfile, after: NamedProfile): DocumentObject {
  const { sampleTypes, totals, top } = summarizeDifference(before.profile, after.profile)
  return {
    kind: 'profile-diff',
    before: before.name,
    after: after.name,
    sampleTypes,
    totals: { ...totals },
    top: Object.fromEntries(
      Object.entries(top).map(([type, functions]) => [type, functions.map((each) => ({ ...each }))]),
    ),
  }
}

/** Totals of every sample type, and the functions that changed most in the one shown first. */
export function profileDiffText(before: NamedProfile, after: NamedProfile): string {
  const { sampleTypes, totals, top } = summarizeDifference(before.profile, after.profile)
  const unitOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1)
  const typeOf = (name: string): string => clean(name.slice(0, name.lastIndexOf('/')))
  const lines = [`  from  ${clean(before.name)}`, `  to    ${clean(after.name)}`, '']
  for (const name of sampleTypes) {
    lines.push(`  ${typeOf(name).padEnd(14)}${signed(totals[name], unitOf(name))}`)
  }
  const own = after.profile.sampleTypes[defaultType(after.profile)]
  const shown = own === undefined ? undefined : sampleTypes.find((name) => name === `${own.type}/${own.unit}`)
  const name = shown ?? sampleTypes[sampleTypes.length - 1]
  if (name === undefined) return lines.join('\n') + '\n'
  const functions = top[name].slice(0, listed)
  lines.push('', `  Most changed in ${typeOf(name)} (flat, with what it calls):`)
  if (functions.length === 0) lines.push('    nothing changed')
  for (const { func, flat, cum } of functions) {
    const unit = unitOf(name)
    lines.push(`    ${signed(flat, unit).padStart(12)} ${signed(cum, unit).padStart(12)}  ${clean(func)}`)
  }
  return lines.join('\n') + '\n'
}

function signed(value: number, unit: string): string {
  if (value === 0) return '0'
  return `${value > 0 ? '+' : '−'}${formatValue(Math.abs(value), unit)}`
}
