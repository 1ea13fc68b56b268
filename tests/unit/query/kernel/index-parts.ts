import { segmentedRow } from '../../../../src/query/scheduling/execution-rows'
import { whoRan } from '../../../../src/query/scheduling/who-ran'
import type { TraceIndex } from '../../../../src/query/trace-index'

/** Everything an index holds beside the trace, by name: columns as bytes. */
export function partsOf(index: TraceIndex): Map<string, unknown> {
  const found = new Map<string, unknown>()
  const { trace: _, ...rest } = index
  collect(rest, '', found)
  index.threadSegments.forEach((segments, thread) => {
    const row = segmentedRow(index.trace, index, index.executions, segments, true)
    collect(index.threadPyramid(row, segments), `thread ${thread}`, found)
  })
  const { durationNs } = index.trace
  for (const [from, to] of [
    [0, 1],
    [0.3, 0.5],
    [0.61, 0.62],
  ]) {
    const { held, ...ran } = whoRan(index, from * durationNs, to * durationNs)
    collect({ ...ran, held: held.most(1_000), longestRunNs: held.longestRunNs }, `ran from ${from}`, found)
  }
  return found
}

function collect(value: unknown, path: string, found: Map<string, unknown>): void {
  if (ArrayBuffer.isView(value)) {
    found.set(path, Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1'))
  } else if (value instanceof Map) {
    found.set(`${path} keys`, [...(value as Map<unknown, unknown>).keys()].join())
    for (const [key, held] of value as Map<unknown, unknown>) collect(held, `${path}[${String(key)}]`, found)
  } else if (Array.isArray(value) && value.every((one) => typeof one === 'number')) {
    found.set(path, value.join())
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, held] of Object.entries(value)) collect(held, `${path}.${key}`, found)
  } else if (typeof value !== 'function') found.set(path, value)
}

/** Names of what differs between two indexes. */
export function differencesOf(one: TraceIndex, other: TraceIndex): string[] {
  const plain = partsOf(one)
  const fast = partsOf(other)
  const names = new Set([...plain.keys(), ...fast.keys()])
  return [...names].filter((name) => !Object.is(plain.get(name), fast.get(name)))
}
