/** The method of shape-api.ts over an indexed trace. */
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import type { Steps } from '../base/steps'
import type { Params } from '../contract/api'
import type { ApiError } from '../contract/errors'
import type { ShapeChoice } from '../contract/shape-dto'
import { filterFailure } from './filter-failure'
import type { ShapeQuery } from '../query/shape/shape'

/** @param params checked against the schema. */
export function* answerShape(
  query: ShapeQuery,
  params: Params<'trace/shape'>,
): Steps<Result<unknown, ApiError>> {
  const { choice, fromNs, toNs } = params
  const windows = choice.by === 'time' ? [params, choice] : [params]
  if (windows.some((window) => !(window.toNs > window.fromNs)))
    return fail({ code: 'bad-request', message: `the window ends (${toNs}) before it begins (${fromNs})` })
  const answer = yield* query.answer(params)
  if (!answer.ok) return fail(filterFailure(answer.error))
  return answer.value === undefined
    ? fail({ code: 'not-found', message: `this trace has no goroutine ${words(choice)}` })
    : succeed(answer.value)
}

function words(choice: ShapeChoice): string {
  switch (choice.by) {
    case 'goroutines':
      return choice.ids.length === 1 ? `${choice.ids[0]} with a row of its own` : 'with one of these ids'
    case 'function':
      return `that was started at ${choice.functionName === '' ? 'an unknown function' : choice.functionName}`
    case 'task':
      return `of task ${choice.task}`
    case 'filter':
      return `that fits the filter "${choice.filter}"`
    case 'time':
      return 'that another one created or woke in this stretch of time'
  }
}
