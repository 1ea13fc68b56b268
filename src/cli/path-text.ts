/** A critical path for people, in a terminal. */
import { formatDuration, formatExactTime, formatShare, groupDigits } from '../base/format-units'
import { shortFunctionName } from '../base/function-names'
import type { PathDto, PathStepDto } from '../contract/path-dto'
import type { FrameDto, GoroutineRefDto } from '../contract/place-dto'

const listedSteps = 60
const listedFunctions = 8

export function pathText(name: string, path: PathDto): string {
  const { subject, steps, stepTotal, hopTotal, functions, functionTotal } = path
  const wholeNs = subject.toNs - subject.fromNs
  const lines = [
    `${name}: critical path of ${subject.text}`,
    `${formatExactTime(subject.fromNs)} to ${formatExactTime(subject.toNs)}, ${formatDuration(wholeNs)}; ${groupDigits(stepTotal)} ${stepTotal === 1 ? 'step' : 'steps'}, ${groupDigits(hopTotal)} hand-overs`,
    ...(subject.note === '' ? [] : [subject.note]),
    '',
    ...path.sentences,
    '',
    'By start function',
    ...functions
      .slice(0, listedFunctions)
      .map(
        ({ of, totalNs }) =>
          `  ${formatDuration(totalNs).padStart(9)}  ${formatShare(totalNs / wholeNs).padStart(7)}  ${of === '' ? '(start function unknown)' : of}`,
      ),
    ...more(functionTotal - listedFunctions, 'start functions'),
    '',
    'Steps, in order of time',
    ...steps.slice(0, listedSteps).flatMap(stepLines),
    ...more(steps.length - listedSteps, 'lines; --json has them'),
  ]
  return lines.join('\n') + '\n'
}

const more = (count: number, what: string): readonly string[] =>
  count > 0 ? [`  and ${groupDigits(count)} more ${what}`] : []

function stepLines(step: PathStepDto): readonly string[] {
  const { fromNs, toNs, goroutine, text, place, certainty, hop, count } = step
  const who = goroutine === undefined ? `${groupDigits(count)} steps` : nameOf(goroutine)
  const at = place === undefined ? '' : `, at ${placeOf(place)}`
  const mark = certainty === 'likely' ? '  (likely)' : ''
  const line = `  ${formatExactTime(fromNs)}  ${formatDuration(toNs - fromNs).padStart(9)}  ${who}  ${text}${at}${mark}`
  if (hop === undefined) return [line]
  const hopAt = hop.place === undefined ? '' : `, at ${placeOf(hop.place)}`
  return [`      ${hop.text}${hopAt}`, line]
}

const nameOf = ({ id, functionName }: GoroutineRefDto): string =>
  `g${id} ${functionName === '' ? '(start function unknown)' : shortFunctionName(functionName)}`

const placeOf = ({ functionName, file, line }: FrameDto): string =>
  `${shortFunctionName(functionName)} (${file.slice(file.lastIndexOf('/') + 1)}:${line})`
