/**
 * The lines below a SCHED line with scheddetail=1 (runtime/proc.go: schedtrace). What is not there prints as -1 up to
 * Go 1.19 and as nil later; timerslen came with Go 1.14.
 *
 *     P0: status=1 schedtick=0 syscalltick=0 m=0 runqsize=0 gfreecnt=0 timerslen=0
 *     M1: p=nil curg=nil mallocing=0 throwing=0 preemptoff= locks=2 dying=0 spinning=false blocked=false lockedg=nil
 *     G2: status=4(force gc (idle)) m=nil lockedm=nil
 */
import type { GoroutineDetail, ProcDetail, ThreadDetail } from '../../model/godebug-log'

export type DetailLine =
  | { readonly kind: 'proc'; readonly proc: ProcDetail; readonly length: number }
  | { readonly kind: 'thread'; readonly thread: ThreadDetail; readonly length: number }
  | { readonly kind: 'goroutine'; readonly goroutine: GoroutineDetail; readonly length: number }

const number = '(\\d{1,15})'
const link = '(nil|-?\\d{1,15})'
const proc = new RegExp(
  `^P${number}: status=${number} schedtick=${number} syscalltick=${number} m=${link} runqsize=${number} gfreecnt=${number}(?: timerslen=${number})?(?=\\s|$)`,
)
const thread = new RegExp(
  `^M${number}: p=${link} curg=${link} mallocing=${number} throwing=(-?\\d{1,15}) preemptoff=([^=\\n]{0,256}?) locks=(-?\\d{1,15}) dying=(-?\\d{1,15}) spinning=(true|false) blocked=(true|false) lockedg=${link}(?=\\s|$)`,
)
const goroutine = new RegExp(
  `^G${number}: status=${number}\\(([^=\\n]{0,256})\\) m=${link} lockedm=${link}(?=\\s|$)`,
)

/** @returns undefined when the text is not whole. */
export function parseDetailLine(text: string): DetailLine | undefined {
  switch (text[0]) {
    case 'P':
      return procOf(proc.exec(text))
    case 'M':
      return threadOf(thread.exec(text))
    default:
      return goroutineOf(goroutine.exec(text))
  }
}

function linked(text: string): number | undefined {
  return text === 'nil' || text.startsWith('-') ? undefined : Number(text)
}

function procOf(found: RegExpExecArray | null): DetailLine | undefined {
  if (found === null) return undefined
  return {
    kind: 'proc',
    length: found[0].length,
    proc: {
      id: Number(found[1]),
      status: Number(found[2]),
      schedTick: Number(found[3]),
      syscallTick: Number(found[4]),
      thread: linked(found[5]),
      queueLength: Number(found[6]),
      freeGoroutines: Number(found[7]),
      timers: found[8] === undefined ? undefined : Number(found[8]),
    },
  }
}

function threadOf(found: RegExpExecArray | null): DetailLine | undefined {
  if (found === null) return undefined
  return {
    kind: 'thread',
    length: found[0].length,
    thread: {
      id: Number(found[1]),
      proc: linked(found[2]),
      goroutine: linked(found[3]),
      mallocing: Number(found[4]),
      throwing: Number(found[5]),
      preemptOff: found[6],
      locks: Number(found[7]),
      dying: Number(found[8]),
      isSpinning: found[9] === 'true',
      isBlocked: found[10] === 'true',
      lockedGoroutine: linked(found[11]),
    },
  }
}

function goroutineOf(found: RegExpExecArray | null): DetailLine | undefined {
  if (found === null) return undefined
  return {
    kind: 'goroutine',
    length: found[0].length,
    goroutine: {
      id: Number(found[1]),
      status: Number(found[2]),
      reason: found[3],
      thread: linked(found[4]),
      lockedThread: linked(found[5]),
    },
  }
}
