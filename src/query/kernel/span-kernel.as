/**
 * What is asked about many spans of a loaded trace, in AssemblyScript: the times of rows (goroutine/tally.ts, figures.ts) and
 * waits by place (analysis-tables/places.ts), with the same numbers, added up in the same order. It works on the trace's
 * columns where they lie, some thousand spans a call, so that whoever calls it can stop in between.
 */
export * from './trace-columns'
export { unblocked, unblockedByNetwork, networkWait } from './waits'
export * from './duration-slots'
export * from './row-sums'
export * from './places'
export * from './function-times'
