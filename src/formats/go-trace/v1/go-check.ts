/**
 * What Go's reader demands of a format-1 trace beyond its order, for strict reading only: a goroutine must run to act,
 * one collection and one stop of the world at a time, and so on. Any breach makes Go refuse the whole file
 * (Go 1.27 src/internal/trace/internal/tracev1/parser.go: postProcessTrace).
 */
import type { EventColumns } from './columns'
import { WireType } from './wire'

const State = { unknown: 0, dead: 1, runnable: 2, running: 3, waiting: 4 } as const

interface Region {
  readonly task: number
  readonly name: number
}

/** The first breach in words, or null. `goroutineIds` maps the columns' goroutine index to Go's id. */
export function findBreach(
  events: EventColumns,
  goroutineCount: number,
  indexOf: (id: number) => number,
): string | null {
  const states = new Uint8Array(goroutineCount + 1)
  states[0] = State.running
  /** Goroutine index by processor; 0 for none. */
  const runs = new Map<number, number>()
  const isProcessorRunning = new Set<number>()
  const sweeps = new Set<number>()
  const assists = new Set<number>()
  const tasks = new Set<number>()
  const regions = new Map<number, Region[]>()
  let isCollecting = false
  let isStopped = false

  for (let i = 0; i < events.count; i++) {
    const goroutine = events.goroutine[i]
    const processor = events.processor[i]
    const state = states[goroutine]
    const ran = runs.get(processor) ?? 0
    const acts = state === State.running && ran === goroutine
    switch (events.type[i]) {
      case WireType.procStart:
        if (isProcessorRunning.has(processor)) return `processor ${processor} starts while it runs`
        isProcessorRunning.add(processor)
        break
      case WireType.procStop:
        if (!isProcessorRunning.delete(processor)) return `processor ${processor} stops while it does not run`
        if (ran !== 0) return `processor ${processor} stops while a goroutine runs on it`
        break
      case WireType.gcStart:
        if (isCollecting) return 'a collection begins during another one'
        isCollecting = true
        break
      case WireType.gcDone:
        if (!isCollecting) return 'a collection ends that never began'
        isCollecting = false
        break
      case WireType.stwStart:
        if (isStopped) return 'the world is stopped while it is stopped'
        isStopped = true
        break
      case WireType.stwDone:
        if (!isStopped) return 'the world starts while it is not stopped'
        isStopped = false
        break
      case WireType.gcSweepStart:
        if (sweeps.has(processor)) return 'a sweep begins during another one of its processor'
        sweeps.add(processor)
        break
      case WireType.gcSweepDone:
        if (!sweeps.delete(processor)) return 'a sweep ends that never began'
        break
      case WireType.gcMarkAssistStart:
        if (assists.has(goroutine)) return 'a mark assist begins during another one of its goroutine'
        assists.add(goroutine)
        break
      case WireType.gcMarkAssistDone:
        assists.delete(goroutine)
        break
      case WireType.goWaiting:
      case WireType.goInSyscall:
        if (state !== State.runnable) return 'a goroutine that is not runnable is said to wait'
        states[goroutine] = State.waiting
        break
      case WireType.goCreate: {
        if (!acts) return 'a goroutine is created by one that does not run'
        const created = indexOf(events.a[i])
        if (states[created] !== State.unknown) return 'a goroutine is created twice'
        states[created] = State.runnable
        break
      }
      case WireType.goStart:
      case WireType.goStartLabel:
        if (state !== State.runnable) return 'a goroutine starts that is not runnable'
        if (ran !== 0) return 'a goroutine starts on a processor that runs another one'
        states[goroutine] = State.running
        runs.set(processor, goroutine)
        break
      case WireType.goEnd:
      case WireType.goStop:
        if (!acts || goroutine === 0) return 'a goroutine ends that does not run'
        states[goroutine] = State.dead
        runs.set(processor, 0)
        if (events.type[i] === WireType.goEnd) regions.delete(goroutine)
        break
      case WireType.goSched:
      case WireType.goPreempt:
        if (!acts || goroutine === 0) return 'a goroutine yields that does not run'
        states[goroutine] = State.runnable
        runs.set(processor, 0)
        break
      case WireType.goUnblock: {
        if (state !== State.running || ran !== goroutine)
          return 'a goroutine is woken by one that does not run'
        const woken = indexOf(events.a[i])
        if (states[woken] !== State.waiting) return 'a goroutine is woken that does not wait'
        states[woken] = State.runnable
        break
      }
      case WireType.goSysCall:
        if (!acts || goroutine === 0) return 'a goroutine makes a system call that does not run'
        break
      case WireType.goSysExit:
        if (state !== State.waiting) return 'a system call ends of a goroutine that is not in one'
        states[goroutine] = State.runnable
        break
      case WireType.goSleep:
      case WireType.goBlock:
      case WireType.goBlockSend:
      case WireType.goBlockRecv:
      case WireType.goBlockSelect:
      case WireType.goBlockSync:
      case WireType.goBlockCond:
      case WireType.goBlockNet:
      case WireType.goBlockGc:
      case WireType.goSysBlock:
        if (!acts || goroutine === 0) return 'a goroutine blocks that does not run'
        states[goroutine] = State.waiting
        runs.set(processor, 0)
        break
      case WireType.userTaskCreate:
        if (tasks.has(events.a[i])) return 'two tasks have the same id'
        tasks.add(events.a[i])
        break
      case WireType.userTaskEnd:
        tasks.delete(events.a[i])
        break
      case WireType.userRegion: {
        const region = { task: events.a[i], name: events.c[i] }
        const open = regions.get(goroutine)
        if (events.b[i] === 0) {
          if (open === undefined) regions.set(goroutine, [region])
          else open.push(region)
        } else if (open !== undefined && open.length > 0) {
          const inner = open[open.length - 1]
          if (inner.task !== region.task || inner.name !== region.name)
            return 'a region ends that is not the innermost open one of its goroutine'
          open.pop()
        }
        break
      }
      case WireType.futileWakeup:
        return 'the trace has an event (FutileWakeup) that has not been written since 2015'
      default:
    }
  }
  return null
}
