/**
 * System calls that lost their P, which had other work when they returned. Notable by the measure of other places that
 * goroutines queue at: half a goroutine waiting for a P after such calls on average, and one wait of a millisecond. Less
 * is what any program has that uses all its Ps and reads files.
 */
import { formatDuration, groupDigits } from '../../base/format-units'
import { NONE } from '../../model/states'
import { lostSyscalls } from '../scheduling/lost-syscalls'
import type { LostSyscall } from '../scheduling/lost-syscalls'
import { frameDto, placeFrame } from '../stack-dto'
import { fewestLongestNs, notableShare } from './blocking-place'
import { atSeconds, placeText } from './finding-context'
import type { Finder } from './finding-context'

const severeNs = 1e9

export const findSyscallProcessor: Finder = (index) => {
  const { trace } = index
  let waitedNs = 0
  let count = 0
  let longest: LostSyscall | undefined
  const waitedByStack = new Map<number, number>()
  for (const call of lostSyscalls(index)) {
    count++
    waitedNs += call.waitNs
    waitedByStack.set(call.stack, (waitedByStack.get(call.stack) ?? 0) + call.waitNs)
    if (longest === undefined || call.waitNs > longest.waitNs) longest = call
  }
  if (longest === undefined || longest.waitNs < fewestLongestNs) return []
  if (waitedNs < notableShare * trace.durationNs) return []
  const byFrame = new Map<number, number>()
  for (const [stack, stackNs] of waitedByStack) {
    const frame = stack === NONE ? undefined : placeFrame(trace, stack)
    if (frame !== undefined) byFrame.set(frame, (byFrame.get(frame) ?? 0) + stackNs)
  }
  const [most] = [...byFrame].sort((a, b) => b[1] - a[1])
  const place = most === undefined ? undefined : frameDto(trace, most[0])
  return [
    {
      lostNs: waitedNs,
      finding: {
        code: 'syscall-processor',
        severity: waitedNs >= severeNs ? 'high' : 'medium',
        text: `${groupDigits(count)} system ${count === 1 ? 'call' : 'calls'} lost ${count === 1 ? 'its' : 'their'} P and then waited ${formatDuration(waitedNs)} for another; the longest such wait took ${formatDuration(longest.waitNs)} at ${atSeconds(longest.endNs)}${place === undefined ? '' : count === 1 ? `, after the call at ${placeText(place)}` : `. Most of it followed calls at ${placeText(place)}`}.`,
        certainty: 'proved',
        formula:
          'sum of the runnable stretches that follow a system call whose P was taken before it returned',
        figures: {
          count,
          waitedNs,
          longestNs: longest.waitNs,
          ...(place === undefined ? {} : { function: place.functionName, line: place.line }),
        },
        at: {
          fromNs: longest.endNs,
          toNs: longest.endNs + longest.waitNs,
          goroutine: trace.goroutines.id[longest.goroutine],
        },
      },
    },
  ]
}
