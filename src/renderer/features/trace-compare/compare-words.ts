/** Figures of two traces as text. */
import { formatBytes, formatDuration, groupDigits } from '../../../base/format-units'
import type { ComparedFigureDto, ComparedFunctionDto } from '../../../contract/compare-dto'

export function valueText(value: number | null, { unit }: Pick<ComparedFigureDto, 'unit'>): string {
  if (value === null) return '–'
  switch (unit) {
    case 'ns':
      return formatDuration(value)
    case 'bytes':
      return value < 0 ? `−${formatBytes(-value)}` : formatBytes(value)
    case 'count':
      return countText(value)
  }
}

/** Counts per second are seldom whole. */
function countText(value: number): string {
  if (Number.isInteger(value)) return groupDigits(value)
  const rounded = Number(value.toPrecision(3))
  return Math.abs(rounded) >= 1000 ? groupDigits(rounded) : String(rounded)
}

export function signedText(value: number, figure: Pick<ComparedFigureDto, 'unit'>): string {
  if (value === 0) return '0'
  return `${value > 0 ? '+' : '−'}${valueText(Math.abs(value), figure)}`
}

export function functionText({
  functionName,
  isRuntime,
}: Pick<ComparedFunctionDto, 'functionName' | 'isRuntime'>): string {
  if (isRuntime) return '(the runtime’s own)'
  return functionName === '' ? '(start function unknown)' : functionName
}

export const functionKeyOf = ({ functionName, isRuntime }: ComparedFunctionDto): string =>
  `${isRuntime} ${functionName}`

/** `+` for more, `-` for less; the colour of a change says no more than that. */
export const changeClass = (change: number): string => (change === 0 ? 'dim' : change > 0 ? 'more' : 'less')
