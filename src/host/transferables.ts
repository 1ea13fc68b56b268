/**
 * Which buffers of an answer change hands instead of being copied.
 */

/** Deeper nesting than any result has; a cycle ends here. */
const maximumDepth = 8

/**
 * The ArrayBuffers that lie under typed arrays anywhere in `value` and belong to that array alone. A view of a part
 * of a buffer is left to be copied: its owner may still need the rest. Shared buffers are never listed.
 */
export function ownedBuffers(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>()
  collect(value, found, 0)
  return [...found]
}

function collect(value: unknown, found: Set<ArrayBuffer>, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > maximumDepth) return
  if (ArrayBuffer.isView(value)) {
    if (
      value.buffer instanceof ArrayBuffer &&
      value.byteLength === value.buffer.byteLength &&
      value.byteLength > 0
    ) {
      found.add(value.buffer)
    }
    return
  }
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) return
  if (Array.isArray(value)) {
    // Lists of texts and numbers can be long and hold no buffer.
    if (typeof value[0] !== 'object') return
    for (const item of value) collect(item, found, depth + 1)
    return
  }
  if (value instanceof Map) {
    for (const item of value.values()) collect(item, found, depth + 1)
    return
  }
  for (const item of Object.values(value)) collect(item, found, depth + 1)
}
