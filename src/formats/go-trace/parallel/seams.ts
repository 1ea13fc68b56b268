/**
 * Whether each generation began in the very state in which the one before it ended. If all did, ordering them apart
 * found what ordering them one after the other would have found.
 */
import { NONE } from '../../../model/states'
import type { OpenRange } from '../order-states'
import { CollectionState } from '../order-states'
import { WireEvent as W } from '../wire-events'
import type { EntryState } from './entry-state'
import type { GenerationState } from './generation-state'
import type { GenerationJob } from './generation-job'

/** What holds behind the generations seen so far. Of what a generation does not touch, what held before it. */
export class Seams {
  private readonly goroutineState = new Map<number, number>()
  private readonly threadGoroutine = new Map<number, number>()
  private readonly threadProcessor = new Map<number, number>()
  private readonly processorStatus = new Map<number, number>()
  private readonly openSyscall = new Map<number, number>()
  private readonly goroutineRanges = new Map<number, readonly OpenRange[]>()
  private readonly swept = new Set<number>()
  private gcSeq = 0
  private gcState: number = CollectionState.unknown

  /** @param rowOffset where the rows of each goroutine begin. */
  constructor(private readonly rowOffset: Uint32Array) {}

  /**
   * Takes the next generation in, if it fits.
   * @param touched threads of which it says something.
   * @returns '' or what does not fit, in words.
   */
  join(job: GenerationJob, touched: ReadonlySet<number>, end: GenerationState): string {
    const problem = job.isFirst ? '' : this.problemAt(job, touched, end)
    if (problem === '') this.pass(job, touched, end)
    return problem
  }

  private problemAt(job: GenerationJob, touched: ReadonlySet<number>, end: GenerationState): string {
    const { entry, continuing } = job
    for (let i = 0; i < continuing.length; i++)
      if (this.goroutineState.get(continuing[i]) !== entry.goroutineStates[i])
        return 'a goroutine is in another state'
    const entryThreads = new Map(entry.threads.map((thread) => [thread[0], thread]))
    for (const thread of touched) {
      const [, goroutine, processor] = entryThreads.get(thread) ?? [thread, -1, -1]
      if ((this.threadGoroutine.get(thread) ?? -1) !== goroutine) return 'a thread has another goroutine'
      if ((this.threadProcessor.get(thread) ?? -1) !== processor) return 'a thread has another processor'
    }
    for (const [id, status] of entry.processors)
      if (this.processorStatus.get(id) !== status) return 'a processor is in another state'
    for (const id of entry.newProcessors)
      if (this.processorStatus.has(id)) return 'a processor was there before'
    if (!this.fitsCollection(entry, end)) return 'a collection is in another state'
    return this.rangeProblem(job) || this.syscallProblem(job)
  }

  private fitsCollection({ gc }: EntryState, end: GenerationState): boolean {
    if (gc === null) return true
    if (this.gcState === gc.state && this.gcSeq === gc.seq) return true
    // Where none was seen before, the first that comes is taken, whatever its number.
    return (
      this.gcState === CollectionState.unknown && gc.state === CollectionState.off && !end.hasCollectionWaited
    )
  }

  private rangeProblem({ entry, continuing }: GenerationJob): string {
    const assisting = new Set(entry.assisting)
    const swept = new Set(entry.swept)
    for (const goroutine of continuing) {
      const open = this.goroutineRanges.get(goroutine) ?? []
      if (!isOnly(open, assisting.has(goroutine) ? W.gcMarkAssistBegin : null))
        return 'a goroutine has other ranges open'
    }
    for (const [id] of entry.processors)
      if (this.swept.has(id) !== swept.has(id)) return 'a processor has other ranges open'
    return ''
  }

  private syscallProblem({ entry, continuing, rowsBefore }: GenerationJob): string {
    const syscalls = new Map(entry.syscalls)
    for (const [id] of entry.processors) {
      const goroutine = syscalls.get(id)
      const open = this.openSyscall.get(id) ?? NONE
      if (goroutine === undefined) {
        if (open !== NONE) return 'a processor is in a system call'
        continue
      }
      const at = continuing.indexOf(goroutine)
      if (at < 0 || open !== this.rowOffset[goroutine] + rowsBefore[at] - 1)
        return 'a processor is in another system call'
    }
    return ''
  }

  private pass(job: GenerationJob, touched: ReadonlySet<number>, end: GenerationState): void {
    const { continuing, leaving } = job
    const goroutineRanges = new Map(end.goroutineRanges)
    const watched = [...continuing, ...leaving]
    watched.forEach((goroutine, i) => this.goroutineState.set(goroutine, end.goroutineStates[i]))
    for (const goroutine of watched) this.goroutineRanges.delete(goroutine)
    for (const [goroutine, open] of goroutineRanges) this.goroutineRanges.set(goroutine, open)
    for (const thread of touched) {
      this.threadGoroutine.set(thread, end.threadGoroutine[thread])
      this.threadProcessor.set(thread, end.threadProcessor[thread])
    }
    const openSyscalls = new Map(end.openSyscalls)
    for (const [id, status] of end.processors) {
      this.processorStatus.set(id, status)
      this.swept.delete(id)
      this.openSyscall.set(id, openSyscalls.get(id) ?? NONE)
    }
    for (const id of end.swept) this.swept.add(id)
    if (end.gcState === CollectionState.unknown) return
    this.gcSeq = end.gcSeq
    this.gcState = end.gcState
  }
}

/** Whether one range of a type is open, or none for null. */
function isOnly(open: readonly OpenRange[], type: number | null): boolean {
  return type === null ? open.length === 0 : open.length === 1 && open[0].type === type
}
