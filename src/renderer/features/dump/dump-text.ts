/** Words of the views of dumps. */

/** A moment from a log, in UTC, to the second. */
export function momentText(unixMs: number | undefined): string {
  if (unixMs === undefined) return ''
  const date = new Date(unixMs)
  return Number.isNaN(date.getTime()) ? '' : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/**
 * Names without the beginning that all of them share, cut where a word ends: of `api-1403.txt` and `api-1408.txt`
 * `…1403.txt` and `…1408.txt`. Short beginnings stay.
 */
export function differingNames(names: readonly string[]): readonly string[] {
  if (names.length < 2) return names
  const [first] = names
  let shared = 0
  while (shared < first.length && names.every((name) => name[shared] === first[shared])) shared++
  while (shared > 0 && /[\p{L}\p{N} ]/u.test(first[shared - 1])) shared--
  if (shared < 4) return names
  // Dumps of one file: its name ends there and needs no mark.
  const mark = first[shared - 1] === ',' ? '' : '…'
  return names.map((name) => `${mark}${name.slice(shared).trimStart()}`)
}
