/**
 * V8 compiles functions that ran for a while once more, on threads of its own, to make them faster. While a large trace is
 * being read that takes processors away from reading it: what is hot is in WebAssembly, and hundreds of other functions
 * run just long enough to be compiled and not long enough to be worth it. So meanwhile V8 is told to wait longer.
 *
 * The flag holds for the whole process. It only shifts when a function is compiled, and only for so long; it is not touched
 * where its usual value is not known, and must not be set before threads have begun (scripts that V8 keeps compiled for them
 * are of no use to it under other flags).
 */
import { setFlagsFromString } from 'node:v8'

/** Of bytecode, by V8's first two numbers (`node --v8-options`). V8 complains in words about a flag that it does not have. */
const usualBudgetBytes: ReadonlyMap<string, number> = new Map([
  ['10.8', 67_584],
  ['11.3', 67_584],
])
const raisedBudgetBytes = 10_000_000
/** A file that takes longer has work that is worth compiling: a trace of format 1, or a damaged one. */
const mostMs = 3_000

/** Those who asked for it and have not said that they are done. */
let wishes = 0

/** Returns how to take it back; it is by itself after a while. */
export function optimizeLess(v8Version: string = process.versions.v8): () => void {
  const usual = usualBudgetBytes.get(v8Version.split('.').slice(0, 2).join('.'))
  if (usual === undefined) return () => undefined
  if (++wishes === 1) setFlagsFromString(`--interrupt-budget=${raisedBudgetBytes}`)
  let isDone = false
  const done = (): void => {
    if (isDone) return
    isDone = true
    clearTimeout(timer)
    if (--wishes === 0) setFlagsFromString(`--interrupt-budget=${usual}`)
  }
  const timer = setTimeout(done, mostMs)
  timer.unref()
  return done
}
