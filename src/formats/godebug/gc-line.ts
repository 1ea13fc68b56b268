/**
 * A line of gctrace=1. One form from Go 1.5 to Go 1.17, with stacks and globals from Go 1.18 on (runtime/mgc.go:
 * gcMarkTermination of Go 1.11, 1.17, 1.18 and 1.27):
 *
 *     gc 12 @0.053s 21%: 0.042+0.78+0 ms clock, 0.085+0.67/0/0+0.001 ms cpu, 4->4->3 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 2 P (forced)
 *
 * Go 1.26 writes ` (checking for goroutine leaks)` behind the percentage where a cycle did so.
 */
import type { gcCycleColumns } from '../../model/godebug-log'

export type GcCycle = Readonly<Partial<Record<(typeof gcCycleColumns)[number], number>>> & {
  readonly number: number
  readonly startNs: number
  readonly endNs: number
}

const ms = '(\\d{1,20}(?:\\.\\d{1,9})?)'
const size = '(\\d{1,20})'
const gcLine = new RegExp(
  `^gc (\\d{1,10}) @(\\d{1,14})\\.(\\d{3})s (\\d{1,20})%( \\(checking for goroutine leaks\\))?: ` +
    `${ms}\\+${ms}\\+${ms} ms clock, ${ms}\\+${ms}/${ms}/${ms}\\+${ms} ms cpu, ` +
    `${size}->${size}->${size} MB, ${size} MB goal(?:, ${size} MB stacks)?(?:, ${size} MB globals)?, (\\d{1,10}) P( \\(forced\\))?`,
)

/** @returns the cycle and how much of the text it takes; undefined when the text is not whole. */
export function parseGcLine(text: string): { readonly cycle: GcCycle; readonly length: number } | undefined {
  const found = gcLine.exec(text)
  if (found === null) return undefined
  const number = (at: number): number => (found[at] === undefined ? NaN : Number(found[at]))
  // Printed with at most three digits behind the point: whole microseconds.
  const durationNs = (at: number): number => Math.round(Number(found[at]) * 1e6)
  const startNs = (Number(found[2]) * 1000 + Number(found[3])) * 1e6
  return {
    length: found[0].length,
    cycle: {
      number: number(1),
      startNs,
      cpuPercent: number(4),
      isLeakCheck: found[5] === undefined ? 0 : 1,
      sweepTerminationNs: durationNs(6),
      concurrentNs: durationNs(7),
      markTerminationNs: durationNs(8),
      endNs: startNs + durationNs(6) + durationNs(7) + durationNs(8),
      sweepTerminationCpuNs: durationNs(9),
      assistCpuNs: durationNs(10),
      workerCpuNs: durationNs(11),
      idleCpuNs: durationNs(12),
      markTerminationCpuNs: durationNs(13),
      heapStartMiB: number(14),
      heapEndMiB: number(15),
      heapLiveMiB: number(16),
      goalMiB: number(17),
      stacksMiB: number(18),
      globalsMiB: number(19),
      procs: number(20),
      isForced: found[21] === undefined ? 0 : 1,
    },
  }
}
