/** Methods about causes and analyses of a trace; part of the interface in api.ts. */
import * as v from 'valibot'
import { analysisKinds, blockingKinds } from './analysis-dto'
import type { AnalysisDto, BlockingFlameDto, BlockingKind, ScopeNamesDto } from './analysis-dto'
import type {
  GoroutineCausesDto,
  GoroutineTreeDto,
  GoroutineWaitsDto,
  SiblingDto,
  WakeChainDto,
  WhoRanDto,
} from './goroutine-dto'
import type { GoroutineWorkDto, RegionDto, TaskDto } from './work-dto'
import type { Frame } from './wire'

const source = v.pipe(v.string(), v.maxLength(64))
const goroutine = v.pipe(v.number(), v.integer())
const timeNs = v.pipe(v.number(), v.finite())
const text = v.pipe(v.string(), v.maxLength(4096))
/** AnalysisScope. */
const scope = {
  fromNs: v.optional(timeNs),
  toNs: v.optional(timeNs),
  functionName: v.optional(text),
  region: v.optional(text),
} as const

export const goroutineSchemas = {
  'trace/waits': v.object({ source, goroutine }),
  'trace/causes': v.object({ source, goroutine }),
  /** Back from what the goroutine did at an instant. */
  'trace/wake-chain': v.object({ source, goroutine, timeNs }),
  'trace/tree': v.object({ source, goroutine }),
  'trace/siblings': v.object({ source, goroutine }),
  'trace/goroutine-work': v.object({ source, goroutine }),
  'trace/who-ran': v.object({ source, fromNs: timeNs, toNs: timeNs }),
  /** `name`: of the tasks, regions or start function that a list is of; `filter`: which of them (filter/list-fields.ts). */
  'trace/analysis': v.object({
    source,
    kind: v.picklist(analysisKinds),
    name: v.optional(text),
    filter: v.optional(text),
    ...scope,
  }),
  'trace/blocking-flame': v.object({ source, kind: v.picklist(blockingKinds), ...scope }),
  /** A frame with one column, `bytes`: the profile as an uncompressed pprof message. */
  'trace/blocking-profile': v.object({ source, kind: v.picklist(blockingKinds), ...scope }),
  /** What an analysis can be narrowed to. */
  'trace/scope-names': v.object({ source }),
  'trace/task': v.object({ source, task: v.pipe(v.number(), v.integer()) }),
  /** By its place in the order of begins. */
  'trace/region': v.object({ source, region: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
} as const

export interface GoroutineResults {
  'trace/waits': GoroutineWaitsDto
  'trace/causes': GoroutineCausesDto
  'trace/wake-chain': WakeChainDto
  'trace/tree': GoroutineTreeDto
  'trace/siblings': SiblingDto
  'trace/goroutine-work': GoroutineWorkDto
  'trace/who-ran': WhoRanDto
  'trace/analysis': AnalysisDto
  'trace/blocking-flame': BlockingFlameDto
  'trace/blocking-profile': Frame<{ readonly kind: BlockingKind }>
  'trace/scope-names': ScopeNamesDto
  'trace/task': TaskDto
  'trace/region': RegionDto
}
