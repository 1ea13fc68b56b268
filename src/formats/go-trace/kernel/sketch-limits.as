/** Numbers that the walk of a sketch shares with sketch-columns.ts. Not exported from the kernel: what is can be set. */

export const buckets: u32 = 2048
export const mostProcessorIds: u32 = 4096
export const mostProcessors: u32 = 512
export const mostStacks: u32 = 1048576
export const slotMask: u32 = 1048575
export const mostMarks: u32 = 65536
export const mostPending: u32 = 131072
export const none: u32 = 0
export const running: u32 = 1
export const syscall: u32 = 2
export const syscallAlone: u32 = 3
/** ThreadWord. */
export const walked: u32 = 1
export const told: u32 = 2
export const layerRunning: u32 = 0
export const layerSyscall: u32 = 1
export const layerGcWork: u32 = 2
export const stolen: u32 = 0
export const stolenOrHeld: u32 = 1
