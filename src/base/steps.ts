/**
 * Work in pieces of a few milliseconds. Between two pieces whoever runs it may do something else, tell how far it is, or
 * leave it for good: a question that takes long holds up no other.
 */

/** Yields the share that is done, 0 to 1; returns the result. */
export type Steps<T> = Generator<number, T, void>

/** All pieces in one go. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** `steps` as a part of something longer: its shares lie between `from` and `to`. */
export function* partOf<T>(steps: Steps<T>, from: number, to: number): Steps<T> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    yield from + step.value * (to - from)
  }
}
