/** Methods about causes and analyses of a trace; part of the interface in api.ts. */
import * as v from 'valibot'
import { analysisKinds } from './goroutine-dto'
import type {
  AnalysisDto,
  GoroutineCausesDto,
  GoroutineTreeDto,
  GoroutineWaitsDto,
  GoroutineWorkDto,
  SiblingDto,
  WakeChainDto,
  WhoRanDto,
} from './goroutine-dto'

const source = v.pipe(v.string(), v.maxLength(64))
const goroutine = v.pipe(v.number(), v.integer())
const timeNs = v.pipe(v.number(), v.finite())

export const goroutineSchemas = {
  'trace/waits': v.object({ source, goroutine }),
  'trace/causes': v.object({ source, goroutine }),
  /** Back from what the goroutine did at an instant. */
  'trace/wake-chain': v.object({ source, goroutine, timeNs }),
  'trace/tree': v.object({ source, goroutine }),
  'trace/siblings': v.object({ source, goroutine }),
  'trace/goroutine-work': v.object({ source, goroutine }),
  'trace/who-ran': v.object({ source, fromNs: timeNs, toNs: timeNs }),
  'trace/analysis': v.object({ source, kind: v.picklist(analysisKinds) }),
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
}
