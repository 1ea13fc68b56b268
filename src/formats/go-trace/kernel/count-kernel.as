/**
 * The counting pass (count-spans.ts) over one generation in AssemblyScript, rule by rule. Ids go through pages as in model/id-table.ts.
 * What that table would hash, and what cannot be decoded, makes `batch` fail: TypeScript then counts the generation.
 *
 * Exported globals are set from outside (kernel-count.ts): addresses of columns and their lengths.
 */

import { behind, skipped, tooLong, valueOf, varint } from './varints'

// CountFlag (generation-counts.ts).
const toldByStatus: u32 = 1
const isCreated: u32 = 2

/** Numbers of a note. */
const noteWidth: u32 = 6

// Wire events (wire-events.ts).
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
const gcActive: u32 = 28
const gcBegin: u32 = 29
const gcEnd: u32 = 30
const gcSweepActive: u32 = 31
const gcMarkAssistActive: u32 = 34
const goSwitch: u32 = 45
const goSwitchDestroy: u32 = 46
const goCreateBlocked: u32 = 47
const goStatusStack: u32 = 48

export let data: usize = 0
export let argumentCounts: usize = 0 // i8 by event type
export let ids: usize = 0 // u32 by goroutine
export let spans: usize = 0 // u32 by goroutine
export let flags: usize = 0 // u8 by goroutine
export let mostGoroutines: u32 = 0
export let pageOf: usize = 0 // i32
export let mostPagesOf: u32 = 0
export let slots: usize = 0 // u32
export let mostPages: u32 = 0
export let goroutineOf: usize = 0 // i32 by thread
export let processorOf: usize = 0 // i32 by thread
export let processorIndex: usize = 0 // i32 by processor id
export let mostProcessors: u32 = 0
export let processorIds: usize = 0 // u32 by processor
export let processorSpans: usize = 0 // u32 by processor
export let notes: usize = 0 // f64, rows of noteWidth
export let mostNotes: u32 = 0
export let reasons: usize = 0 // u8 by wire id of a string
export let mostReasons: u32 = 0
/** The ids that are marked there, in order of appearance. */
export let reasonIds: usize = 0 // u32
export let rareEvents: usize = 0 // u32 by event type
/** The place of the batches of no thread. */
export let noThread: u32 = 0
/** u32: goroutines, processors, notes, reasons, pages of ids, end of the pages' numbers. */
export let results: usize = 0

let goroutineCount: u32 = 0
let pageCount: u32 = 0
let pageOfEnd: u32 = 0
let processorCount: u32 = 0
let noteCount: u32 = 0
let reasonCount: u32 = 0
let at: usize = 0
let isLost: bool = false

// @ts-ignore: decorator
@inline
function skip(): void {
  while (load<u8>(at++) >= 0x80);
}

/** A number of at most 28 bits; a longer one ends the pass. */
// @ts-ignore: decorator
@inline
function number(): u32 {
  let byte = <u32>load<u8>(at++)
  if (byte < 0x80) return byte
  let value = byte & 0x7f
  let shift: u32 = 7
  do {
    byte = <u32>load<u8>(at++)
    value |= (byte & 0x7f) << shift
    shift += 7
  } while (byte >= 0x80 && shift < 28)
  if (byte >= 0x80) isLost = true
  return value
}

/** A number of any length. */
function wide(): f64 {
  let byte = <u32>load<u8>(at++)
  if (byte < 0x80) return <f64>byte
  let value = <f64>(byte & 0x7f)
  let scale: f64 = 128
  do {
    byte = <u32>load<u8>(at++)
    value += <f64>(byte & 0x7f) * scale
    scale *= 128
  } while (byte >= 0x80 && scale < 151115727451828650000000.0)
  return value
}

function note(type: u32, thread: u32, a: f64, b: f64, c: f64, d: f64): void {
  if (noteCount === mostNotes) {
    store<u32>(rareEvents, 1)
    return
  }
  const place = notes + <usize>(noteCount * noteWidth) * 8
  noteCount++
  store<f64>(place, <f64>type)
  store<f64>(place + 8, thread === noThread ? -1 : <f64>thread)
  store<f64>(place + 16, a)
  store<f64>(place + 24, b)
  store<f64>(place + 32, c)
  store<f64>(place + 40, d)
}

// @ts-ignore: decorator
@inline
function goroutine(id: u32): u32 {
  const high = id >>> 7
  if (high < pageOfEnd) {
    const page = load<i32>(pageOf + (<usize>high << 2))
    if (page >= 0) {
      const index = load<u32>(slots + ((<usize>((<u32>page << 7) + (id & 127))) << 2))
      if (index !== 0xffffffff) return index
    }
  }
  return addGoroutine(id)
}

function addGoroutine(id: u32): u32 {
  const high = id >>> 7
  if (goroutineCount === mostGoroutines || high >= mostPagesOf) {
    isLost = true
    return 0
  }
  if (high >= pageOfEnd) {
    memory.fill(pageOf + (<usize>pageOfEnd << 2), 0xff, <usize>(high + 1 - pageOfEnd) << 2)
    pageOfEnd = high + 1
  }
  let page = load<i32>(pageOf + (<usize>high << 2))
  if (page < 0) {
    if (pageCount === mostPages || pageCount << 7 > 16 * goroutineCount + 65536) {
      isLost = true
      return 0
    }
    page = <i32>pageCount
    pageCount++
    store<i32>(pageOf + (<usize>high << 2), page)
    memory.fill(slots + (<usize>page << 9), 0xff, 512)
  }
  const index = goroutineCount++
  store<u32>(slots + ((<usize>((<u32>page << 7) + (id & 127))) << 2), index)
  store<u32>(ids + (<usize>index << 2), id)
  // Written before they are read: a page that is read first costs a second fault when it is written.
  store<u32>(spans + (<usize>index << 2), 0)
  store<u8>(flags + index, 0)
  return index
}

function processor(id: u32): i32 {
  if (id >= mostProcessors) {
    isLost = true
    return 0
  }
  const known = load<i32>(processorIndex + (<usize>id << 2))
  if (known > 0) return known - 1
  const index = processorCount++
  store<i32>(processorIndex + (<usize>id << 2), <i32>index + 1)
  store<u32>(processorIds + (<usize>index << 2), id)
  return <i32>index
}

// @ts-ignore: decorator
@inline
function addSpan(index: u32): void {
  const place = spans + (<usize>index << 2)
  store<u32>(place, load<u32>(place) + 1)
}

// @ts-ignore: decorator
@inline
function addOnProcessor(thread: u32): i32 {
  const on = load<i32>(processorOf + (<usize>thread << 2))
  if (on < 0) return -1
  const place = processorSpans + (<usize>on << 2)
  store<u32>(place, load<u32>(place) + 1)
  return <i32>load<u32>(processorIds + (<usize>on << 2))
}

// @ts-ignore: decorator
@inline
function addLife(index: u32): void {
  addSpan(index)
  const known = <u32>load<u8>(flags + index)
  if (known !== 0) addSpan(index)
  store<u8>(flags + index, <u8>(known | isCreated))
}

// @ts-ignore: decorator
@inline
function noteReason(id: u32): void {
  if (id >= tooLong) isLost = true
  if (id >= mostReasons || load<u8>(reasons + id) !== 0) return
  store<u8>(reasons + id, 1)
  store<u32>(reasonIds + (<usize>reasonCount << 2), id)
  reasonCount++
}

function rare(type: u32, thread: u32, current: i32): i32 {
  const place = processorOf + (<usize>thread << 2)
  const counted = rareEvents + (<usize>type << 2)
  store<u32>(counted, load<u32>(counted) + 1)
  switch (type) {
    case procStart:
      store<i32>(place, processor(number()))
      skip()
      return current
    case procStop:
      store<i32>(place, -1)
      return current
    case procStatus: {
      const told = processor(number())
      const status = wide()
      note(type, thread, <f64>load<u32>(processorIds + (<usize>told << 2)), status, 0, 0)
      if (status === 1 || status === 3) store<i32>(place, told)
      return current
    }
    case goCreateBlocked:
      addLife(goroutine(number()))
      skip()
      skip()
      return current
    case goCreateSyscall: {
      const index = goroutine(number())
      addLife(index)
      addOnProcessor(thread)
      return <i32>index
    }
    case goDestroySyscall:
      store<i32>(place, -1)
      return -1
    case goSwitch:
    case goSwitchDestroy: {
      const next = goroutine(number())
      skip()
      if (current >= 0 && type === goSwitch) addSpan(<u32>current)
      addSpan(next)
      addSpan(next)
      addOnProcessor(thread)
      return <i32>next
    }
    case goStatus:
    case goStatusStack: {
      const index = goroutine(number())
      const threadId = wide()
      const status = wide()
      if (type === goStatusStack) skip()
      const known = <u32>load<u8>(flags + index)
      const isRunning = status === 2 || status === 3
      if ((known & (toldByStatus | isCreated)) === 0) {
        store<u8>(flags + index, <u8>(known | toldByStatus))
        addSpan(index)
        const on = isRunning ? addOnProcessor(thread) : -1
        note(goStatus, thread, <f64>index, threadId, status, <f64>on)
      }
      return isRunning ? <i32>index : current
    }
    case procSteal: {
      const id = wide()
      const turn = wide()
      const loser = wide()
      if (turn === 1) note(type, thread, id, loser, 0, 0)
      return current
    }
    case stwBegin:
    case gcBegin:
      note(type, thread, wide(), 0, 0, 0)
      skip()
      return current
    case gcActive:
    case gcEnd:
    case gcSweepActive:
    case gcMarkAssistActive:
      note(type, thread, wide(), 0, 0, 0)
      return current
    default:
      return current
  }
}

/** Forgets what was counted before. The columns by processor and by reason are zero. */
export function begin(): void {
  memory.fill(goroutineOf, 0xff, <usize>(noThread + 1) << 2)
  memory.fill(processorOf, 0xff, <usize>(noThread + 1) << 2)
  goroutineCount = 0
  pageCount = 0
  pageOfEnd = 0
  processorCount = 0
  noteCount = 0
  reasonCount = 0
  isLost = false
}

/** Counts the batch at `start` in the data. False: the pass is of no use. */
export function batch(start: u32, length: u32, thread: u32): bool {
  let place = data + start
  const end = place + length
  let current = load<i32>(goroutineOf + (<usize>thread << 2))
  while (place < end) {
    const type = <u32>load<u8>(place)
    // Behind the time. Usual events have as many arguments as is passed over here (wire-events.ts).
    place = skipped(place + 1)
    switch (type) {
      case goStart: {
        const id = varint(place)
        place = skipped(behind(id))
        current = <i32>goroutine(valueOf(id))
        addSpan(<u32>current)
        addOnProcessor(thread)
        break
      }
      case goBlock:
      case goStop: {
        const reason = varint(place)
        place = skipped(behind(reason))
        noteReason(valueOf(reason))
        if (current >= 0) addSpan(<u32>current)
        current = -1
        break
      }
      case goUnblock: {
        const id = varint(place)
        place = skipped(skipped(behind(id)))
        addSpan(goroutine(valueOf(id)))
        break
      }
      case goCreate: {
        const id = varint(place)
        place = skipped(skipped(behind(id)))
        addLife(goroutine(valueOf(id)))
        break
      }
      case goDestroy:
        current = -1
        break
      case goSyscallBegin:
        place = skipped(skipped(place))
      // falls through
      case goSyscallEnd:
        if (current >= 0) {
          addSpan(<u32>current)
          addOnProcessor(thread)
        }
        break
      case goSyscallEndBlocked:
        if (current >= 0) addSpan(<u32>current)
        current = -1
        break
      default: {
        let rest = <i32>load<i8>(argumentCounts + type)
        if (rest < 0) {
          // No event: what is left of the batch is lost.
          store<i32>(goroutineOf + (<usize>thread << 2), current)
          return !isLost
        }
        at = place
        current = rare(type, thread, current)
        if (at !== place) rest = 0
        place = at
        while (rest-- > 0) place = skipped(place)
      }
    }
  }
  store<i32>(goroutineOf + (<usize>thread << 2), current)
  return !isLost && place === end
}

export function finish(): void {
  let total: f64 = 0
  for (let index: u32 = 0; index < goroutineCount; index++) total += load<u32>(spans + (<usize>index << 2))
  store<u32>(results, goroutineCount)
  store<u32>(results + 4, processorCount)
  store<u32>(results + 8, noteCount)
  store<u32>(results + 12, reasonCount)
  store<u32>(results + 16, pageCount)
  store<u32>(results + 20, pageOfEnd)
  store<u32>(results + 24, <u32>min<f64>(total, 4294967295))
}
