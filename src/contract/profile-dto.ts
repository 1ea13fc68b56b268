/**
 * Answers about a pprof profile. Functions go by their name, as `go tool pprof` counts them: flat is what was spent in
 * the function itself, cum in it and all it called (a function that calls itself counts once a sample).
 */

export interface SampleTypeDto {
  /** 'cpu', 'alloc_space', 'inuse_objects', ... */
  readonly type: string
  /** 'nanoseconds', 'bytes', 'count', ... */
  readonly unit: string
  readonly total: number
}

export interface ProfileLabelDto {
  /** `key=value`, as in the file. */
  readonly label: string
  /** Samples that carry it. */
  readonly sampleCount: number
}

export interface ProfileOverviewDto {
  readonly sampleTypes: readonly SampleTypeDto[]
  /** Index of the type to show first; -1 where there is none. */
  readonly defaultType: number
  /** `10000000 cpu/nanoseconds`: one sample stands for so much. */
  readonly period: string
  /** Unix time in milliseconds; absent when the file does not say. */
  readonly timeUnixMs?: number
  /** 0 when the file does not say. */
  readonly durationNs: number
  /** Different stacks (with labels). */
  readonly sampleCount: number
  readonly functionCount: number
  /** Most frequent first, at most 200. */
  readonly labels: readonly ProfileLabelDto[]
  readonly labelTotal: number
  readonly comments: readonly string[]
}

/** The tree of calls, columns of equal length, parents before children (widgets/flame-layout.ts). */
export interface ProfileFlameDto {
  readonly names: readonly string[]
  readonly name: readonly number[]
  readonly parent: readonly number[]
  readonly total: readonly number[]
  readonly self: readonly number[]
  /** Sum over all nodes of the outermost level. */
  readonly treeTotal: number
  /** Of samples whose value is below zero (a difference of two profiles): they have no width. */
  readonly negativeTotal: number
  /** Of samples without a stack. */
  readonly withoutStackTotal: number
  /** The lightest nodes that were left out, so that an answer stays small. */
  readonly hiddenNodes: number
}

export interface FunctionWeightDto {
  readonly name: string
  /** Where its code stands; '' when unknown. */
  readonly file: string
  readonly flat: number
  readonly cum: number
}

export interface ProfileTopDto {
  /** By |flat|, then |cum|, then name. */
  readonly functions: readonly FunctionWeightDto[]
  /** Functions that there are, listed or not. */
  readonly functionTotal: number
  /** Sum of all samples. */
  readonly total: number
}

/** What flows between a function and its direct callers or callees: each pair counts once a sample. */
export interface CallWeightDto {
  /** '' for none: the function is the outermost of the stack, or the innermost. */
  readonly name: string
  readonly weight: number
}

export interface LineWeightDto {
  readonly file: string
  readonly line: number
  readonly flat: number
  readonly cum: number
}

export interface ProfileFunctionDto {
  readonly name: string
  readonly flat: number
  readonly cum: number
  readonly total: number
  /** Heaviest first, at most 1000 of each. */
  readonly callers: readonly CallWeightDto[]
  readonly callees: readonly CallWeightDto[]
  /** Lines of the function's own source, heaviest first. */
  readonly lines: readonly LineWeightDto[]
}
