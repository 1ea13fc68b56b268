/**
 * Events of format 1 that change no state: metrics, CPU samples, and what users write (tasks, regions, logs).
 */
import type { EventContext, EventSink } from '../../../model/event-sink'
import { Metric } from '../../../model/states'
import type { GrowableTables } from '../../../model/trace-tables'
import type { Names } from './names'
import type { OrderedTrace } from './order'
import type { ResourceStates } from './resource-states'
import { WireType } from './wire'

/** A Map holds no more than 2^24 entries; beyond these, the end of a task is told without its name. */
const mostOpenTasks = 4_000_000

export class PlainEvents {
  private readonly tasks = new Map<number, { readonly parent: number; readonly name: number }>()

  constructor(
    private readonly ordered: OrderedTrace,
    private readonly tables: GrowableTables,
    private readonly names: Names,
    private readonly states: ResourceStates,
    private readonly sink: EventSink,
    private readonly context: EventContext,
  ) {}

  /** Passes event `i` on, its context and time being set. False when there was nothing to pass on. */
  pass(i: number): boolean {
    const { sink, context, names } = this
    const { events } = this.ordered
    const a = events.a[i]
    switch (events.type[i]) {
      case WireType.heapAlloc:
        sink.metric(context, Metric.heapLive, a)
        return true
      case WireType.heapGoal:
        sink.metric(context, Metric.heapGoal, a)
        return true
      case WireType.userTaskCreate: {
        const name = names.string(events.c[i])
        if (this.tasks.size < mostOpenTasks) this.tasks.set(a, { parent: events.b[i], name })
        sink.taskBegin(context, a, events.b[i], name)
        return true
      }
      case WireType.userTaskEnd: {
        const begun = this.tasks.get(a)
        this.tasks.delete(a)
        sink.taskEnd(context, a, begun?.parent ?? -1, begun?.name ?? 0)
        return true
      }
      case WireType.userRegion: {
        const name = names.string(events.c[i])
        const goroutine = events.goroutine[i]
        if (events.b[i] === 0) {
          this.states.openRegion(goroutine, a, name)
          sink.regionBegin(context, a, name)
          return true
        }
        if (!this.states.closeRegion(goroutine, a, name)) return false
        sink.regionEnd(context, a, name)
        return true
      }
      case WireType.userLog: {
        const message = this.tables.strings.intern(this.ordered.messages[events.c[i]] ?? '')
        sink.log(context, a, names.string(events.b[i]), message)
        return true
      }
      case WireType.cpuSample:
        sink.cpuSample(context)
        return true
      default:
        // Every other type has been dealt with; the parser lets no unknown one through.
        return false
    }
  }
}
