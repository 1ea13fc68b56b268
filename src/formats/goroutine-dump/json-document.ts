/**
 * Logs as one JSON document: what log services save when they are asked for a file (`gcloud logging read
 * --format=json`, a search's `hits`). Every record becomes a line of its own.
 */

const maximumBytes = 128 * 1024 ** 2
const maximumDepth = 4

type Json = Readonly<Record<string, unknown>>

/** The records as lines of JSON, or undefined when the text is no such document. */
export function jsonDocumentLines(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length > maximumBytes || !beginsAsDocument(bytes)) return undefined
  let document: unknown
  try {
    document = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
  const records = recordsIn(document, maximumDepth)
  const lines = records ?? (isObject(document) ? [document] : [])
  if (lines.length === 0) return undefined
  return new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}

/** A brace or bracket whose line is no record by itself: lines of JSON need no help. */
function beginsAsDocument(bytes: Uint8Array): boolean {
  let at = 0
  while (at < bytes.length && (bytes[at] <= 0x20 || bytes[at] === 0xef)) at++
  if (bytes[at] === 0x5b) return true
  if (bytes[at] !== 0x7b) return false
  let next = at + 1
  while (next < bytes.length && (bytes[next] === 0x20 || bytes[next] === 0x0d)) next++
  return bytes[next] === 0x0a
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The longest list of objects, the outermost first. */
function recordsIn(value: unknown, depth: number): readonly Json[] | undefined {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value
    return items.length > 0 && items.every(isObject) ? items.map(recordOf) : undefined
  }
  if (!isObject(value) || depth === 0) return undefined
  let longest: readonly Json[] | undefined
  for (const inner of Object.values(value)) {
    const found = recordsIn(inner, depth - 1)
    if (found !== undefined && found.length > (longest?.length ?? 0)) longest = found
  }
  return longest
}

/** Elasticsearch keeps the record itself under `_source`. */
function recordOf(value: Json): Json {
  const { _source: source } = value
  return isObject(source) ? source : value
}
