/**
 * What is gathered from every goroutine and every span of a trace when it is loaded, in AssemblyScript (compiled by
 * scripts/compile-kernels.mjs): members of groups, time per state, waits, the grids of counters and densities, the nodes of
 * pyramids. It works on the trace's columns where they lie, and does what goroutine/groups.ts, span-walk.ts,
 * counters-index.ts, group-density.ts and lod/pyramid.ts do, with the same numbers: times are whole nanoseconds, so sums
 * are exact in any order.
 *
 * Exported globals are set from outside (index-kernel.ts): addresses of columns, lengths, and plain numbers. Each
 * function takes a stretch of goroutines, spans or positions, so that the caller stays able to stop in between.
 */
export * from './trace-columns'
export * from './goroutine-kinds'
export * from './alive'
export * from './peaks'
export * from './bursts'
export * from './time-grids'
export * from './waits'
export * from './light-rows'
export * from './pyramid-rows'
export * from './node-sums'
export * from './held'
