/** CPU samples by what they were taken on: a P or a thread. Made when a row of such is first drawn. */
import type { Trace } from '../../model/trace'
import { sortedInstants } from '../instants'
import type { Instants } from '../instants'
import { sparseListsOf } from '../list-by-key'

type InstantsByKey = ReadonlyMap<number, Instants>

export class ExecutionSamples {
  private processors: InstantsByKey | undefined
  private threads: InstantsByKey | undefined

  constructor(private readonly trace: Trace) {}

  /** `id` is Go's P number; undefined where no sample was taken. */
  ofProcessor(id: number): Instants | undefined {
    this.processors ??= this.by(this.trace.cpuSamples.processor)
    return this.processors.get(id)
  }

  ofThread(thread: number): Instants | undefined {
    this.threads ??= this.by(this.trace.cpuSamples.thread)
    return this.threads.get(thread)
  }

  private by(keys: Uint32Array): InstantsByKey {
    const { atNs, count } = this.trace.cpuSamples
    const lists = [...sparseListsOf(keys, count)]
    return new Map(lists.map(([key, list]) => [key, sortedInstants(list, (sample) => atNs[sample])]))
  }
}
