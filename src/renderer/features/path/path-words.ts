/** Steps in words and colours, and what they select: a colour only ever means a state. */
import type { PathKind, PathStepDto } from '../../../contract/path-dto'
import type { FrameDto } from '../../../contract/place-dto'
import type { VisualState } from '../../../contract/visual-states'
import { placeName, shortFunctionName } from '../../data/names'
import type { Selection } from '../../state/selection'

export const kindLabels: Readonly<Record<PathKind, string>> = {
  running: 'Running',
  assist: 'GC assist',
  syscall: 'Syscall',
  runnable: 'No P',
  stopped: 'World stopped',
  network: 'Network',
  timer: 'Timer',
  wait: 'Waiting',
  unknown: 'Not told',
}

/** A state that stands for a kind where steps of several states are summed. */
export const kindStates: Readonly<Record<PathKind, VisualState>> = {
  running: 'running',
  assist: 'gc-assist',
  syscall: 'syscall',
  runnable: 'runnable',
  stopped: 'stw',
  network: 'network',
  timer: 'sleep',
  wait: 'blocked-sync',
  unknown: 'unknown',
}

export const frameText = (frame: FrameDto): string =>
  `${shortFunctionName(frame.functionName)} (${placeName(frame)})`

/** What it did and where, in one line. */
export function stepText({ text, place, kind, count }: PathStepDto): string {
  if (kind === undefined) return `${count} short steps`
  if (place === undefined) return text
  return `${text}${kind === 'running' || kind === 'assist' ? ', up to ' : ', at '}${frameText(place)}`
}

/** How the path came there, in one line; '' where it just went on. */
export function hopText({ hop }: PathStepDto): string {
  if (hop === undefined) return ''
  return hop.place === undefined ? hop.text : `${hop.text}, at ${frameText(hop.place)}`
}

/** Its span where it has one, else its goroutine or its time. */
export function selectionOfStep({ goroutine, span, fromNs, toNs }: PathStepDto): Selection {
  if (goroutine === undefined) return { kind: 'range', fromNs, toNs }
  return span === undefined
    ? { kind: 'goroutine', goroutine: goroutine.id }
    : { kind: 'span', goroutine: goroutine.id, startNs: Math.round(span.startNs), index: span.index }
}
