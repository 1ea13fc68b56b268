/**
 * What the counting pass finds in one generation, by TypeScript (count-spans.ts) or by the kernel
 * (kernel/count-kernel.as): the same either way.
 */

/** Plain columns, cloneable. Goroutines and processors in the order in which the file names them. */
export interface GenerationCounts {
  /** Uint32Array by the kernel. */
  readonly goroutineIds: Float64Array | Uint32Array
  /** As if the generation stood alone: a state that is told by status begins a span. */
  readonly spans: Uint32Array
  /** Bits of CountFlag. */
  readonly flags: Uint8Array
  readonly processorIds: Float64Array
  readonly processorSpans: Uint32Array
  /** Rows of `noteWidth` numbers, in file order: what the generation says about what was before it. */
  readonly notes: Float64Array
  /** Wire ids of the strings that goroutines stopped or blocked for, ascending. */
  readonly reasonIds: Uint32Array
  /** Pairs: event number, and how many there are; rarer kinds only. Number 0: there are more notes than are kept. */
  readonly rareEvents: Uint32Array
}

export const CountFlag = {
  /** Its state at the begin of the generation is told. */
  toldByStatus: 1,
  isCreated: 2,
} as const

/**
 * A note: event number, thread index (or -1), and
 * - goStatus, the first of a goroutine that is not created before it in the file: index among `goroutineIds`, thread
 *   id as told, status, and the id of the processor that its span was counted for, or -1;
 * - procStatus: id, status;
 * - procSteal, where it is the first turn of the processor: id, id of the thread that loses it;
 * - gcActive, gcBegin, gcEnd: number;
 * - gcSweepActive: processor id; gcMarkAssistActive: goroutine id;
 * - stwBegin: wire id of the string that says why.
 */
export const noteWidth = 6
export const mostNotes = 2 ** 20

/** String ids from here on are no reasons that are foreseen. */
export const reasonIdLimit = 65536
