/** The lines below one SCHED line as what they tell of. */
import type { GoroutineDetail, ProcDetail, ThreadDetail } from '../../model/godebug-log'
import { parseDetailLine } from './detail-lines'
import { findMarks } from './find-marks'

export interface ReadDetails {
  readonly procs: readonly ProcDetail[]
  readonly threads: readonly ThreadDetail[]
  readonly goroutines: readonly GoroutineDetail[]
}

/** @param text from the first to the last of them, with whatever was printed in between. */
export function readDetails(text: string): ReadDetails {
  const procs: ProcDetail[] = []
  const threads: ThreadDetail[] = []
  const goroutines: GoroutineDetail[] = []
  for (const line of text.split('\n')) {
    for (const mark of findMarks(line)) {
      if (mark.kind !== 'detail') continue
      const detail = parseDetailLine(mark.text)
      if (detail?.kind === 'proc') procs.push(detail.proc)
      else if (detail?.kind === 'thread') threads.push(detail.thread)
      else if (detail?.kind === 'goroutine') goroutines.push(detail.goroutine)
    }
  }
  return { procs, threads, goroutines }
}
