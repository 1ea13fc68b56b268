/**
 * Recognises what Go programs print when they die or are asked for their goroutines, race reports, and the logs
 * of GODEBUG. Everything is searched anywhere in a line: such text often arrives inside log prefixes or JSON.
 */
import type { Certainty, Format, SniffHead } from './sniff'

/** `goroutine 7 [chan receive, 3 minutes]:`, with `gp=… m=…` from Go 1.23 and labels behind from Go 1.27. */
const goroutineHeader = /\bgoroutine \d+ (?:gp=\S+ )?(?:m=\S+ )?(?:mp=\S+ )?\[[a-zA-Z][^\]\n]*\]/

/** First lines of runtime/pprof's count form (debug=1). */
const goroutineProfileText = /\bgoroutine(?:leak)? profile: total \d+/

/** A frame without any goroutine header, as error libraries and loggers print them. */
const bareFrames = /^[^\n]*[\w)\]}]\n(?:\t|\\t| {2,})\S+\.(?:go|s):\d+/m

/** What heads a crash: panics, fatal errors, signals except SIGQUIT, and Windows' exceptions. */
const crashHead =
  /(?:^|[\s"'\]:>|])(?:panic: |fatal error: |http: panic serving |fatal: morestack on |unexpected fault address |SIG(?!QUIT)[A-Z0-9]+: |\[signal (?!SIGQUIT)|Exception 0x[0-9a-f]+ |runtime: goroutine stack exceeds )/

/** The same where it begins a line: then it needs no stack below to be believed. */
const crashAtLineStart = /^(?:panic: |fatal error: |SIG(?!QUIT)[A-Z0-9]+: \S|Exception 0x[0-9a-f]+ )/m

const raceMark = /WARNING: DATA RACE/

/** gctrace, schedtrace, gcpacertrace, inittrace. */
const godebugMark =
  /(?:^|[\s"])(?:gc \d+ @\d+\.\d+s \d+%: |SCHED \d+ms: gomaxprocs=\d+|pacer: \S|init [\w./-]+ @[\d.]+ ms, )/m

const sigquitMark = /\bSIGQUIT: quit\b/

/** Where the first goroutine header stands, or the end of the text. */
function firstGoroutineAt(text: string): number {
  const found = goroutineHeader.exec(text)
  return found === null ? text.length : found.index
}

function sniffRace(head: SniffHead): Certainty {
  return raceMark.test(head.text()) ? 'certain' : 'no'
}

function sniffCrash(head: SniffHead): Certainty {
  const text = head.text()
  const at = firstGoroutineAt(text)
  // Only what stands before the goroutines heads them; a panic in a later log line does not make a dump a crash.
  const before = text.slice(0, at)
  if (crashHead.test(before)) {
    if (at < text.length || crashAtLineStart.test(before)) return 'certain'
    return 'possible'
  }
  return 'no'
}

function sniffGoroutineDump(head: SniffHead): Certainty {
  const text = head.text()
  if (goroutineHeader.test(text) || sigquitMark.test(text)) return 'certain'
  const profile = goroutineProfileText.exec(text)
  if (profile !== null) {
    // Behind GODEBUG lines it is one of many things that the program printed.
    const debug = godebugMark.exec(text)
    return debug !== null && debug.index < profile.index ? 'possible' : 'certain'
  }
  return bareFrames.test(text) ? 'possible' : 'no'
}

function sniffGodebug(head: SniffHead): Certainty {
  return godebugMark.test(head.text()) ? 'certain' : 'no'
}

/** In the order they are asked: a crash with GODEBUG lines around it is a crash. */
export const textFormats: readonly Format[] = [
  { id: 'race-report', label: 'Go race detector report', kind: 'race', sniff: sniffRace },
  { id: 'crash', label: 'Go crash output', kind: 'crash', sniff: sniffCrash },
  { id: 'goroutine-dump', label: 'Go goroutine dump', kind: 'goroutine-dump', sniff: sniffGoroutineDump },
  { id: 'godebug', label: 'GODEBUG log', kind: 'godebug', sniff: sniffGodebug },
]
