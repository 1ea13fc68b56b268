/**
 * The walk of a sketch (sketch/sketch-walk.ts) in AssemblyScript, rule by rule and on the same columns. The usual events of a
 * batch keep what they work on in locals; the rare ones find it in globals.
 */
import { f64At, setF64, setU32, u32At } from './column-access'
import {
  mostStacks,
  none,
  running,
  stolen,
  stolenOrHeld,
  syscall,
  syscallAlone,
  told,
  walked,
} from './sketch-limits'
import {
  addLost,
  addMark,
  addSteal,
  groupOf,
  groupOfGoroutine,
  processorOf,
  remember,
  threadOf,
} from './sketch-lists'
import {
  argumentCounts,
  data,
  freshNs,
  isCut,
  limitNs,
  nsPerTick,
  rootOfStack,
  threadFirstNs,
  threadGoroutine,
  threadGroup,
  threadId,
  threadKnown,
  threadLastNs,
  threadProcessor,
  threadSinceNs,
  threadState,
} from './sketch-state'
import { addStretch } from './sketch-stretches'
import { behind, skipped, tooLong, valueOf, varint } from './varints'
export * from './sketch-state'

// Wire events (wire-events.ts).
const stackRecord: u32 = 3
const procStart: u32 = 10
const procStop: u32 = 11
const procSteal: u32 = 12
const procStatus: u32 = 13
const goCreate: u32 = 14
const goCreateSyscall: u32 = 15
const goStart: u32 = 16
const goDestroy: u32 = 17
const goDestroySyscall: u32 = 18
const goStop: u32 = 19
const goBlock: u32 = 20
const goUnblock: u32 = 21
const goSyscallBegin: u32 = 22
const goSyscallEnd: u32 = 23
const goSyscallEndBlocked: u32 = 24
const goStatus: u32 = 25
const stwBegin: u32 = 26
const stwEnd: u32 = 27
const gcActive: u32 = 28
const gcBegin: u32 = 29
const gcEnd: u32 = 30
const goSwitch: u32 = 45
const goSwitchDestroy: u32 = 46
const goCreateBlocked: u32 = 47
const goStatusStack: u32 = 48

/** Where rare events read, and the thread that is walked. */
let at: usize = 0
let thread: u32 = 0
let processor: i32 = -1
let goroutine: u32 = 0
let group: i32 = -1
let state: u32 = 0
let sinceNs: f64 = 0

function skip(): void {
  at = skipped(at)
}

/** The low 32 bits of a number of any length, and the place behind it. */
// @ts-ignore: decorator
@inline
function lowAt(place: usize): u64 {
  const short = varint(place)
  return valueOf(short) < tooLong ? short : longLowAt(place)
}

function longLowAt(place: usize): u64 {
  let byte = <u32>load<u8>(place++)
  let value = byte & 0x7f
  for (let shift: u32 = 7; byte >= 0x80; shift += 7) {
    byte = <u32>load<u8>(place++)
    if (shift < 32) value |= (byte & 0x7f) << shift
  }
  return (<u64>place << 32) | <u64>value
}

function number(): u32 {
  const found = lowAt(at)
  at = behind(found)
  return valueOf(found)
}

/** A number of any length, the nearest double. */
function wide(): f64 {
  let byte = <u32>load<u8>(at++)
  let value = <f64>(byte & 0x7f)
  for (let scale: f64 = 128; byte >= 0x80; scale *= 128) {
    byte = <u32>load<u8>(at++)
    if (scale < 1180591620717411303424.0) value += <f64>(byte & 0x7f) * scale
  }
  return value
}

function flush(timeNs: f64): void {
  const fromNs = sinceNs
  sinceNs = timeNs
  if (state !== none && timeNs > fromNs) addStretch(state, processor, goroutine, group, fromNs, timeNs)
}

function freshOr(timeNs: f64): f64 {
  return freshNs <= timeNs ? freshNs : timeNs
}

function letGo(timeNs: f64): void {
  flush(timeNs)
  processor = -1
  if (state === syscall) state = syscallAlone
}

function stop(timeNs: f64): void {
  flush(timeNs)
  state = none
}

function begin(id: u32, to: u32, timeNs: f64): void {
  flush(timeNs)
  goroutine = id
  group = groupOfGoroutine(id)
  state = to
}

function loseProcessor(timeNs: f64, kind: u32): void {
  addLost(processor, kind, sinceNs, timeNs)
  processor = -1
}

function goroutineStatus(id: u32, ofThread: f64, status: u32, timeNs: f64): void {
  if (status !== 2 && status !== 3) return
  const toldState = status === 2 ? running : syscall
  if (status === 2 || ofThread === f64At(threadId, thread)) {
    if (state !== none && goroutine === id && state >= toldState) return
    const isFresh = state === none
    begin(id, toldState, timeNs)
    if (!isFresh) return
    sinceNs = freshOr(timeNs)
    if (load<u8>(threadKnown + thread) !== walked) return
    store<u8>(threadKnown + thread, <u8>told)
    setF64(threadFirstNs, thread, timeNs)
    return
  }
  const found = threadOf(ofThread)
  if (found === 0) return
  const other = found - 1
  if (load<u8>(threadKnown + other) !== 0 || load<u8>(threadState + other) !== 0) return
  store<u8>(threadState + other, <u8>syscall)
  setU32(threadGoroutine, other, id)
  setU32(threadGroup, other, <u32>groupOfGoroutine(id))
  setF64(threadSinceNs, other, freshOr(timeNs))
}

function rareEvent(type: u32, timeNs: f64, rest: i32): i32 {
  switch (type) {
    case goCreateBlocked: {
      const id = number()
      remember(id, groupOf(number()))
      return rest - 2
    }
    case goSyscallEndBlocked:
      if (state === syscall) loseProcessor(timeNs, stolen)
      stop(timeNs)
      return rest
    case procStart:
      if (state === syscall) loseProcessor(timeNs, stolen)
      letGo(timeNs)
      processor = processorOf(number())
      return rest - 1
    case procStop:
      letGo(timeNs)
      return rest
    case procSteal: {
      const index = processorOf(number())
      skip()
      const victim = wide()
      addSteal(index, timeNs)
      if (victim === f64At(threadId, thread)) letGo(timeNs)
      return 0
    }
    case procStatus: {
      const index = processorOf(number())
      const status = number()
      if ((status === 1 || status === 3) && index !== processor) {
        flush(timeNs)
        processor = index
      }
      return 0
    }
    case goCreateSyscall:
      begin(number(), syscall, timeNs)
      return 0
    case goDestroySyscall:
      if (state === syscall) loseProcessor(timeNs, stolenOrHeld)
      stop(timeNs)
      processor = -1
      return 0
    case goSwitch:
    case goSwitchDestroy:
      begin(number(), running, timeNs)
      return rest - 1
    case goStatus:
    case goStatusStack: {
      const id = number()
      const ofThread = wide()
      const status = number()
      if (type === goStatusStack) {
        const found = groupOf(number())
        if (groupOfGoroutine(id) < 0) remember(id, found)
      }
      goroutineStatus(id, ofThread, status, timeNs)
      return 0
    }
    case stwBegin:
    case stwEnd:
    case gcActive:
    case gcBegin:
    case gcEnd:
      addMark(thread, type, timeNs)
      return rest
    default:
      return rest
  }
}

/** Walks the events in data[start, start + length), of a thread. Usual events have as many arguments as wire-events.ts says. */
export function batch(start: u32, length: u32, ofThread: u32, baseNs: f64): void {
  const end = data + start + length
  let place = data + start
  let held = <i32>u32At(threadProcessor, ofThread)
  let runs = u32At(threadGoroutine, ofThread)
  let runsOf = <i32>u32At(threadGroup, ofThread)
  let is = <u32>load<u8>(threadState + ofThread)
  let fromNs = f64At(threadSinceNs, ofThread)
  if (load<u8>(threadKnown + ofThread) === 0) {
    store<u8>(threadKnown + ofThread, <u8>walked)
    setF64(threadFirstNs, ofThread, baseNs)
  }
  let lastNs = f64At(threadLastNs, ofThread)
  let rawNs = baseNs
  thread = ofThread
  while (place < end) {
    const type = <u32>load<u8>(place)
    let rest = <i32>load<u8>(argumentCounts + type)
    if (rest > 127) break
    const ticks = varint(place + 1)
    if (valueOf(ticks) < tooLong) {
      place = behind(ticks)
      rawNs += Math.floor(<f64>valueOf(ticks) * nsPerTick)
    } else {
      at = place + 1
      rawNs += Math.floor(wide() * nsPerTick)
      place = at
    }
    let timeNs = rawNs
    if (timeNs > limitNs) {
      if (isCut !== 0) break
      timeNs = limitNs
    }
    if (!(timeNs > lastNs)) timeNs = lastNs
    lastNs = timeNs
    switch (type) {
      case goStart: {
        if (is !== none && timeNs > fromNs) addStretch(is, held, runs, runsOf, fromNs, timeNs)
        const id = lowAt(place)
        place = skipped(behind(id))
        fromNs = timeNs
        runs = valueOf(id)
        runsOf = groupOfGoroutine(runs)
        is = running
        break
      }
      case goStop:
      case goBlock:
        place = skipped(place)
        if (is !== none) {
          if (runsOf < 0) {
            runsOf = groupOf(valueOf(lowAt(place)))
            remember(runs, runsOf)
          }
          if (timeNs > fromNs) addStretch(is, held, runs, runsOf, fromNs, timeNs)
          is = none
        }
        place = skipped(place)
        fromNs = timeNs
        break
      case goDestroy:
        if (is !== none && timeNs > fromNs) addStretch(is, held, runs, runsOf, fromNs, timeNs)
        fromNs = timeNs
        is = none
        break
      case goCreate: {
        const id = lowAt(place)
        const stack = lowAt(behind(id))
        place = skipped(behind(stack))
        remember(valueOf(id), groupOf(valueOf(stack)))
        break
      }
      case goUnblock:
        place = skipped(skipped(skipped(place)))
        break
      case goSyscallBegin:
        place = skipped(place)
        if (is !== none) {
          if (runsOf < 0) {
            runsOf = groupOf(valueOf(lowAt(place)))
            remember(runs, runsOf)
          }
          if (timeNs > fromNs) addStretch(is, held, runs, runsOf, fromNs, timeNs)
          fromNs = timeNs
          is = syscall
        }
        place = skipped(place)
        break
      case goSyscallEnd:
        if (is === none) break
        if (timeNs > fromNs) addStretch(is, held, runs, runsOf, fromNs, timeNs)
        fromNs = timeNs
        is = running
        break
      default:
        at = place
        processor = held
        goroutine = runs
        group = runsOf
        state = is
        sinceNs = fromNs
        rest = rareEvent(type, timeNs, rest)
        place = at
        held = processor
        runs = goroutine
        runsOf = group
        is = state
        fromNs = sinceNs
        while (rest-- > 0) place = skipped(place)
    }
  }
  setU32(threadProcessor, ofThread, <u32>held)
  setU32(threadGoroutine, ofThread, runs)
  setU32(threadGroup, ofThread, <u32>runsOf)
  store<u8>(threadState + ofThread, <u8>is)
  setF64(threadSinceNs, ofThread, fromNs)
  setF64(threadLastNs, ofThread, lastNs)
}

export function endOf(start: u32, length: u32, baseNs: f64): f64 {
  const end = data + start + length
  let timeNs = baseNs
  at = data + start
  while (at < end) {
    let rest = <i32>load<u8>(argumentCounts + <u32>load<u8>(at++))
    if (rest > 127) break
    timeNs += Math.floor(wide() * nsPerTick)
    while (rest-- > 0) skip()
  }
  return timeNs
}

export function stacks(start: u32, length: u32, known: u32): u32 {
  const end = data + start + length
  let count = known
  at = data + start + 1
  while (at < end) {
    if (<u32>load<u8>(at++) !== stackRecord) break
    const id = number()
    let frames = number()
    let root: u32 = 0
    while (frames-- > 0 && at < end) {
      skip()
      root = number()
      skip()
      skip()
    }
    if (id >= mostStacks || at > end) continue
    if (id >= count) {
      memory.fill(rootOfStack + (<usize>count << 2), 0, <usize>(id + 1 - count) << 2)
      count = id + 1
    }
    setU32(rootOfStack, id, root)
  }
  return count
}
