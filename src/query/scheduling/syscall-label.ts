/** A system call or a call into C, by its stack: what the program called, not the layers between. */
import type { Trace } from '../../model/trace'
import { shortFunctionName } from '../../base/function-names'
import { placeFrame } from '../stack-dto'

/** The frame below which a goroutine is in C (Go 1.27 src/runtime/cgocall.go). */
const cgoCall = 'runtime.cgocall'

/** `os.(*File).Read`, `cgo main._Cfunc_work`; '' without a stack. */
export function syscallLabel(trace: Trace, span: number): string {
  const { stacks, frames, strings } = trace.tables
  const stack = trace.spans.stack.at(span)
  const nameOf = (frame: number): string => shortFunctionName(strings.get(frames.functionName[frame]))
  if (stack < stacks.count) {
    const first = stacks.offset[stack]
    const end = stacks.offset[stack + 1]
    for (let at = first; at + 1 < end; at++) {
      if (strings.get(frames.functionName[stacks.frame[at]]) === cgoCall)
        return `cgo ${nameOf(stacks.frame[at + 1])}`
    }
  }
  const place = placeFrame(trace, stack)
  return place === undefined ? '' : nameOf(place)
}
