/** A broken promise of our own code. Never for bad input: that is a Result with a code. */
export class BugError extends Error {
  override readonly name = 'BugError'
}

/** Throws BugError unless `condition` holds. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new BugError(message)
}

/** The value, or BugError when it is missing. */
export function ensure<T>(value: T | null | undefined, message: string): T {
  if (value === null || value === undefined) throw new BugError(message)
  return value
}

/** The end of an exhaustive switch. */
export function assertUnreachable(value: never): never {
  throw new BugError(`unreachable: ${String(value)}`)
}
