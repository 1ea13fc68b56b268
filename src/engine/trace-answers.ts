/**
 * The `trace/` methods of the contract over a loaded trace. Nothing is computed here: each line hands a question to
 * query/ and turns what cannot be answered into a failure in words.
 */
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import { finish } from '../base/steps'
import type { Steps } from '../base/steps'
import { longMethods } from '../contract/method-kinds'
import type { MethodName, Params } from '../contract/api'
import type { ApiError } from '../contract/errors'
import { limits } from '../contract/limits'
import type { OverviewDto } from '../contract/overview-dto'
import { NONE } from '../model/states'
import { comparableTrace } from '../query/compare/comparable-trace'
import { counters } from '../query/counters/counters'
import { filterWords } from '../query/search/filter-words'
import { Finder } from '../query/search/find'
import { goroutineDto, goroutineSpans } from '../query/goroutine/details'
import { GoroutineTableQuery } from '../query/goroutine/table'
import { heapAt } from '../query/counters/heap-at'
import { overview } from '../query/overview'
import { neighbor, pick } from '../query/tiles/pick'
import { RowLists } from '../query/rows/row-list'
import { search } from '../query/search/search'
import { delayUntilRun, goroutineRef, spanDto } from '../query/goroutine/span-details'
import { wakesBetween } from '../query/goroutine/wakes-of-span'
import { filterFailure } from './filter-failure'
import { answerAboutAll, answerAboutGoroutines } from './goroutine-answers'
import { answerShape } from './shape-answers'
import { spanAt } from '../query/assist-pieces'
import { ShapeQuery } from '../query/shape/shape'
import { snapshot } from '../query/snapshot'
import { bucket } from '../query/stretch/bucket'
import { flame } from '../query/stretch/flame'
import { scopedGoroutines, scopeOfRows } from '../query/stretch/range-rows'
import { rangeOfRows } from '../query/stretch/range-of-rows'
import { rangeStatistics } from '../query/stretch/range-statistics'
import { traceMentions } from '../query/mentions/trace-mentions'
import { TraceTiles } from '../query/tiles/trace-tiles'
import type { TraceIndex } from '../query/trace-index'

type Answer = Result<unknown, ApiError>

/** Named for one span; the contract's limit. */
const maximumWakes = 64

export class TraceAnswers {
  private readonly tiles: TraceTiles
  private readonly rows: RowLists
  private readonly finder: Finder
  private readonly table: GoroutineTableQuery
  private readonly shape: ShapeQuery
  private readonly firstScreen: OverviewDto

  constructor(private readonly index: TraceIndex) {
    this.tiles = new TraceTiles(this.index, limits.tileRectangles)
    this.rows = new RowLists(this.index, this.tiles.stacks)
    this.finder = new Finder(this.index)
    this.table = new GoroutineTableQuery(this.index)
    this.shape = new ShapeQuery(this.index)
    this.firstScreen = overview(this.index)
  }

  /** `params` has been checked against the schema of the method. */
  answer(method: MethodName, params: unknown): Answer {
    return longMethods.has(method)
      ? finish(this.answerInSteps(method, params))
      : this.answerAtOnce(method, params)
  }

  /** As `answer`; the long ones of the contract in pieces. */
  *answerInSteps(method: MethodName, params: unknown): Steps<Answer> {
    const { index, tiles } = this
    switch (method) {
      case 'trace/goroutines': {
        const page = yield* this.table.page(params as Params<typeof method>)
        return page.ok ? page : fail(filterFailure(page.error))
      }
      case 'trace/range': {
        const request = params as Params<typeof method>
        const problem = checkWindow(request.fromNs, request.toNs)
        if (problem !== undefined) return problem
        const scope = scopeOfRows(tiles, request.rows)
        return succeed(
          yield* scope === undefined ? rangeStatistics(index, request) : rangeOfRows(index, request, scope),
        )
      }
      case 'trace/comparable':
        return succeed(yield* comparableTrace(index))
      case 'trace/find':
        return succeed(yield* this.finder.answer(params as Params<typeof method>))
      case 'trace/shape':
        return yield* answerShape(this.shape, params as Params<typeof method>)
      default:
        return (yield* answerAboutAll(index, method, params)) ?? this.answerAtOnce(method, params)
    }
  }

  private answerAtOnce(method: MethodName, params: unknown): Answer {
    const { index, tiles } = this
    switch (method) {
      case 'trace/overview':
        return succeed(this.firstScreen)
      case 'trace/rows': {
        const { toggled, sort, filter, from, to } = params as Params<typeof method>
        const list = this.rows.listFor({ toggled, sort, filter })
        return list.ok
          ? succeed(list.value.window(from, Math.min(to, from + limits.page)))
          : fail(filterFailure(list.error))
      }
      case 'trace/row-index': {
        const { toggled, sort, filter, key } = params as Params<typeof method>
        const list = this.rows.listFor({ toggled, sort, filter })
        return list.ok ? succeed({ index: list.value.indexOf(key) }) : fail(filterFailure(list.error))
      }
      case 'trace/tile': {
        const request = params as Params<typeof method>
        const window = checkWindow(request.fromNs, request.toNs)
        return window ?? succeed(tiles.tile(request))
      }
      case 'trace/counters': {
        const { fromNs, toNs, slices } = params as Params<typeof method>
        return checkWindow(fromNs, toNs) ?? succeed(counters(index, fromNs, toNs, Math.max(1, slices)))
      }
      case 'trace/heap':
        return succeed(heapAt(index.trace, (params as Params<typeof method>).timeNs))
      case 'trace/pick': {
        const { row, timeNs, toleranceNs } = params as Params<typeof method>
        return found(pick(tiles, row, timeNs, toleranceNs), `this trace has no row "${row}"`)
      }
      case 'trace/neighbor': {
        const { row, timeNs, direction, sameState, span } = params as Params<typeof method>
        return found(
          neighbor(tiles, row, timeNs, direction, sameState, span),
          `this trace has no row "${row}"`,
        )
      }
      case 'trace/span': {
        const { goroutine, startNs, span } = params as Params<typeof method>
        return this.withGoroutine(goroutine, (one) => this.spanAt(one, goroutine, startNs, span))
      }
      case 'trace/goroutine': {
        const { goroutine } = params as Params<typeof method>
        return this.withGoroutine(goroutine, (one) => succeed(goroutineDto(index, one)))
      }
      case 'trace/goroutine-spans': {
        const request = params as Params<typeof method>
        return this.withGoroutine(request.goroutine, (one) => {
          const spans = goroutineSpans(index, one, request)
          return spans.ok ? spans : fail(filterFailure(spans.error))
        })
      }
      case 'trace/goroutine-columns':
        return succeed(this.table.columns())
      case 'trace/snapshot': {
        const { timeNs } = params as Params<typeof method>
        return succeed(snapshot(index, timeNs))
      }
      case 'trace/bucket': {
        const request = params as Params<typeof method>
        return (
          checkWindow(request.fromNs, request.toNs) ??
          found(bucket(tiles, request), `this trace has no row "${request.row}"`)
        )
      }
      case 'trace/flame': {
        const { fromNs, toNs, goroutine, rows } = params as Params<typeof method>
        const problem = checkWindow(fromNs, toNs)
        if (problem !== undefined) return problem
        if (goroutine !== undefined)
          return this.withGoroutine(goroutine, (one) => succeed(flame(index, fromNs, toNs, [one])))
        const scope = scopeOfRows(tiles, rows)
        return succeed(flame(index, fromNs, toNs, scopedGoroutines(scope)))
      }
      case 'trace/filter-words':
        return succeed(filterWords(index))
      case 'file/mentions': {
        const { functionName, goroutine } = params as Params<typeof method>
        return succeed(traceMentions(index.trace, functionName, goroutine))
      }
      case 'trace/search': {
        const { text, limit } = params as Params<typeof method>
        return succeed(search(index, text, limit))
      }
      default:
        return (
          answerAboutGoroutines(index, method, params) ??
          fail({ code: 'unknown-method', message: `a trace does not answer ${method}` })
        )
    }
  }

  private withGoroutine(id: number, then: (goroutine: number) => Answer): Answer {
    const goroutine = this.index.trace.tables.goroutines.indexOf(id)
    return goroutine === NONE
      ? fail({ code: 'not-found', message: `this trace has no goroutine ${id}` })
      : then(goroutine)
  }

  /** @param wanted the very span, where it is known. One of another goroutine does not count. */
  private spanAt(goroutine: number, id: number, startNs: number, wanted: number | undefined): Answer {
    const { spanOffset, rowEndNs } = this.index.trace.goroutines
    if (spanOffset[goroutine] === spanOffset[goroutine + 1]) {
      return fail({ code: 'not-found', message: `goroutine ${id} has no spans in this trace` })
    }
    const isOwn =
      wanted !== undefined && wanted >= spanOffset[goroutine] && wanted < spanOffset[goroutine + 1]
    const span = isOwn ? wanted : spanAt(this.index.trace, goroutine, startNs)
    if (startNs < this.index.trace.spans.startNs.at(span) || startNs > rowEndNs.at(goroutine)) {
      return fail({ code: 'not-found', message: `goroutine ${id} has no span at ${startNs} ns` })
    }
    const dto = spanDto(this.index, goroutine, span)
    if (dto.state !== 'Running' && dto.state !== 'Syscall') return succeed(dto)
    const { trace } = this.index
    const wakes = wakesBetween(trace, goroutine, dto.startNs, dto.endNs, maximumWakes)
    return succeed({
      ...dto,
      wakes: wakes.map((wake) => ({
        goroutine: goroutineRef(trace, wake.goroutine),
        index: wake.span,
        atNs: wake.atNs,
        delayNs: delayUntilRun(trace, wake.goroutine, wake.span),
      })),
    })
  }
}

function checkWindow(fromNs: number, toNs: number): Answer | undefined {
  if (toNs > fromNs) return undefined
  return fail({ code: 'bad-request', message: `the window ends (${toNs}) before it begins (${fromNs})` })
}

function found(value: unknown, otherwise: string): Answer {
  return value === undefined ? fail({ code: 'not-found', message: otherwise }) : succeed(value)
}
