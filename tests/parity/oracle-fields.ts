/**
 * Comparing a summary document with what Go's own reader found (`*.oracle.json` beside the traces): every key of the
 * oracle, exactly. One figure is one number, text or truth value.
 */

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** Fields that a summary leaves out: they are about Go's run or the bytes of the file, not about the trace. */
const leftOut = new Set(['file', 'reader', 'wireEventsByType', 'wireError'])

/** Lists that the oracle cuts short: ours begin with the same elements. */
const cutLists = new Set(['goroutines', 'tasks', 'logs'])

/** Fields that only a summary has. */
const added = ['kind', 'complete', 'warnings', 'findings', 'code', 'byteOffset']

export interface Comparison {
  figures: number
  equal: number
  /** `path: expected …, found …`, at most the first few. */
  readonly differences: string[]
}

const listedDifferences = 12

export function compareWithOracle(found: Json, oracle: Json): Comparison {
  const comparison: Comparison = { figures: 0, equal: 0, differences: [] }
  compareValue(found, oracle, '', comparison)
  return comparison
}

function compareValue(found: Json | undefined, oracle: Json, path: string, comparison: Comparison): void {
  if (Array.isArray(oracle)) {
    const list = Array.isArray(found) ? (found as readonly Json[]) : []
    const expectedLength = cutLists.has(path) ? Math.min(oracle.length, list.length) : list.length
    compareScalar(expectedLength, oracle.length, `${path}.length`, comparison)
    oracle.forEach((item: Json, index) => compareValue(list[index], item, `${path}[${index}]`, comparison))
    return
  }
  if (typeof oracle === 'object' && oracle !== null) {
    const object = isObject(found) ? found : {}
    for (const [key, value] of Object.entries(oracle)) {
      if (isLeftOut(path, key)) continue
      const keyPath = path === '' ? key : `${path}.${key}`
      // Only whether there is an error: its words are ours.
      if (path === '' && key === 'error') {
        compareScalar(typeof object[key], 'string', keyPath, comparison)
      } else if (path === '' && key === 'goroutinesListed') {
        compareScalar(object[key], object['goroutineCount'] ?? null, keyPath, comparison)
      } else {
        compareValue(object[key], value, keyPath, comparison)
      }
    }
    compareScalar(
      extraKeys(object, oracle as { readonly [key: string]: Json }, path),
      '',
      `${path} extra`,
      comparison,
    )
    return
  }
  compareScalar(found, oracle as Json, path, comparison)
}

function isLeftOut(path: string, key: string): boolean {
  return path === '' ? leftOut.has(key) : key === 'file' && /^pprof\.\w+$/.test(path)
}

/** Keys that only we have: a figure that Go does not know of (in the maps of the oracle a wrong name). */
function extraKeys(
  found: { readonly [key: string]: Json },
  oracle: { readonly [key: string]: Json },
  path: string,
): string {
  // The oracles of damaged files have neither profiles nor counts of experimental batches.
  const unasked = oracle['ok'] === false || !('pprof' in oracle) ? ['pprof', 'experimentalBatches'] : []
  const ours = new Set(path === '' ? [...added, ...unasked] : [])
  return Object.keys(found)
    .filter((key) => !(key in oracle) && !ours.has(key))
    .join(', ')
}

function compareScalar(found: Json | undefined, expected: Json, path: string, comparison: Comparison): void {
  comparison.figures++
  if (found === expected) {
    comparison.equal++
    return
  }
  if (comparison.differences.length < listedDifferences) {
    comparison.differences.push(
      `${path}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`,
    )
  }
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
