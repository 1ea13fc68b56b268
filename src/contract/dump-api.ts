/** Methods about goroutine dumps, crashes and race reports; part of the interface in api.ts. */
import * as v from 'valibot'
import type {
  ComparableDumpDto,
  DumpExportDto,
  DumpOverviewDto,
  GoroutineDetailDto,
  GoroutineListDto,
  GroupsDto,
  RacesDto,
  RawTextDto,
  TreeDto,
} from './dump-dto'
import { similarityLevels } from './dump-dto'
import { limits } from './limits'

const source = v.pipe(v.string(), v.maxLength(64))
const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff))
const page = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(limits.page))
/** Dumps of the text, by index; empty means all of them. */
const dumps = v.pipe(v.array(index), v.maxLength(1000))
const similarity = v.picklist(similarityLevels)
const filter = v.pipe(v.string(), v.maxLength(4096))
const offset = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 40))

export const dumpSchemas = {
  'dump/overview': v.object({ source }),
  'dump/groups': v.object({ source, dumps, similarity, filter }),
  /** Goroutines of one group; `group` is the key of a GoroutineGroupDto of the same dumps and similarity. */
  'dump/goroutines': v.object({
    source,
    dumps,
    similarity,
    group: v.pipe(v.string(), v.maxLength(128)),
    offset: index,
    limit: page,
  }),
  'dump/goroutine': v.object({ source, dump: index, row: index }),
  /** The row of a goroutine id, for links. */
  'dump/find': v.object({ source, dumps, id: v.pipe(v.number(), v.integer()) }),
  'dump/raw': v.object({
    source,
    offset,
    length: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1 << 18)),
  }),
  'dump/tree': v.object({ source, dump: index }),
  'dump/comparable': v.object({ source, withIds: v.boolean() }),
  'dump/export': v.object({
    source,
    dumps,
    similarity,
    filter,
    format: v.picklist(['text', 'json', 'csv', 'markdown']),
  }),
  'race/reports': v.object({ source }),
} as const

export interface DumpResults {
  'dump/overview': DumpOverviewDto
  'dump/groups': GroupsDto
  'dump/goroutines': GoroutineListDto
  'dump/goroutine': GoroutineDetailDto
  'dump/find': { readonly dump: number; readonly row: number }
  'dump/raw': RawTextDto
  'dump/tree': TreeDto
  'dump/comparable': readonly ComparableDumpDto[]
  'dump/export': DumpExportDto
  'race/reports': RacesDto
}
