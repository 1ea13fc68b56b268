/** States and flags of a trace. Not exported from the kernel: what is can be set. */
export const NONE: u32 = 0xffffffff
export const notDrawn: u32 = 255

// GoroutineState (model/states.ts).
export const runnable: u32 = 2
export const waiting: u32 = 4
export const syscall: u32 = 5

// GoroutineFlag (model/trace.ts).
export const createdInTrace: u32 = 1
export const endedInTrace: u32 = 2
export const system: u32 = 4

/** Visual states (visual-state.ts): so many sums a bucket. */
export const stateCount: u32 = 12
