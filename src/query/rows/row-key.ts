/**
 * The names of rows (contract: RowKey) and what they stand for.
 */
import { NONE } from '../../model/states'
import type { TraceIndex } from '../trace-index'

export type RowSubject =
  | { readonly kind: 'heap' | 'goroutine-counts' | 'gc' | 'network' }
  | { readonly kind: 'section'; readonly name: string }
  /** Index into trace.processors. */
  | { readonly kind: 'processor'; readonly processor: number }
  /** Thread index. */
  | { readonly kind: 'thread'; readonly thread: number }
  /** Index into the groups. */
  | { readonly kind: 'group'; readonly group: number }
  /** Goroutine index. */
  | { readonly kind: 'goroutine' | 'samples'; readonly goroutine: number }
  /** A depth of a goroutine's regions or of its stacks, 0 for the outermost. */
  | { readonly kind: 'regions' | 'stack'; readonly goroutine: number; readonly depth: number }
  /** Index into trace.tasks. */
  | { readonly kind: 'task'; readonly task: number }

/** What a key names, or undefined when this trace has no such row. */
export function subjectOfRow(index: TraceIndex, key: string): RowSubject | undefined {
  const { trace } = index
  const colon = key.indexOf(':')
  const head = colon < 0 ? key : key.slice(0, colon)
  const rest = colon < 0 ? '' : key.slice(colon + 1)
  switch (head) {
    case 'heap':
    case 'gc':
    case 'network':
      return { kind: head }
    case 'goroutines':
      return { kind: 'goroutine-counts' }
    case 'section':
      return { kind: 'section', name: rest }
    case 'group': {
      const group = index.groups.findIndex((one) => one.key === key)
      return group < 0 ? undefined : { kind: 'group', group }
    }
    default:
      break
  }
  if (head === 'regions' || head === 'stack') return nestedSubject(index, head, rest)
  if (!/^\d{1,16}$/.test(rest)) return undefined
  const id = Number(rest)
  switch (head) {
    case 'proc': {
      const processor = trace.processors.id.subarray(0, trace.processors.count).indexOf(id)
      return processor < 0 ? undefined : { kind: 'processor', processor }
    }
    case 'thread': {
      const thread = trace.tables.threads.indexOf(id)
      return thread === NONE ? undefined : { kind: 'thread', thread }
    }
    case 'goroutine':
    case 'samples': {
      const goroutine = trace.tables.goroutines.indexOf(id)
      return goroutine === NONE ? undefined : { kind: head, goroutine }
    }
    case 'task': {
      const task = trace.tasks.id.subarray(0, trace.tasks.count).indexOf(id)
      return task < 0 ? undefined : { kind: 'task', task }
    }
    default:
      return undefined
  }
}

/** `18` or `18:3`: goroutine and depth. */
function nestedSubject(index: TraceIndex, kind: 'regions' | 'stack', rest: string): RowSubject | undefined {
  const match = /^(\d{1,16})(?::(\d{1,3}))?$/.exec(rest)
  if (match === null) return undefined
  const goroutine = index.trace.tables.goroutines.indexOf(Number(match[1]))
  return goroutine === NONE ? undefined : { kind, goroutine, depth: Number(match[2] ?? 0) }
}

/** The key of a depth of a nested track. */
export function nestedKey(kind: 'regions' | 'stack', goroutineId: number, depth: number): string {
  return depth === 0 ? `${kind}:${goroutineId}` : `${kind}:${goroutineId}:${depth}`
}
