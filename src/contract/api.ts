/**
 * The whole interface between page and host: POST /api/<method> with JSON, checked against the schema here, answered
 * by JSON `{ok: true, value}` or `{ok: false, error}`; methods in `bulkMethods` (method-kinds.ts) answer a binary frame (wire.ts) on
 * success. GET /api/events is the one stream of HostEvent lines. POST /api/upload?name=… takes a file's bytes as its
 * body and answers `{ok: true, value: SourceDto}` or `{ok: false, error}`. A call may bear a name (`?ask=…`): the stream
 * then tells how far a long one is, and `sources/withdraw` takes it back. Whatever a request asks, an answer of this
 * interface has status 200; other statuses mean that the request never reached it (no token, foreign origin, too large).
 */
import * as v from 'valibot'
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import { compareSchemas } from './compare-api'
import type { CompareResults } from './compare-api'
import { dumpSchemas } from './dump-api'
import type { DumpResults } from './dump-api'
import type { ApiError } from './errors'
import { godebugSchemas } from './godebug-api'
import type { GodebugResults } from './godebug-api'
import { goroutineSchemas } from './goroutine-api'
import type { GoroutineResults } from './goroutine-api'
import type { GoroutineColumnsDto, GoroutineRowDto } from './goroutine-table-dto'
import type { SketchHead } from './sketch-dto'
import { mentionsSchemas } from './mentions-api'
import type { MentionsResults } from './mentions-api'
import { pathSchemas } from './path-api'
import type { PathResults } from './path-api'
import { sliceSchemas } from './slice-api'
import type { SliceResults } from './slice-api'
import { shapeSchemas } from './shape-api'
import type { ShapeResults } from './shape-api'
import { profileSchemas } from './profile-api'
import type { ProfileResults } from './profile-api'
import type { FileHashDto, RecentDto, SampleDto, SourceDto } from './sources'
import type { CountersHead, HeapAtDto } from './counters-dto'
import type { GoroutineDto, GoroutineSpansDto } from './goroutine-dto'
import type { OverviewDto } from './overview-dto'
import type { PickDto } from './pick-dto'
import type { RowSort, RowsDto } from './rows-dto'
import type { FilterWordsDto, SearchHitDto } from './search-dto'
import type { SnapshotDto } from './snapshot-dto'
import type { SpanDto } from './span-dto'
import type { TileHead } from './tile-dto'
import { rowSortOf } from './rows-dto'
import type { BucketDto, FindDto, FlameDto, RangeStatisticsDto } from './stretch-dto'
import type { Frame } from './wire'
import { limits } from './limits'

const sourceId = v.pipe(v.string(), v.maxLength(64))
/** Minted by the page, for one call. */
const askName = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/))
const timeNs = v.pipe(v.number(), v.finite())
const rowKey = v.pipe(v.string(), v.maxLength(2048))
const count = (maximum: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(maximum))
const goroutine = v.pipe(v.number(), v.integer())
const rangeRows = v.pipe(v.array(rowKey), v.maxLength(limits.rangeRows))
const rowSort = v.custom<RowSort>((value) => typeof value === 'string' && rowSortOf(value) !== undefined)
const tableSort = v.pipe(v.string(), v.maxLength(1024))

export const schemas = {
  'sources/list': v.object({}),
  'sources/open-sample': v.object({ id: v.pipe(v.string(), v.maxLength(64)) }),
  'sources/open-recent': v.object({ id: v.pipe(v.string(), v.maxLength(64)) }),
  'sources/reopen': v.object({ source: sourceId }),
  'sources/cancel': v.object({ source: sourceId }),
  'sources/close': v.object({ source: sourceId }),
  'sources/recent': v.object({}),
  'sources/samples': v.object({}),
  'sources/hash': v.object({ source: sourceId }),
  /** The call of that name is not wanted any more; one that is answered or unknown does not matter. */
  'sources/withdraw': v.object({ ask: askName }),
  'sources/load-session': v.object({ source: sourceId }),
  'sources/save-session': v.object({
    source: sourceId,
    text: v.pipe(v.string(), v.maxLength(limits.sessionBytes)),
  }),
  'trace/sketch': v.object({ source: sourceId }),
  'trace/overview': v.object({ source: sourceId }),
  'trace/rows': v.object({
    source: sourceId,
    toggled: v.pipe(v.array(rowKey), v.maxLength(limits.toggledRows)),
    sort: rowSort,
    filter: v.pipe(v.string(), v.maxLength(4096)),
    from: count(0xffffffff),
    to: count(0xffffffff),
  }),
  'trace/row-index': v.object({
    source: sourceId,
    toggled: v.pipe(v.array(rowKey), v.maxLength(limits.toggledRows)),
    sort: rowSort,
    filter: v.pipe(v.string(), v.maxLength(4096)),
    key: rowKey,
  }),
  'trace/tile': v.object({
    source: sourceId,
    fromNs: timeNs,
    toNs: timeNs,
    widthPx: count(limits.tileWidthPx),
    rows: v.pipe(v.array(rowKey), v.maxLength(limits.tileRows)),
    highlight: v.optional(v.pipe(v.string(), v.maxLength(4096))),
  }),
  'trace/counters': v.object({
    source: sourceId,
    fromNs: timeNs,
    toNs: timeNs,
    slices: count(limits.counterSlices),
  }),
  'trace/heap': v.object({ source: sourceId, timeNs }),
  'trace/pick': v.object({ source: sourceId, row: rowKey, timeNs, toleranceNs: timeNs }),
  'trace/neighbor': v.object({
    source: sourceId,
    row: rowKey,
    timeNs,
    direction: v.picklist(['previous', 'next']),
    sameState: v.boolean(),
    /** SpanDto.index of the one at timeNs: several may begin at once. */
    span: v.optional(count(0xffffffff)),
  }),
  'trace/span': v.object({
    source: sourceId,
    goroutine,
    startNs: timeNs,
    /** SpanDto.index where it is known: several may begin at once. */
    span: v.optional(count(0xffffffff)),
  }),
  'trace/goroutine': v.object({ source: sourceId, goroutine }),
  'trace/goroutine-spans': v.object({
    source: sourceId,
    goroutine,
    /** Which of its spans; the language of filters, read span by span. */
    filter: v.optional(v.pipe(v.string(), v.maxLength(4096))),
    offset: count(0xffffffff),
    limit: count(limits.page),
  }),
  'trace/goroutines': v.object({
    source: sourceId,
    sort: tableSort,
    descending: v.boolean(),
    filter: v.pipe(v.string(), v.maxLength(4096)),
    /** One row for all goroutines of a start function. */
    byFunction: v.optional(v.boolean()),
    offset: count(0xffffffff),
    limit: count(limits.page),
  }),
  'trace/goroutine-columns': v.object({ source: sourceId }),
  'trace/snapshot': v.object({ source: sourceId, timeNs }),
  'trace/bucket': v.object({
    source: sourceId,
    row: rowKey,
    fromNs: timeNs,
    toNs: timeNs,
    /** Groups: the instant that is counted; absent: the middle. */
    atNs: v.optional(timeNs),
  }),
  'trace/range': v.object({
    source: sourceId,
    fromNs: timeNs,
    toNs: timeNs,
    sort: v.picklist(['running', 'runnable', 'blocked', 'syscall']),
    limit: count(limits.page),
    /** Only these rows; absent: all of the trace. */
    rows: v.optional(rangeRows),
  }),
  'trace/flame': v.object({
    source: sourceId,
    fromNs: timeNs,
    toNs: timeNs,
    goroutine: v.optional(goroutine),
    /** Only goroutines of these rows. */
    rows: v.optional(rangeRows),
  }),
  /** Words for completing filters. */
  'trace/filter-words': v.object({ source: sourceId }),
  'trace/find': v.object({
    source: sourceId,
    text: v.pipe(v.string(), v.maxLength(1024)),
    /** Into how many slices hits are counted, for marks. */
    slices: count(limits.counterSlices),
    /** Which hit is told; counted on round the ends. */
    ordinal: v.optional(v.pipe(v.number(), v.integer())),
    /** Without an ordinal: the first hit from this time on. */
    nearNs: v.optional(timeNs),
    /** In order of rows so sorted; absent: of time. */
    rowSort: v.optional(rowSort),
  }),
  'trace/search': v.object({
    source: sourceId,
    text: v.pipe(v.string(), v.maxLength(1024)),
    limit: count(200),
  }),
  ...compareSchemas,
  ...dumpSchemas,
  ...godebugSchemas,
  ...goroutineSchemas,
  ...mentionsSchemas,
  ...pathSchemas,
  ...sliceSchemas,
  ...shapeSchemas,
  ...profileSchemas,
} as const

export type MethodName = keyof typeof schemas

export type Params<M extends MethodName> = v.InferOutput<(typeof schemas)[M]>

export interface Results
  extends
    CompareResults,
    DumpResults,
    GodebugResults,
    GoroutineResults,
    MentionsResults,
    PathResults,
    ProfileResults,
    ShapeResults,
    SliceResults {
  'sources/list': readonly SourceDto[]
  'sources/open-sample': SourceDto
  'sources/open-recent': SourceDto
  'sources/reopen': SourceDto
  'sources/cancel': null
  'sources/close': null
  'sources/recent': readonly RecentDto[]
  'sources/samples': readonly SampleDto[]
  'sources/hash': FileHashDto
  'sources/withdraw': null
  /** The session kept for this file's content (notes/session-file.ts); '' where there is none. */
  'sources/load-session': { readonly text: string }
  'sources/save-session': null
  /** Only while the source is loading and says `hasSketch`. */
  'trace/sketch': Frame<SketchHead>
  'trace/overview': OverviewDto
  'trace/rows': RowsDto
  'trace/row-index': { readonly index: number }
  'trace/tile': Frame<TileHead>
  'trace/counters': Frame<CountersHead>
  'trace/heap': HeapAtDto
  'trace/pick': PickDto
  'trace/neighbor': PickDto
  'trace/span': SpanDto
  'trace/goroutine': GoroutineDto
  'trace/goroutine-spans': GoroutineSpansDto
  'trace/goroutines': { readonly total: number; readonly rows: readonly GoroutineRowDto[] }
  'trace/goroutine-columns': GoroutineColumnsDto
  'trace/snapshot': SnapshotDto
  'trace/bucket': BucketDto
  'trace/range': RangeStatisticsDto
  'trace/flame': FlameDto
  'trace/filter-words': FilterWordsDto
  'trace/find': FindDto
  'trace/search': readonly SearchHitDto[]
}

export const isAskName = (text: string): boolean => v.is(askName, text)

export function isMethod(name: string): name is MethodName {
  return Object.hasOwn(schemas, name)
}

/** The parameters as the schema knows them, without unknown fields; or `bad-request` naming the first field at fault. */
export function checkParams<M extends MethodName>(method: M, value: unknown): Result<Params<M>, ApiError> {
  const parsed = v.safeParse(schemas[method], value)
  if (parsed.success) return succeed(parsed.output as Params<M>)
  const issue = parsed.issues[0]
  const field = v.getDotPath(issue)
  return fail({
    code: 'bad-request',
    message: `${method}: ${field === null ? '' : `${field}: `}${issue.message}`,
  })
}
