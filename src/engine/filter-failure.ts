/** A filter that cannot be read, in words, with its place. */
import type { ApiError } from '../contract/errors'
import type { FilterError } from '../filter/tokens'

export function filterFailure(error: FilterError): ApiError {
  return {
    code: 'bad-request',
    message: `filter, at character ${error.position + 1}: ${error.message}`,
    filter: error,
  }
}
