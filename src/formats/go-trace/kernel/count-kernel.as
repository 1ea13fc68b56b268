/**
 * The counting pass (count-spans.ts) in AssemblyScript, rule by rule. Ids go through pages as in model/id-table.ts.
 * What that table would hash, and what cannot be decoded, makes `batch` fail: TypeScript then counts the whole file.
 *
 * Exported globals are set from outside (kernel-count.ts): addresses of columns and their lengths.
 */

const toldByStatus: u32 = 1
const isCreated: u32 = 2

// Wire events (wire-events.ts).
const procStart: u32 = 10
const procStop: u32 = 11
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
const goSwitch: u32 = 45
const goSwitchDestroy: u32 = 46
const goCreateBlocked: u32 = 47
const goStatusStack: u32 = 48

export let data: usize = 0
export let argumentCounts: usize = 0 // i8 by event type
export let ids: usize = 0 // f64 by goroutine
export let spans: usize = 0 // u32 by goroutine
export let firstIn: usize = 0 // u32 by goroutine
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
/** f64: goroutines, pages, length of pageOf, processors, spans, spans on processors. */
export let results: usize = 0

let ordinal: u32 = 0
let goroutineCount: u32 = 0
let pageCount: u32 = 0
let pageOfEnd: u32 = 0
let processorCount: u32 = 0
let spanTotal: f64 = 0
let processorSpanTotal: f64 = 0
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
  store<f64>(ids + (<usize>index << 3), <f64>id)
  store<u32>(firstIn + (<usize>index << 2), ordinal)
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
  spanTotal++
}

// @ts-ignore: decorator
@inline
function addOnProcessor(thread: u32): void {
  const on = load<i32>(processorOf + (<usize>thread << 2))
  if (on < 0) return
  const place = processorSpans + (<usize>on << 2)
  store<u32>(place, load<u32>(place) + 1)
  processorSpanTotal++
}

// @ts-ignore: decorator
@inline
function addLife(index: u32): void {
  addSpan(index)
  const known = <u32>load<u8>(flags + index)
  if (load<u32>(firstIn + (<usize>index << 2)) !== ordinal || known !== 0) addSpan(index)
  store<u8>(flags + index, <u8>(known | isCreated))
}

function rare(type: u32, thread: u32, current: i32): i32 {
  const place = processorOf + (<usize>thread << 2)
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
      const status = number()
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
      skip()
      const status = number()
      if (type === goStatusStack) skip()
      const known = <u32>load<u8>(flags + index)
      const isFirst =
        load<u32>(firstIn + (<usize>index << 2)) === ordinal && (known & (toldByStatus | isCreated)) === 0
      if (isFirst) {
        store<u8>(flags + index, <u8>(known | toldByStatus))
        addSpan(index)
      }
      if (status !== 2 && status !== 3) return current
      if (isFirst) addOnProcessor(thread)
      return <i32>index
    }
    default:
      return current
  }
}

/** Counts one batch, copied to `data`, of generation `ordinalOf`. False: the pass is of no use. */
export function batch(length: u32, thread: u32, ordinalOf: u32): bool {
  ordinal = ordinalOf
  const end = data + length
  at = data
  let current = load<i32>(goroutineOf + (<usize>thread << 2))
  while (at < end) {
    const type = <u32>load<u8>(at++)
    let rest = <i32>load<i8>(argumentCounts + type)
    if (rest < 0) break
    skip()
    switch (type) {
      case goStart:
        current = <i32>goroutine(number())
        rest--
        addSpan(<u32>current)
        addOnProcessor(thread)
        break
      case goBlock:
      case goStop:
        if (current >= 0) addSpan(<u32>current)
        current = -1
        break
      case goUnblock:
        addSpan(goroutine(number()))
        rest--
        break
      case goCreate:
        addLife(goroutine(number()))
        rest--
        break
      case goDestroy:
        current = -1
        break
      case goSyscallBegin:
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
        const before = at
        current = rare(type, thread, current)
        if (at !== before) rest = 0
      }
    }
    while (rest-- > 0) skip()
    if (isLost || at > end) return false
  }
  store<i32>(goroutineOf + (<usize>thread << 2), current)
  return true
}

export function finish(): void {
  store<f64>(results, <f64>goroutineCount)
  store<f64>(results + 8, <f64>pageCount)
  store<f64>(results + 16, <f64>pageOfEnd)
  store<f64>(results + 24, <f64>processorCount)
  store<f64>(results + 32, spanTotal)
  store<f64>(results + 40, processorSpanTotal)
}
