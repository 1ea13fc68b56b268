/** Turns what was gathered from a profile's records into the columns of the model. */
import { NONE } from '../../model/states'
import type { GrowableNumbers } from './growable-numbers'

/** String indices; those beyond the table become 0. */
export function known(indices: GrowableNumbers<Uint32Array>, stringCount: number): Uint32Array {
  const column = indices.toColumn()
  for (let i = 0; i < column.length; i++) if (column[i] >= stringCount) column[i] = 0
  return column
}

/** Ids as indices; NONE for id 0 and for ids that nothing has. */
export function resolved(
  ids: GrowableNumbers<Float64Array>,
  indexOf: ReadonlyMap<number, number>,
): Uint32Array {
  const column = new Uint32Array(ids.length)
  ids.toColumn().forEach((id, at) => {
    column[at] = id === 0 ? NONE : (indexOf.get(id) ?? NONE)
  })
  return column
}

/**
 * One column per type; a sample with too few values has 0 in the others.
 * @param offset where the values of each sample begin, and where the last end.
 */
export function valueColumns(
  values: GrowableNumbers<Float64Array>,
  offset: GrowableNumbers<Uint32Array>,
  typeCount: number,
): Float64Array[] {
  const all = values.toColumn()
  const offsets = offset.toColumn()
  const sampleCount = offsets.length - 1
  return Array.from({ length: typeCount }, (_, type) => {
    const column = new Float64Array(sampleCount)
    for (let sample = 0; sample < sampleCount; sample++) {
      const at = offsets[sample] + type
      if (at < offsets[sample + 1]) column[sample] = all[at]
    }
    return column
  })
}
