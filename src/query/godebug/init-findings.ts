/** Sentences out of inittrace lines. */
import { formatBytes, formatDuration, formatShare } from '../../base/format-units'
import type { GodebugFindingDto } from '../../contract/godebug-dto'
import type { GodebugRun } from '../../model/godebug-log'
import { countText } from './words'

export function initFindings({ inits }: GodebugRun, index: number): GodebugFindingDto[] {
  const { count, columns, packages } = inits
  if (count === 0) return []
  let clockNs = 0
  let bytes = 0
  let longest = 0
  let largest = 0
  for (let i = 0; i < count; i++) {
    clockNs += columns.clockNs[i]
    bytes += columns.bytes[i]
    if (columns.clockNs[i] > columns.clockNs[longest]) longest = i
    if (columns.bytes[i] > columns.bytes[largest]) largest = i
  }
  const place = (row: number): GodebugFindingDto['at'] => ({
    fromNs: columns.startNs[row],
    toNs: columns.startNs[row] + columns.clockNs[row],
    run: index,
    line: columns.line[row],
    part: 'init',
  })
  const found: GodebugFindingDto[] = []
  if (clockNs > 0) {
    const share = columns.clockNs[longest] / clockNs
    found.push({
      code: 'init-longest',
      severity: clockNs >= 1e9 ? 'high' : clockNs >= 100e6 ? 'medium' : 'low',
      text: `Initialising ${countText(count, 'package')} took ${formatDuration(clockNs)}; the longest was ${packages[longest]} with ${formatDuration(columns.clockNs[longest])}, ${formatShare(share)} of it (line ${columns.line[longest]}).`,
      certainty: 'proved',
      formula:
        'Sum of the "ms clock" numbers. Packages without init functions or initialised variables print no line.',
      figures: { ns: clockNs, packages: count, longestNs: columns.clockNs[longest] },
      at: place(longest),
    })
  }
  if (columns.bytes[largest] >= 1 << 20) {
    found.push({
      code: 'init-largest',
      severity: 'low',
      text: `Initialising allocated ${formatBytes(bytes)}, most of all in ${packages[largest]}: ${formatBytes(columns.bytes[largest])} in ${countText(columns.allocs[largest], 'allocation')} (line ${columns.line[largest]}).`,
      certainty: 'proved',
      formula: 'Sum of the "bytes" numbers: heap memory allocated by the goroutine that initialises.',
      figures: { bytes, largestBytes: columns.bytes[largest] },
      at: place(largest),
    })
  }
  return found
}
