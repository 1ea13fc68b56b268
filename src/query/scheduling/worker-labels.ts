/**
 * What the runtime called a running span: how a worker of the collector was started, "GC (dedicated)", "GC (fractional)" or
 * "GC (idle)". The label follows the start it belongs to (Go 1.27 src/runtime/traceruntime.go, GoStart).
 */
import { GoroutineState } from '../../model/states'
import type { Trace } from '../../model/trace'
import { spanAt } from '../assist-pieces'

/** Text by span index; empty where the trace has no labels. */
export type WorkerLabels = ReadonlyMap<number, string>

const ofTraces = new WeakMap<Trace, WorkerLabels>()

/** Made once for a trace, when first asked for. */
export function workerLabelsOf(trace: Trace): WorkerLabels {
  let labels = ofTraces.get(trace)
  if (labels === undefined) ofTraces.set(trace, (labels = labelsBySpan(trace)))
  return labels
}

function labelsBySpan(trace: Trace): WorkerLabels {
  const { labels, goroutines, spans, tables } = trace
  const bySpan = new Map<number, string>()
  for (let row = 0; row < labels.count; row++) {
    const goroutine = labels.goroutine[row]
    if (goroutine >= goroutines.count) continue
    const first = goroutines.spanOffset[goroutine]
    if (first === goroutines.spanOffset[goroutine + 1]) continue
    let span = spanAt(trace, goroutine, labels.atNs[row])
    // What ended in the same nanosecond as it was labelled still was what the label is about.
    while (span > first && spans.state[span] !== GoroutineState.running) {
      if (spans.startNs.at(span) !== labels.atNs[row]) break
      span--
    }
    if (spans.state[span] === GoroutineState.running) bySpan.set(span, tables.strings.get(labels.label[row]))
  }
  return bySpan
}
