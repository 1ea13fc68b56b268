/**
 * Traces drawn as text: a line per goroutine, a column per step of time.
 *
 *   drawTrace(['g1 main.main   RRRRCCqR', 'g2 main.worker ..QRRRR.'], { stepNs: 10 })
 *
 * R running, Q runnable (unblocked), q runnable (preempted), L sync, C chan receive, N network, Z sleep,
 * A waiting for GC assist, S syscall, W waiting since before the trace, ? undetermined, . not there.
 */
import { ensure } from '../../../src/base/assert'
import { GoroutineState } from '../../../src/model/states'
import type { Trace } from '../../../src/model/trace'
import { buildTrace } from './build-trace'
import type { GoroutineSketch, SpanSketch, TraceSketch } from './build-trace'

const letters: Readonly<Record<string, { readonly state: GoroutineState; readonly reason: string }>> = {
  R: { state: GoroutineState.running, reason: '' },
  Q: { state: GoroutineState.runnable, reason: 'unblocked' },
  q: { state: GoroutineState.runnable, reason: 'preempted' },
  L: { state: GoroutineState.waiting, reason: 'sync' },
  C: { state: GoroutineState.waiting, reason: 'chan receive' },
  N: { state: GoroutineState.waiting, reason: 'network' },
  Z: { state: GoroutineState.waiting, reason: 'sleep' },
  A: { state: GoroutineState.waiting, reason: 'GC mark assist wait for work' },
  W: { state: GoroutineState.waiting, reason: '' },
  S: { state: GoroutineState.syscall, reason: '' },
  '?': { state: GoroutineState.undetermined, reason: '' },
  '.': { state: GoroutineState.notExist, reason: '' },
}

export function drawTrace(
  lines: readonly string[],
  options: { readonly stepNs?: number } & Partial<Omit<TraceSketch, 'goroutines'>> = {},
): Trace {
  const { stepNs = 1, ...rest } = options
  let columns = 0
  const goroutines = lines.map((line): GoroutineSketch => {
    const match = ensure(/^g(\d+)\s+(\S+)\s+(\S+)$/.exec(line), `not a drawn goroutine: ${line}`)
    const picture = match[3]
    columns = Math.max(columns, picture.length)
    const first = picture.search(/[^.]/)
    const last = picture.replace(/\.+$/, '').length
    const spans: SpanSketch[] = []
    for (let column = first; column < last; column++) {
      if (column > first && picture[column] === picture[column - 1]) continue
      const letter = ensure(letters[picture[column]], `not a state letter: ${picture[column]}`)
      spans.push({ startNs: column * stepNs, ...letter })
    }
    return {
      id: Number(match[1]),
      name: match[2],
      spans,
      endNs: last * stepNs,
      createdInTrace: first > 0,
      ended: last < picture.length,
      system: match[2].startsWith('runtime.') && match[2] !== 'runtime.main',
    }
  })
  return buildTrace({ durationNs: columns * stepNs, ...rest, goroutines })
}
