/** How methods of api.ts are answered. Apart from the schemas: a thread that answers needs none of them. */
import type { MethodName } from './api'

/** Methods whose success is a binary frame. */
export const bulkMethods: ReadonlySet<MethodName> = new Set<MethodName>([
  'trace/sketch',
  'trace/tile',
  'trace/counters',
  'trace/blocking-profile',
  'trace/slice',
])

/**
 * Methods that may have to look at every span of a trace. They are worked on in pieces, one at a time, while others are
 * answered in between.
 */
export const longMethods: ReadonlySet<MethodName> = new Set<MethodName>([
  'trace/analysis',
  'trace/blocking-flame',
  'trace/blocking-profile',
  'trace/causes',
  'trace/comparable',
  'trace/find',
  'trace/goroutines',
  'trace/path',
  'trace/range',
  'trace/shape',
])
