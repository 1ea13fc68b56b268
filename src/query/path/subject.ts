/** Which stretch of which goroutine a critical path is asked of. */
import { groupDigits } from '../../base/format-units'
import { fail, succeed } from '../../base/result'
import type { Result } from '../../base/result'
import { shortFunctionName } from '../../base/function-names'
import type { PathChoice } from '../../contract/path-dto'
import { NONE } from '../../model/states'
import type { Trace } from '../../model/trace'
import type { TraceIndex } from '../trace-index'

export interface PathSubject {
  readonly text: string
  /** Goroutine index. */
  readonly goroutine: number
  readonly task?: number
  readonly fromNs: number
  readonly toNs: number
  readonly note: string
}

export function pathSubject({ trace }: TraceIndex, choice: PathChoice): Result<PathSubject, string> {
  switch (choice.by) {
    case 'goroutine':
      return ofGoroutine(trace, choice)
    case 'task': {
      const row = trace.tasks.id.subarray(0, trace.tasks.count).indexOf(choice.task)
      return row < 0 ? fail(`this trace has no task ${choice.task}`) : ofTask(trace, row)
    }
    case 'region': {
      const region = longestRegion(trace, choice.name)
      return region === NONE
        ? fail(`this trace shows no region "${choice.name}" whole, from its begin to its end`)
        : ofRegion(trace, region)
    }
    case 'longest':
      return ofLongest(trace)
  }
}

function ofGoroutine(
  trace: Trace,
  choice: Extract<PathChoice, { by: 'goroutine' }>,
): Result<PathSubject, string> {
  const { goroutines, spans, tables } = trace
  const goroutine = tables.goroutines.indexOf(choice.goroutine)
  if (goroutine === NONE || goroutine >= goroutines.count)
    return fail(`this trace has no goroutine ${choice.goroutine}`)
  const first = goroutines.spanOffset[goroutine]
  if (first === goroutines.spanOffset[goroutine + 1])
    return fail(`goroutine ${choice.goroutine} is only named in this trace: it shows nothing of what it did`)
  const fromNs = Math.max(0, Math.round(choice.fromNs ?? spans.startNs.at(first)))
  const rowEndNs = goroutines.rowEndNs.at(goroutine)
  const askedNs = Math.min(trace.durationNs, Math.round(choice.toNs ?? rowEndNs))
  // Behind its end there is nothing that it waited for.
  const toNs = Math.min(askedNs, rowEndNs)
  if (toNs <= fromNs)
    return fail(`goroutine ${choice.goroutine} does not live in the stretch from ${fromNs} to ${askedNs} ns`)
  return succeed({
    text: nameOf(trace, goroutine),
    goroutine,
    fromNs,
    toNs,
    note: choice.toNs !== undefined && toNs < askedNs ? 'It ended before the stretch does.' : '',
  })
}

function ofTask(trace: Trace, row: number): Result<PathSubject, string> {
  const { tasks, goroutines, tables, durationNs } = trace
  const id = tasks.id[row]
  const isBegun = !Number.isNaN(tasks.startNs[row])
  const isEnded = !Number.isNaN(tasks.endNs[row])
  const last = tasks.endGoroutine[row]
  const goroutine = isEnded && last < goroutines.count ? last : tasks.startGoroutine[row]
  if (goroutine >= goroutines.count)
    return fail(`the trace names no goroutine that began or ended task ${id}`)
  const fromNs = isBegun ? tasks.startNs[row] : 0
  const toNs = isEnded ? tasks.endNs[row] : Math.min(durationNs, goroutines.rowEndNs.at(goroutine))
  if (toNs <= fromNs) return fail(`task ${id} takes no time in this trace`)
  const name = tables.strings.get(tasks.name[row])
  const whose = `g${goroutines.id[goroutine]}`
  return succeed({
    text: name === '' ? `task ${groupDigits(id)}` : `task ${groupDigits(id)} “${name}”`,
    goroutine,
    task: id,
    fromNs,
    toNs,
    note: [
      isBegun ? '' : 'Its begin is not in the trace: the path goes back to the trace’s start.',
      isEnded
        ? ''
        : `Its end is not in the trace: the path is that of ${whose}, which began it, to the end of what the trace shows of it.`,
    ]
      .filter((one) => one !== '')
      .join(' '),
  })
}

function ofRegion(trace: Trace, region: number): Result<PathSubject, string> {
  const { regions, tables } = trace
  const goroutine = regions.goroutine[region]
  return succeed({
    text: `region “${tables.strings.get(regions.name[region])}” of ${nameOf(trace, goroutine)}`,
    goroutine,
    fromNs: regions.startNs[region],
    toNs: regions.endNs[region],
    note: '',
  })
}

/** A region seen whole that takes time; of one name, or of any. NONE where there is none. */
function longestRegion({ regions, goroutines, tables }: Trace, name: string | undefined): number {
  let longest = NONE
  let longestNs = 0
  for (let region = 0; region < regions.count; region++) {
    const lengthNs = regions.endNs[region] - regions.startNs[region]
    if (lengthNs <= longestNs || regions.flags[region] !== 0) continue
    if (regions.goroutine[region] >= goroutines.count) continue
    if (name !== undefined && tables.strings.get(regions.name[region]) !== name) continue
    longest = region
    longestNs = lengthNs
  }
  return longest
}

function ofLongest(trace: Trace): Result<PathSubject, string> {
  const { tasks, goroutines, durationNs } = trace
  let longest = NONE
  let longestNs = 0
  for (let task = 0; task < tasks.count; task++) {
    const lengthNs = tasks.endNs[task] - tasks.startNs[task]
    // Also false where either is not in the trace.
    if (!(lengthNs > longestNs) || tasks.endGoroutine[task] >= goroutines.count) continue
    longest = task
    longestNs = lengthNs
  }
  if (longest !== NONE) return ofTask(trace, longest)
  const region = longestRegion(trace, undefined)
  if (region !== NONE) return ofRegion(trace, region)
  const main = mainGoroutine(trace)
  return main === NONE
    ? fail('this trace has no task or region that it shows whole, and no goroutine with a stretch of time')
    : ofGoroutine(trace, {
        by: 'goroutine',
        goroutine: goroutines.id[main],
        fromNs: 0,
        toNs: durationNs,
      })
}

/** runtime.main's goroutine where it is known, else the first of the program with a row. */
function mainGoroutine({ goroutines, tables }: Trace): number {
  let first = NONE
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    const at = goroutines.spanOffset[goroutine]
    if (at === goroutines.spanOffset[goroutine + 1] || goroutines.rowEndNs.at(goroutine) <= 0) continue
    const name = tables.strings.get(goroutines.functionName[goroutine])
    if (name === 'runtime.main' || name === 'main.main') return goroutine
    if (first === NONE && !name.startsWith('runtime.')) first = goroutine
  }
  return first
}

function nameOf({ goroutines, tables }: Trace, goroutine: number): string {
  const name = shortFunctionName(tables.strings.get(goroutines.functionName[goroutine]))
  return `g${goroutines.id[goroutine]} ${name}`.trimEnd()
}
