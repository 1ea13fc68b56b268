/** Lines of inittrace=1, gcpacertrace=1 and of the scavenger. */
import type { gcPacingColumns, scavengeColumns } from '../../model/godebug-log'

export interface InitLine {
  readonly package: string
  readonly startNs: number
  readonly clockNs: number
  readonly bytes: number
  readonly allocs: number
  readonly length: number
}

const initLine =
  /^init ([^\s@]{1,1024}) @(\d{1,15}(?:\.\d{1,9})?) ms, (\d{1,15}(?:\.\d{1,9})?) ms clock, (\d{1,20}) bytes, (\d{1,20}) allocs/

/** `init errors @0.26 ms, 0.001 ms clock, 0 bytes, 0 allocs` (runtime/proc.go: doInit, from Go 1.16 on). */
export function parseInitLine(text: string): InitLine | undefined {
  const found = initLine.exec(text)
  if (found === null) return undefined
  return {
    package: found[1],
    startNs: Math.round(Number(found[2]) * 1e6),
    clockNs: Math.round(Number(found[3]) * 1e6),
    bytes: Number(found[4]),
    allocs: Number(found[5]),
    length: found[0].length,
  }
}

type Pacing = Readonly<Partial<Record<(typeof gcPacingColumns)[number], number>>>

/** A line tells of the begin of a cycle, of its end, or of the sweep behind it. */
export interface PacerLine {
  readonly when: 'start' | 'end' | 'swept'
  readonly values: Pacing
  readonly length: number
}

/** Up to Go 1.25 floats print as `+2.500000e-001`, later as `0.25`. */
const float = '([+-]?(?:\\d{1,20}(?:\\.\\d{1,20})?(?:e[+-]?\\d{1,4})?|Inf|NaN))'
const whole = '(\\d{1,20})'
const pacerStart = new RegExp(
  `^pacer: assist ratio=${float} \\(scan ${whole} MB in ${whole}->${whole} MB\\) workers=${whole}\\+${float}`,
)
const pacerEnd = new RegExp(
  `^pacer: ${whole}% CPU \\(${whole} exp\\.\\) for ${whole}\\+${whole}\\+${whole} B work \\(${whole} B exp\\.\\) in ${whole} B -> ${whole} B \\((?:∆|\\\\u2206)goal (-?\\d{1,20}), cons/mark ${float}\\)`,
)
const pacerEndBefore118 = new RegExp(
  `^pacer: H_m_prev=${whole} h_t=${float} H_T=${whole} h_a=${float} H_a=${whole} h_g=${float} H_g=${whole} u_a=${float} u_g=${float} W_a=${whole}`,
)
const pacerSwept = new RegExp(
  `^pacer: sweep done at heap size ${whole}MB; allocated (-?\\d{1,20})MB during sweep; swept ${whole} pages at ${float} pages/byte`,
)

/**
 * Lines of gcpacertrace=1: begin and end of a cycle (runtime/mgcpacer.go: startCycle, endCycle; up to Go 1.17
 * runtime/mgc.go, with other names) and the end of its sweep (runtime/mgcsweep.go: sweepone).
 */
export function parsePacerLine(text: string): PacerLine | undefined {
  const start = pacerStart.exec(text)
  if (start !== null) {
    return {
      when: 'start',
      length: start[0].length,
      values: {
        assistRatio: Number(start[1]),
        scanMiB: Number(start[2]),
        dedicatedWorkers: Number(start[5]),
        fractionalUtilization: Number(start[6]),
      },
    }
  }
  const end = pacerEnd.exec(text)
  if (end !== null) {
    return {
      when: 'end',
      length: end[0].length,
      values: {
        cpuPercent: Number(end[1]),
        expectedCpuPercent: Number(end[2]),
        heapWorkBytes: Number(end[3]),
        stackWorkBytes: Number(end[4]),
        globalsWorkBytes: Number(end[5]),
        expectedWorkBytes: Number(end[6]),
        triggerBytes: Number(end[7]),
        liveBytes: Number(end[8]),
        overGoalBytes: Number(end[9]),
        consMark: Number(end[10]),
      },
    }
  }
  const old = pacerEndBefore118.exec(text)
  if (old !== null) {
    return {
      when: 'end',
      length: old[0].length,
      values: {
        cpuPercent: Math.floor(Number(old[8]) * 100),
        expectedCpuPercent: Math.floor(Number(old[9]) * 100),
        heapWorkBytes: Number(old[10]),
        triggerBytes: Number(old[3]),
        liveBytes: Number(old[5]),
        overGoalBytes: Number(old[5]) - Number(old[7]),
      },
    }
  }
  const swept = pacerSwept.exec(text)
  if (swept === null) return undefined
  return {
    when: 'swept',
    length: swept[0].length,
    values: { sweepAllocatedMiB: Number(swept[2]), sweptPages: Number(swept[3]) },
  }
}

export interface ScavengeLine {
  readonly values: Readonly<Partial<Record<(typeof scavengeColumns)[number], number>>>
  readonly length: number
}

const scvgHeap =
  /^scvg-?\d{0,20}: inuse: (\d{1,20}), idle: (\d{1,20}), sys: (\d{1,20}), released: (\d{1,20}), consumed: (\d{1,20}) \(MB\)/
const scvgReleased = /^scvg-?\d{0,20}: (\d{1,20}) MB released/
const scavSplit =
  /^scav (\d{1,20}) KiB work \(bg\), (\d{1,20}) KiB work \(eager\), (\d{1,20}) KiB now, (\d{1,20})% util( \(forced\))?/
const scavSum =
  /^scav (?:\d{1,20} )?(\d{1,20}) KiB work, (\d{1,20}) KiB total, (\d{1,20})% util( \(forced\))?/

/**
 * `scvg0: inuse: …` stood among gctrace lines up to Go 1.13 (runtime/mheap.go: scavenge); scavtrace=1 prints
 * `scav …` (runtime/mgcscavenge.go: printScavTrace; two sums from Go 1.21 on).
 */
export function parseScavengeLine(text: string): ScavengeLine | undefined {
  const heap = scvgHeap.exec(text)
  if (heap !== null) {
    return {
      length: heap[0].length,
      values: {
        inUseMiB: Number(heap[1]),
        idleMiB: Number(heap[2]),
        sysMiB: Number(heap[3]),
        consumedMiB: Number(heap[5]),
        isForced: 0,
      },
    }
  }
  const released = scvgReleased.exec(text)
  if (released !== null)
    return { length: released[0].length, values: { releasedMiB: Number(released[1]), isForced: 0 } }
  const split = scavSplit.exec(text)
  if (split !== null) {
    return {
      length: split[0].length,
      values: {
        backgroundKiB: Number(split[1]),
        eagerKiB: Number(split[2]),
        totalKiB: Number(split[3]),
        utilPercent: Number(split[4]),
        isForced: split[5] === undefined ? 0 : 1,
      },
    }
  }
  const sum = scavSum.exec(text)
  if (sum === null) return undefined
  return {
    length: sum[0].length,
    values: {
      backgroundKiB: Number(sum[1]),
      totalKiB: Number(sum[2]),
      utilPercent: Number(sum[3]),
      isForced: sum[4] === undefined ? 0 : 1,
    },
  }
}
