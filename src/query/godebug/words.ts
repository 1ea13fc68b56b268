/** Times and counts in the sentences about a GODEBUG log. */
import { groupDigits } from '../../base/format-units'

/** `0.053 s`: as exact as the runtime prints the begin of a cycle. */
export const atText = (timeNs: number): string =>
  `${groupDigits(Math.floor(timeNs / 1e9))}.${String(Math.floor(timeNs / 1e6) % 1000).padStart(3, '0')} s`

export const countText = (count: number, one: string, many = `${one}s`): string =>
  `${groupDigits(count)} ${count === 1 ? one : many}`

/** Sizes are printed in MiB under the name of MB. */
export const sizeText = (mebibytes: number): string => `${groupDigits(mebibytes)} MiB`
