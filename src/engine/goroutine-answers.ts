/** The methods of goroutine-api.ts over an indexed trace. */
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import type { Steps } from '../base/steps'
import type { MethodName, Params } from '../contract/api'
import type { ApiError } from '../contract/errors'
import { NONE } from '../model/states'
import type { AnalysisScope } from '../contract/analysis-dto'
import { filterFailure } from './filter-failure'
import { scopeNames, scopeOf } from '../query/analysis-scope'
import type { Scope } from '../query/analysis-scope'
import { analysis } from '../query/analysis-tables/analysis'
import { listTest } from '../query/analysis-tables/list-filter'
import { blockingFlame, blockingProfile } from '../query/blocking-stretches'
import { goroutineCauses, wakeChain } from '../query/goroutine/causes'
import { goroutineTree, siblings } from '../query/goroutine/tree'
import { goroutineWaits } from '../query/goroutine/waits'
import { goroutineWork } from '../query/goroutine/work'
import { regionDto } from '../query/goroutine/region-details'
import { criticalPath } from '../query/path/path'
import { taskDto } from '../query/task-details'
import type { TraceIndex } from '../query/trace-index'
import { whoRanDto } from '../query/scheduling/who-ran'

type Answer = Result<unknown, ApiError>

/** Those that may look at every span. Undefined for methods that are not among them; `params` as below. */
export function* answerAboutAll(
  index: TraceIndex,
  method: MethodName,
  params: unknown,
): Steps<Answer | undefined> {
  switch (method) {
    case 'trace/causes':
      return yield* about(index, (params as Params<typeof method>).goroutine, goroutineCauses)
    case 'trace/path': {
      const path = yield* criticalPath(index, (params as Params<typeof method>).choice)
      return path.ok ? path : fail({ code: 'not-found', message: path.error })
    }
    case 'trace/analysis': {
      const { kind, name, filter, ...scope } = params as Params<typeof method>
      const test = listTest(filter ?? '')
      if (!test.ok) return fail(filterFailure(test.error))
      return yield* within(index, scope, (inside) =>
        analysis(index, kind, { scope: inside, name, test: test.value }),
      )
    }
    case 'trace/blocking-flame': {
      const { kind, ...scope } = params as Params<typeof method>
      return yield* within(index, scope, (inside) => blockingFlame(index, kind, inside))
    }
    case 'trace/blocking-profile': {
      const { kind, ...scope } = params as Params<typeof method>
      return yield* within(index, scope, (inside) => blockingProfile(index, kind, inside))
    }
    default:
      return undefined
  }
}

function* about(
  index: TraceIndex,
  id: number,
  then: (index: TraceIndex, goroutine: number) => Steps<unknown>,
): Steps<Answer> {
  const goroutine = index.trace.tables.goroutines.indexOf(id)
  return goroutine === NONE ? noGoroutine(id) : succeed(yield* then(index, goroutine))
}

function* within(
  index: TraceIndex,
  wanted: AnalysisScope,
  then: (scope: Scope) => Steps<unknown>,
): Steps<Answer> {
  const scope = scopeOf(index, wanted)
  return scope.ok ? succeed(yield* then(scope.value)) : fail({ code: 'not-found', message: scope.error })
}

const noGoroutine = (id: number): Answer =>
  fail({ code: 'not-found', message: `this trace has no goroutine ${id}` })

/** Undefined for methods that are not among them. `params` has been checked against the schema of the method. */
export function answerAboutGoroutines(
  index: TraceIndex,
  method: MethodName,
  params: unknown,
): Answer | undefined {
  const about = (id: number, then: (goroutine: number) => unknown): Answer => {
    const goroutine = index.trace.tables.goroutines.indexOf(id)
    return goroutine === NONE ? noGoroutine(id) : succeed(then(goroutine))
  }
  switch (method) {
    case 'trace/waits':
      return about((params as Params<typeof method>).goroutine, (one) => goroutineWaits(index, one))
    case 'trace/wake-chain': {
      const { goroutine, timeNs } = params as Params<typeof method>
      return about(goroutine, (one) => wakeChain(index, one, timeNs))
    }
    case 'trace/tree':
      return about((params as Params<typeof method>).goroutine, (one) => goroutineTree(index, one))
    case 'trace/siblings':
      return about((params as Params<typeof method>).goroutine, (one) => siblings(index, one))
    case 'trace/goroutine-work':
      return about((params as Params<typeof method>).goroutine, (one) => goroutineWork(index, one))
    case 'trace/who-ran': {
      const { fromNs, toNs } = params as Params<typeof method>
      return toNs > fromNs
        ? succeed(whoRanDto(index, fromNs, toNs))
        : fail({ code: 'bad-request', message: `the stretch ends (${toNs}) before it begins (${fromNs})` })
    }
    case 'trace/scope-names':
      return succeed(scopeNames(index))
    case 'trace/task': {
      const { task } = params as Params<typeof method>
      const found = taskDto(index, task)
      return found === undefined
        ? fail({ code: 'not-found', message: `this trace has no task ${task}` })
        : succeed(found)
    }
    case 'trace/region': {
      const { region } = params as Params<typeof method>
      const found = regionDto(index, region)
      return found === undefined
        ? fail({ code: 'not-found', message: `this trace has no region ${region}` })
        : succeed(found)
    }
    default:
      return undefined
  }
}
