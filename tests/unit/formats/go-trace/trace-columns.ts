import type { Trace } from '../../../../src/model/trace'

/** Everything a trace holds, by name, cut to what counts: columns as bytes, so that NaN equals NaN. */
export function columnsOf(trace: Trace): Map<string, unknown> {
  const found = new Map<string, unknown>()
  const { tables, memory: _, ...rest } = trace
  collect(rest, '', found)
  const { strings, frames, stacks, goroutines, threads } = tables
  found.set(
    'strings',
    Array.from({ length: strings.count }, (_, index) => strings.get(index)),
  )
  for (const key of ['pc', 'functionName', 'file', 'line'] as const)
    collect(frames[key].subarray(0, frames.count), `frames.${key}`, found)
  collect(stacks.offset.subarray(0, stacks.count + 1), 'stacks.offset', found)
  collect(stacks.frame.subarray(0, stacks.offset[stacks.count]), 'stacks.frame', found)
  collect(goroutines.ids.subarray(0, goroutines.count), 'goroutine ids', found)
  collect(threads.ids.subarray(0, threads.count), 'thread ids', found)
  return found
}

function collect(value: unknown, path: string, found: Map<string, unknown>): void {
  if (ArrayBuffer.isView(value)) {
    found.set(path, Buffer.from(value.buffer, value.byteOffset, value.byteLength))
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, held] of Object.entries(value)) collect(held, `${path}.${key}`, found)
  } else found.set(path, value)
}

/** Names of what differs between two traces. */
export function differences(one: Trace, other: Trace): string[] {
  const left = columnsOf(one)
  const right = columnsOf(other)
  const different: string[] = []
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const a = left.get(name)
    const b = right.get(name)
    const isEqual =
      a instanceof Buffer && b instanceof Buffer
        ? a.equals(b)
        : Array.isArray(a) && Array.isArray(b)
          ? a.length === b.length && a.every((text, index) => text === b[index])
          : Object.is(a, b)
    if (!isEqual) different.push(name)
  }
  return different
}
