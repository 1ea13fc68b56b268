/**
 * A SCHED line of schedtrace=N (runtime/proc.go: schedtrace). The fields are named, so one reader does for all:
 *
 *     SCHED 100ms: gomaxprocs=2 idleprocs=1 threads=4 spinningthreads=0 idlethreads=2 runqueue=0 [0 0]              Go 1.11 to 1.19
 *     … spinningthreads=1 needspinning=0 idlethreads=1 …                                                            from Go 1.20
 *     … runqueue=1 [ 1 0 ] schedticks=[ 4113 4191 ]                                                                 from Go 1.25
 *     … runqueue=0 gcwaiting=false nmidlelocked=0 stopwait=0 sysmonwait=false                                       with scheddetail=1
 *
 * Up to Go 1.19 gcwaiting and sysmonwait print as 0 and 1.
 */

export interface SchedLine {
  readonly timeNs: number
  readonly fields: ReadonlyMap<string, number>
  readonly isDetailed: boolean
  /** Queue lengths of the Ps; undefined where the brackets are missing or torn. */
  readonly localQueues?: readonly number[]
  readonly length: number
}

const head = /^SCHED (\d{1,15})ms:/
const field = / ([a-z]{1,32})=(true|false|-?\d{1,15})(?![^\s])/y
const queues = / \[([ \d]*)\]/y
const ticks = / schedticks=\[[ \d]*\]/y
const needed = ['gomaxprocs', 'idleprocs', 'threads', 'spinningthreads', 'idlethreads', 'runqueue']

/** The runtime counts them with 32 bits. */
const longestQueue = 0xffff_ffff

/** @returns undefined when the text is not whole. */
export function parseSchedLine(text: string): SchedLine | undefined {
  const start = head.exec(text)
  if (start === null) return undefined
  const fields = new Map<string, number>()
  let at = start[0].length
  let localQueues: readonly number[] | undefined
  for (;;) {
    field.lastIndex = at
    const found = field.exec(text)
    if (found !== null) {
      fields.set(found[1], found[2] === 'true' ? 1 : found[2] === 'false' ? 0 : Number(found[2]))
      at = field.lastIndex
      continue
    }
    queues.lastIndex = at
    const list = localQueues === undefined ? queues.exec(text) : null
    if (list === null) break
    localQueues = list[1]
      .split(' ')
      .filter((one) => one !== '')
      .map(Number)
    at = queues.lastIndex
  }
  if (needed.some((name) => !fields.has(name))) return undefined
  if (localQueues?.some((length) => length > longestQueue) === true) return undefined
  ticks.lastIndex = at
  if (ticks.test(text)) at = ticks.lastIndex
  return {
    timeNs: Number(start[1]) * 1e6,
    fields,
    isDetailed: fields.has('gcwaiting'),
    ...(localQueues === undefined ? {} : { localQueues }),
    length: at,
  }
}
