/**
 * The walk of a sketch (sketch-walk.ts) in AssemblyScript, rule by rule and on the same columns (sketch-columns.ts).
 *
 * Exported globals are set from outside (kernel-sketch.ts): addresses of columns, and plain numbers.
 */

// Limits and layers (sketch-columns.ts).
const buckets: u32 = 2048
const mostProcessorIds: u32 = 4096
const mostProcessors: u32 = 512
const mostStacks: u32 = 1048576
const slotMask: u32 = 1048575
const mostMarks: u32 = 65536
const mostPending: u32 = 131072
const noGroup: u32 = 0xffff
const none: u32 = 0
const running: u32 = 1
const syscall: u32 = 2
const syscallAlone: u32 = 3
const walked: u32 = 1
const toldOf: u32 = 2
const layerRunning: u32 = 0
const layerSyscall: u32 = 1
const layerGcWork: u32 = 2
const stolen: u32 = 0
const stolenOrHeld: u32 = 1

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

export let data: usize = 0
export let argumentCounts: usize = 0
export let counters: usize = 0
export let threadId: usize = 0
export let threadSlot: usize = 0
export let threadProcessor: usize = 0
export let threadGoroutine: usize = 0
export let threadGroup: usize = 0
export let threadState: usize = 0
export let threadSinceNs: usize = 0
export let threadLastNs: usize = 0
export let threadKnown: usize = 0
export let threadFirstNs: usize = 0
export let processorIndex: usize = 0
export let processorIds: usize = 0
export let processorNs: usize = 0
export let groupNs: usize = 0
export let isGcGroup: usize = 0
export let rootOfStack: usize = 0
export let groupOfStack: usize = 0
export let knownGoroutine: usize = 0
export let knownGroup: usize = 0
export let markType: usize = 0
export let markThread: usize = 0
export let markNs: usize = 0
export let lostProcessor: usize = 0
export let lostKind: usize = 0
export let lostFromNs: usize = 0
export let lostToNs: usize = 0
export let stealProcessor: usize = 0
export let stealNs: usize = 0
export let pendingGoroutine: usize = 0
export let pendingLayer: usize = 0
export let pendingProcessor: usize = 0
export let pendingFromNs: usize = 0
export let pendingToNs: usize = 0

export let threadSlotMask: u32 = 0
export let nsPerTick: f64 = 1
export let bucketNs: f64 = 1
export let perNs: f64 = 1
export let freshNs: f64 = 0
export let limitNs: f64 = 0
export let isCut: u32 = 0

let at: usize = 0
// The thread that is walked.
let thread: u32 = 0
let processor: i32 = -1
let goroutine: u32 = 0
let group: i32 = -1
let state: u32 = 0
let sinceNs: f64 = 0

// @ts-ignore: decorator
@inline
function u32At(column: usize, index: u32): u32 {
  return load<u32>(column + (<usize>index << 2))
}
// @ts-ignore: decorator
@inline
function setU32(column: usize, index: u32, value: u32): void {
  store<u32>(column + (<usize>index << 2), value)
}
// @ts-ignore: decorator
@inline
function f64At(column: usize, index: u32): f64 {
  return load<f64>(column + (<usize>index << 3))
}
// @ts-ignore: decorator
@inline
function setF64(column: usize, index: u32, value: f64): void {
  store<f64>(column + (<usize>index << 3), value)
}
// @ts-ignore: decorator
@inline
function addF64(column: usize, index: u32, value: f64): void {
  const place = column + (<usize>index << 3)
  store<f64>(place, load<f64>(place) + value)
}

// @ts-ignore: decorator
@inline
function skip(): void {
  while (load<u8>(at++) >= 0x80);
}

// @ts-ignore: decorator
@inline
function number(): u32 {
  let byte = <u32>load<u8>(at++)
  let value = byte & 0x7f
  for (let shift: u32 = 7; byte >= 0x80; shift += 7) {
    byte = <u32>load<u8>(at++)
    if (shift < 32) value |= (byte & 0x7f) << shift
  }
  return value
}

// @ts-ignore: decorator
@inline
function wide(): f64 {
  const byte = <u32>load<u8>(at)
  if (byte < 0x80) {
    at++
    return <f64>byte
  }
  const second = <u32>load<u8>(at, 1)
  if (second >= 0x80) return longNumber()
  at += 2
  return <f64>((byte & 0x7f) | (second << 7))
}

function longNumber(): f64 {
  let byte = <u32>load<u8>(at++)
  let value = <f64>(byte & 0x7f)
  for (let scale: f64 = 128; byte >= 0x80; scale *= 128) {
    byte = <u32>load<u8>(at++)
    if (scale < 1180591620717411303424.0) value += <f64>(byte & 0x7f) * scale
  }
  return value
}

/** The bucket of a time; the last one takes what lies behind. */
// @ts-ignore: decorator
@inline
function bucketOf(timeNs: f64): u32 {
  return min<u32>(buckets - 1, <u32>(<i32>(timeNs * perNs)))
}

function addLong(column: usize, row: u32, first: u32, last: u32, fromNs: f64, toNs: f64): void {
  addF64(column, row + first, <f64>(first + 1) * bucketNs - fromNs)
  for (let bucket = first + 1; bucket < last; bucket++) addF64(column, row + bucket, bucketNs)
  addF64(column, row + last, toNs - <f64>last * bucketNs)
}

function addPending(layer: u32, on: i32, fromNs: f64, toNs: f64): bool {
  const row = u32At(counters, 4)
  if (row === mostPending) return false
  setU32(counters, 4, row + 1)
  setU32(pendingGoroutine, row, goroutine)
  store<u8>(pendingLayer + row, <u8>layer)
  setU32(pendingProcessor, row, <u32>on)
  setF64(pendingFromNs, row, fromNs)
  setF64(pendingToNs, row, toNs)
  return true
}

function freshOr(timeNs: f64): f64 {
  return freshNs <= timeNs ? freshNs : timeNs
}

function letGo(timeNs: f64): void {
  flush(timeNs)
  processor = -1
  if (state === syscall) state = syscallAlone
}

function flush(timeNs: f64): void {
  const fromNs = sinceNs
  sinceNs = timeNs
  if (state === none || !(timeNs > fromNs)) return
  const on = state === syscallAlone ? -1 : processor
  const layer = state === running ? layerRunning : layerSyscall
  const first = bucketOf(fromNs)
  const last = bucketOf(timeNs)
  if (group < 0 && addPending(layer, on, fromNs, timeNs)) {
    if (on < 0 || layer === layerRunning) return
  } else {
    const row = ((group < 0 ? 0 : <u32>group) * 2 + layer) * buckets
    if (first === last) addF64(groupNs, row + first, timeNs - fromNs)
    else addLong(groupNs, row, first, last, fromNs, timeNs)
    if (on < 0) return
  }
  const isGc = layer === layerRunning && group >= 0 && load<u8>(isGcGroup + <usize>group) !== 0
  const row = (<u32>on * 3 + (isGc ? layerGcWork : layer)) * buckets
  if (first === last) addF64(processorNs, row + first, timeNs - fromNs)
  else addLong(processorNs, row, first, last, fromNs, timeNs)
}

// @ts-ignore: decorator
@inline
function stop(timeNs: f64): void {
  flush(timeNs)
  state = none
}

// @ts-ignore: decorator
@inline
function groupOf(stack: u32): i32 {
  if (stack >= mostStacks) return -1
  const found = <u32>load<u16>(groupOfStack + (<usize>stack << 1))
  return found === noGroup ? -1 : <i32>found
}

// @ts-ignore: decorator
@inline
function groupOfGoroutine(id: u32): i32 {
  const slot = id & slotMask
  return u32At(knownGoroutine, slot) === id ? <i32>load<u16>(knownGroup + (<usize>slot << 1)) - 1 : -1
}

// @ts-ignore: decorator
@inline
function remember(id: u32, found: i32): void {
  if (found < 0) return
  const slot = id & slotMask
  setU32(knownGoroutine, slot, id)
  store<u16>(knownGroup + (<usize>slot << 1), <u16>(found + 1))
}

function learn(stack: u32): void {
  group = groupOf(stack)
  remember(goroutine, group)
}

function begin(id: u32, to: u32, timeNs: f64): void {
  flush(timeNs)
  goroutine = id
  group = groupOfGoroutine(id)
  state = to
}

function processorOf(id: u32): i32 {
  if (id >= mostProcessorIds) return -1
  const known = u32At(processorIndex, id)
  if (known > 0) return <i32>known - 1
  const index = u32At(counters, 0)
  if (index === mostProcessors) return -1
  setU32(counters, 0, index + 1)
  setU32(processorIndex, id, index + 1)
  setU32(processorIds, index, id)
  return <i32>index
}

/** The low 32 bits of a whole number, as `>>> 0` takes them. */
function lowBits(value: f64): u32 {
  return value < 18446744073709551616.0 ? <u32>(<u64>value) : 0
}

/** Thread index + 1, 0 for one that is not in the file. */
function threadOf(id: f64): u32 {
  let slot = (lowBits(id) * 0x9e3779b1) & threadSlotMask
  let found = u32At(threadSlot, slot)
  while (found !== 0 && f64At(threadId, found - 1) !== id) {
    slot = (slot + 1) & threadSlotMask
    found = u32At(threadSlot, slot)
  }
  return found
}

function loseProcessor(timeNs: f64, kind: u32): void {
  const held = processor
  processor = -1
  if (held < 0) return
  const row = u32At(counters, 2)
  if (row === mostMarks) return
  setU32(counters, 2, row + 1)
  setU32(lostProcessor, row, <u32>held)
  store<u8>(lostKind + row, <u8>kind)
  setF64(lostFromNs, row, sinceNs)
  setF64(lostToNs, row, timeNs)
}

function addSteal(index: i32, timeNs: f64): void {
  const row = u32At(counters, 3)
  if (index < 0 || row === mostMarks) return
  setU32(counters, 3, row + 1)
  setU32(stealProcessor, row, <u32>index)
  setF64(stealNs, row, timeNs)
}

function addMark(type: u32, timeNs: f64): void {
  const row = u32At(counters, 1)
  if (row === mostMarks) return
  setU32(counters, 1, row + 1)
  store<u8>(markType + row, <u8>type)
  setU32(markThread, row, thread)
  setF64(markNs, row, timeNs)
}

function goroutineStatus(id: u32, ofThread: f64, status: u32, timeNs: f64): void {
  if (status !== 2 && status !== 3) return
  const told = status === 2 ? running : syscall
  if (status === 2 || ofThread === f64At(threadId, thread)) {
    if (state !== none && goroutine === id && state >= told) return
    const isFresh = state === none
    begin(id, told, timeNs)
    if (!isFresh) return
    sinceNs = freshOr(timeNs)
    if (load<u8>(threadKnown + thread) !== walked) return
    store<u8>(threadKnown + thread, <u8>toldOf)
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
      addMark(type, timeNs)
      return rest
    default:
      return rest
  }
}

export function batch(start: u32, length: u32, ofThread: u32, baseNs: f64): void {
  const end = data + start + length
  at = data + start
  thread = ofThread
  processor = <i32>u32At(threadProcessor, thread)
  goroutine = u32At(threadGoroutine, thread)
  group = <i32>u32At(threadGroup, thread)
  state = <u32>load<u8>(threadState + thread)
  sinceNs = f64At(threadSinceNs, thread)
  if (load<u8>(threadKnown + thread) === 0) {
    store<u8>(threadKnown + thread, <u8>walked)
    setF64(threadFirstNs, thread, baseNs)
  }
  let lastNs = f64At(threadLastNs, thread)
  let rawNs = baseNs
  while (at < end) {
    const type = <u32>load<u8>(at++)
    let rest = <i32>load<u8>(argumentCounts + type)
    if (rest > 127) break
    rawNs += Math.floor(wide() * nsPerTick)
    let timeNs = rawNs
    if (timeNs > limitNs) {
      if (isCut !== 0) break
      timeNs = limitNs
    }
    if (!(timeNs > lastNs)) timeNs = lastNs
    lastNs = timeNs
    switch (type) {
      case goStart:
        begin(number(), running, timeNs)
        rest--
        break
      case goStop:
      case goBlock:
        if (group < 0 && state !== none) {
          skip()
          learn(number())
          rest -= 2
        }
        stop(timeNs)
        break
      case goDestroy:
        stop(timeNs)
        break
      case goCreate:
      case goCreateBlocked: {
        const id = number()
        remember(id, groupOf(number()))
        rest -= 2
        break
      }
      case goSyscallBegin:
        if (state === none) break
        if (group < 0) {
          skip()
          learn(number())
          rest -= 2
        }
        flush(timeNs)
        state = syscall
        break
      case goSyscallEnd:
        if (state === none) break
        flush(timeNs)
        state = running
        break
      case goSyscallEndBlocked:
        if (state === syscall) loseProcessor(timeNs, stolen)
        stop(timeNs)
        break
      default:
        rest = rareEvent(type, timeNs, rest)
    }
    while (rest-- > 0) skip()
  }
  setU32(threadProcessor, thread, <u32>processor)
  setU32(threadGoroutine, thread, goroutine)
  setU32(threadGroup, thread, <u32>group)
  store<u8>(threadState + thread, <u8>state)
  setF64(threadSinceNs, thread, sinceNs)
  setF64(threadLastNs, thread, lastNs)
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
