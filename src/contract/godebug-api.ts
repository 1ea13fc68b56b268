/** Methods about GODEBUG logs; part of the interface in api.ts. */
import * as v from 'valibot'
import { godebugTables } from './godebug-dto'
import type {
  GodebugDetailDto,
  GodebugOverviewDto,
  GodebugSeriesDto,
  GodebugTableDto,
  GodebugTextDto,
} from './godebug-dto'

const source = v.pipe(v.string(), v.maxLength(64))
const count = (maximum: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(maximum))
const run = count(1_000_000)
const timeNs = v.pipe(v.number(), v.finite())

export const godebugSchemas = {
  'godebug/overview': v.object({ source }),
  /** Cycles and samples of a stretch, thinned to about `limit` of each. */
  'godebug/series': v.object({ source, run, fromNs: timeNs, toNs: timeNs, limit: count(10_000) }),
  'godebug/table': v.object({ source, run, table: v.picklist(godebugTables) }),
  /** The `ordinal`-th sample with the lines of Ps, Ms and Gs; one too large is the last. */
  'godebug/detail': v.object({ source, run, ordinal: count(0xffffffff) }),
  'godebug/text': v.object({ source, firstLine: count(0xffffffff), limit: count(2000) }),
} as const

export interface GodebugResults {
  'godebug/overview': GodebugOverviewDto
  'godebug/series': GodebugSeriesDto
  'godebug/table': GodebugTableDto
  'godebug/detail': GodebugDetailDto
  'godebug/text': GodebugTextDto
}
