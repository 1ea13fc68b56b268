/**
 * The lines around goroutines that say why the program printed them: panics and their chain, fatal errors, signals,
 * registers, exit status (Go 1.26 src/runtime: panic.go printpanics, signal_unix.go sighandler, signal_windows.go
 * winthrow; src/net/http/server.go conn.serve; src/testing/testing.go startAlarm).
 */
import type { CrashSignal, PanicLink } from '../../model/goroutine-dump'
import type { DumpBuilder, OpenCrash } from './dump-builder'

/** Who owns the dumps while a text is read. */
export interface Episodes {
  /** The dump that a reason printed at `offset` belongs to: a new one when the present one has goroutines already. */
  forReason(offset: number): DumpBuilder
  current(): DumpBuilder | undefined
  /** After a line of five dashes: another thread's part of the same dump (GOTRACEBACK=crash). */
  isContinuation(): boolean
  continueWithNextThread(): void
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

/** `2026/11/21 01:02:03 ` and its kin before a line of Go's log package, with the place in the code where it is asked for. */
const logPrefix =
  /^(?:\S{1,64} )?\d{4}[/-]\d\d[/-]\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)? (?:[^\s:]{1,256}:\d+: )?/

const reasonStart =
  /^(?:panic: |fatal error: |runtime: |\[signal |SIG[A-Z0-9]{2,10}: |Signal \d|Exception 0x|unexpected fault address |accessed data from freed |fatal: morestack on |http2?: panic serving )/
const registerLine = /^(?:[a-z]{1,6}\d{0,2}\s+0x[0-9a-f]{1,16}\s*)+$/
const signalLine =
  /^\[signal (SIG[A-Z0-9]+|0x[0-9a-f]+)(?:: (.*?))?(?: code=(\S+))?(?: addr=(\S+))?(?: pc=(\S+))?\]$/
const maximumMessageLines = 200
const maximumHeadlines = 1000

export class CrashLines {
  /** The panic whose message may go on over further lines. */
  private openLink: Writable<PanicLink> | undefined
  private openLinkLines = 0
  /** The crash whose goroutine is still to come. */
  private awaiting: OpenCrash | undefined
  private notes: string[] = []

  constructor(private readonly episodes: Episodes) {}

  /** @returns whether the line belongs to a crash and is used up. */
  read(line: string, offset: number): boolean {
    if (line === '') {
      this.openLink = undefined
      return true
    }
    const code = line.charCodeAt(0)
    // Nearly all other text of a log is told apart here, before any pattern runs.
    const prefix = code >= 0x30 && code <= 0x39 ? (logPrefix.exec(line)?.[0].length ?? 0) : 0
    const text = prefix > 0 ? line.slice(prefix) : line
    // Go prints a blank line before the stack: a panic right below another one is the next of its chain, whose tab an
    // exporter has stripped.
    if (prefix === 0 && this.openLink !== undefined && text.startsWith('panic: ')) {
      if (this.readLink(`\t${text}`, `\t${line}`)) return true
    }
    if (reasonStart.test(text)) return this.readReason(text, offset)
    if (text.startsWith('\tpanic: ') && this.readLink(text, line)) return true
    return this.continueMessage(line) || this.readAfterwards(text)
  }

  /** The panic that the runtime printed and whose message may go on. */
  get openPanic(): PanicLink | undefined {
    return this.awaiting?.servedAddress === undefined ? this.openLink : undefined
  }

  /** @returns whether a further line of the open panic's message may come. */
  continueMessage(line: string): boolean {
    if (this.openLink === undefined || ++this.openLinkLines > maximumMessageLines) return false
    this.openLink.text += `\n${line.replace(/^\t/, '')}`
    this.noteRunningTest(line)
    return true
  }

  /** A goroutine begins: it may be the one that died. */
  onRow(dump: DumpBuilder, id: number, state: string): void {
    this.openLink = undefined
    const crash = this.awaiting
    if (crash === undefined) return
    this.awaiting = undefined
    // Where texts are mixed up the goroutine may belong to another dump than the reason.
    if (!dump.crashes.includes(crash)) return
    if (crash.servedAddress !== undefined || namesFirstGoroutine(crash, id, state)) crash.row = dump.rowCount
  }

  private readReason(text: string, offset: number): boolean {
    this.openLink = undefined
    if (this.episodes.isContinuation()) return true
    if (text.startsWith('runtime: ')) {
      this.keepHeadline(text, offset)
      this.notes.push(text)
      return true
    }
    if (text.startsWith('[signal ')) return this.readSignalDetail(text, offset)
    const crash = this.parseReason(text, offset)
    this.keepHeadline(text, offset)
    if (crash === undefined) return true
    this.episodes.forReason(offset).crashes.push(crash)
    this.awaiting = crash
    this.notes = []
    return true
  }

  private parseReason(text: string, offset: number): OpenCrash | undefined {
    const base = { notes: this.notes, runningTests: [], registers: [], offset } as const
    const panic = /^panic: ([\s\S]*)$/.exec(text)
    if (panic !== null) {
      const link = panicLink(panic[1])
      this.openLink = link
      this.openLinkLines = 0
      return { kind: 'panic', chain: [link], ...base }
    }
    const served = /^http2?: panic serving (\S+): ([\s\S]*)$/.exec(text)
    if (served !== null) {
      const link: Writable<PanicLink> = { text: served[2], isRecovered: true, isRepanicked: false }
      this.openLink = link
      this.openLinkLines = 0
      return { kind: 'panic', chain: [link], servedAddress: served[1], ...base }
    }
    const fatal = /^fatal error: (.*)$/.exec(text)
    if (fatal !== null) return { kind: 'fatal-error', chain: [plainLink(fatal[1])], ...base }
    const signal = /^(SIG[A-Z0-9]+): (.*)$/.exec(text) ?? /^Signal (\d+)()$/.exec(text)
    if (signal !== null) {
      if (signal[1] === 'SIGQUIT') return undefined
      return {
        kind: 'signal',
        chain: [plainLink(text)],
        signal: { name: signal[1], description: signal[2] },
        ...base,
      }
    }
    if (text.startsWith('Exception 0x')) return { kind: 'exception', chain: [plainLink(text)], ...base }
    // "unexpected fault address 0x…" comes before "fatal error: fault".
    this.notes.push(text)
    return undefined
  }

  private readLink(text: string, line: string): boolean {
    const crash = this.awaiting
    if (crash === undefined || crash.kind !== 'panic') return false
    const link = panicLink(text.slice('\tpanic: '.length))
    crash.chain = [...crash.chain, link]
    this.openLink = link
    this.openLinkLines = 0
    this.episodes.current()?.headlines.push(line)
    return true
  }

  private readSignalDetail(text: string, offset: number): boolean {
    const found = signalLine.exec(text)
    if (found === null) return false
    const signal: CrashSignal = {
      name: found[1],
      description: found[2] ?? '',
      code: found[3],
      address: found[4],
      pc: found[5],
    }
    this.keepHeadline(text, offset)
    if (this.awaiting !== undefined) this.awaiting.signal = signal
    return true
  }

  private noteRunningTest(line: string): void {
    const crash = this.awaiting
    // Indented once more since Go 1.18, which indents every further line of a panic's message.
    const test = /^\s*(\S.* \(\d.*\))$/.exec(line)
    if (crash === undefined || test === null || !crash.chain[0].text.includes('\nrunning tests:')) return
    crash.runningTests = [...crash.runningTests, test[1]]
  }

  /** Lines that only mean something next to a dump. */
  private readAfterwards(text: string): boolean {
    const dump = this.episodes.current()
    if (dump === undefined) return false
    const crash = dump.crashes[dump.crashes.length - 1]
    if (text === '-----') {
      if (dump.headlines.length === 0) return false
      this.episodes.continueWithNextThread()
      return true
    }
    const status = /^exit status (\d{1,3})$/.exec(text)
    if (status !== null) {
      if (crash !== undefined) crash.exitStatus = Number(status[1])
      return true
    }
    const programCounter = /^PC=(0x[0-9a-f]+) m=-?\d+ sigcode=(\S+)(?: addr=(\S+))?$/.exec(text)
    if (programCounter !== null) {
      if (crash?.signal !== undefined && !this.episodes.isContinuation()) {
        const [, pc, code, address] = programCounter
        crash.signal = { ...crash.signal, pc, code, address }
      }
      return true
    }
    if (registerLine.test(text)) {
      if (crash !== undefined && crash.registers.length < 64) {
        const registers = [...text.matchAll(/([a-z]+\d{0,2})\s+(0x[0-9a-f]+)/g)]
        crash.registers = [...crash.registers, ...registers.map(([, name, value]) => ({ name, value }))]
      }
      return true
    }
    if (
      /^(?:signal arrived during |instruction bytes:|stack trace unavailable|panic during |goroutine running on other thread)/.test(
        text,
      )
    ) {
      if (crash !== undefined && crash.notes.length < 64) crash.notes = [...crash.notes, text]
      return true
    }
    return false
  }

  private keepHeadline(line: string, offset: number): void {
    const { headlines } = this.episodes.forReason(offset)
    if (headlines.length < maximumHeadlines) headlines.push(line)
  }
}

/** A message with the mark that Go puts behind a recovered panic. */
function panicLink(text: string): Writable<PanicLink> {
  const mark = / \[recovered(, repanicked)?\]$/.exec(text)
  if (mark === null) return { text, isRecovered: false, isRepanicked: false }
  return { text: text.slice(0, mark.index), isRecovered: true, isRepanicked: mark[1] !== undefined }
}

const plainLink = (text: string): PanicLink => ({ text, isRecovered: false, isRepanicked: false })

/**
 * Whether the first goroutine printed is the one that died. A deadlock and a signal sent from outside (sigcode 0,
 * SI_USER) have none; goroutine 0 is a thread's own stack, never a goroutine of the program.
 */
function namesFirstGoroutine(crash: OpenCrash, id: number, state: string): boolean {
  if (id === 0) return false
  if (crash.kind === 'signal' || crash.kind === 'exception') {
    const code = crash.signal?.code
    return crash.kind === 'exception' || (code !== undefined && !/^(?:0|0x0)$/.test(code))
  }
  if (crash.kind === 'fatal-error' && /deadlock!?$/.test(crash.chain[0].text)) return false
  return state === 'running' || state.startsWith('running')
}
