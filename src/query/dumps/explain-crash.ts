/**
 * What killed a program, in words: only what the message, the signal and the stack prove. Messages are those of
 * Go 1.19 to 1.27 (src/runtime/panic.go, error.go, map and sync packages).
 */
import type { Crash, GoroutineDump } from '../../model/goroutine-dump'
import type { FrameView, StackView, StackViews } from './stack-view'
import { isWrapper } from './stack-view'

export interface CrashExplanation {
  /** One sentence: what happened, and where. */
  readonly headline: string
  readonly sentences: readonly string[]
  /** The frame the first panic of the chain came out of; -1 when no stack shows it. */
  readonly placeFrame: number
}

interface Meaning {
  readonly pattern: RegExp
  readonly explain: (match: RegExpExecArray) => readonly string[]
}

const meanings: readonly Meaning[] = [
  {
    pattern: /^runtime error: index out of range \[(-?\d+)\](?: with length (\d+))?/,
    explain: ([, index, length]) => [
      length === undefined
        ? `The index ${index} is outside of what was indexed.`
        : length === '0'
          ? `The index ${index} was used on something empty (length 0).`
          : `The index ${index} was used where only 0 to ${Number(length) - 1} are valid (length ${length}).`,
    ],
  },
  {
    pattern: /^runtime error: slice bounds out of range \[(.*)\] with (length|capacity) (\d+)/,
    explain: ([, bounds, what, size]) => [
      `The slice expression [${bounds}] goes beyond the ${what} ${size}.`,
    ],
  },
  {
    pattern: /^runtime error: slice bounds out of range \[(\d+):(\d+)\]/,
    explain: ([, low, high]) => [`The slice expression begins at ${low}, behind its end at ${high}.`],
  },
  {
    pattern: /^runtime error: integer divide by zero/,
    explain: () => ['An integer was divided by zero.'],
  },
  {
    pattern: /^assignment to entry in nil map/,
    explain: () => [
      'A map was written to that had never been made (nil). Reading a nil map is allowed, writing is not.',
    ],
  },
  {
    pattern: /^send on closed channel/,
    explain: () => [
      'A channel was closed while or before this goroutine sent on it. Who closed it is not in the text.',
    ],
  },
  {
    pattern: /^close of closed channel/,
    explain: () => ['A channel was closed a second time. Who closed it first is not in the text.'],
  },
  { pattern: /^close of nil channel/, explain: () => ['close was called on a nil channel.'] },
  {
    pattern: /^interface conversion: (.*)/,
    explain: ([, what]) => [`A type assertion failed: ${what}.`],
  },
  {
    pattern: /^sync: negative WaitGroup counter/,
    explain: () => ['Done was called more often than Add had counted up.'],
  },
  {
    pattern: /^concurrent map (writes|read and map write|iteration and map write|clone and map write)/,
    explain: ([, what]) => [
      `Two goroutines used one map at the same time without a lock (${what}).`,
      'The goroutine printed first is the one that noticed it; the other one is not named in the text. A run with -race would name both.',
    ],
  },
  {
    pattern: /^sync: (?:unlock of unlocked mutex|Unlock of unlocked RWMutex|RUnlock of unlocked RWMutex)/,
    explain: () => [
      'A lock was released that nobody held: released twice, released without having been taken, or copied while in use.',
    ],
  },
  {
    pattern: /^all goroutines are asleep - deadlock!/,
    explain: () => [
      'The runtime found that no goroutine could ever run again: every one of them was waiting. No single goroutine died; the groups show what each waits for.',
    ],
  },
  {
    pattern: /^no goroutines \(main called runtime\.Goexit\) - deadlock!/,
    explain: () => [
      'The main goroutine ended by runtime.Goexit and all others had ended: nothing was left to run.',
    ],
  },
  {
    pattern: /^stack overflow/,
    explain: () => [
      'The stack of one goroutine reached the limit: a recursion that does not end, or one far too deep.',
    ],
  },
  {
    pattern: /^runtime: out of memory|^out of memory/,
    explain: () => ['The system refused to give the runtime more memory.'],
  },
  {
    pattern: /^test timed out after (\S+)/,
    explain: ([, limit]) => [
      `The test binary reached its time limit of ${limit} (go test -timeout) and printed all goroutines. The running tests are listed; the stacks show where each stood.`,
    ],
  },
  {
    pattern: /^fault$|^unexpected signal during runtime execution/,
    explain: () => ['Memory was accessed that may not be: unsafe code, C code, or a damaged runtime.'],
  },
]

/** Addresses below are a nil pointer plus the offset of a field (Go 1.26 src/runtime/signal_unix.go sigpanic). */
const nilPageBytes = 0x1000

export function explainCrash(crash: Crash, dump: GoroutineDump, views: StackViews): CrashExplanation {
  const root = crash.chain[0]?.text ?? ''
  const stack = crash.row === undefined ? undefined : views.stack(dump.rows.stack[crash.row])
  const placeFrame = stack === undefined ? -1 : rootFrameOf(stack)
  const place = stack?.frames[placeFrame]
  const sentences = [
    ...signalSentences(crash),
    ...meanings.flatMap(({ pattern, explain }) => {
      const match = pattern.exec(root)
      return match === null ? [] : explain(match)
    }),
    ...chainSentences(crash),
    ...noteSentences(crash, stack),
  ]
  return { headline: headlineOf(crash, place), sentences, placeFrame }
}

function headlineOf(crash: Crash, place: FrameView | undefined): string {
  const text = firstLine(crash.chain[0]?.text ?? '')
  const where = place === undefined ? '' : ` in ${place.functionName} (${place.file}:${place.line})`
  switch (crash.kind) {
    case 'panic':
      return crash.servedAddress === undefined
        ? `Panic${where}: ${text}`
        : `Panic while serving ${crash.servedAddress}, recovered by the server${where}: ${text}`
    case 'fatal-error':
      return `Fatal error${where}: ${text}`
    case 'signal':
      return `Killed by ${text}`
    case 'exception':
      return `Windows exception${where}: ${text}`
  }
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0]
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}

function signalSentences(crash: Crash): string[] {
  const { signal } = crash
  if (signal === undefined) return []
  const root = crash.chain[0]?.text ?? ''
  if (crash.kind === 'signal') {
    const isFromOutside = signal.code !== undefined && /^(?:0|0x0)$/.test(signal.code)
    return isFromOutside
      ? ['The signal was sent by a process (kill), not raised by an instruction: no goroutine caused it.']
      : []
  }
  if (!/nil pointer dereference|invalid memory address/.test(root) || signal.address === undefined) return []
  const address = Number(signal.address)
  if (!Number.isFinite(address)) return []
  if (address >= nilPageBytes) {
    return [
      `The address ${signal.address} is no nil pointer: a pointer was damaged, freed by C code, or made by unsafe code.`,
    ]
  }
  return [
    address === 0
      ? 'A nil pointer was dereferenced (address 0x0).'
      : `A nil pointer was dereferenced: the access was ${address} bytes behind it (a field or an element).`,
  ]
}

function chainSentences(crash: Crash): string[] {
  const { chain } = crash
  const sentences: string[] = []
  const [first] = chain
  if (crash.servedAddress !== undefined) {
    sentences.push('net/http recovered the panic and closed that connection; the process went on.')
  }
  if (chain.length === 2 && chain[0].isRecovered && chain[1].text === chain[0].text) {
    sentences.push(
      'It was recovered and raised again with the same value; the place is that of the first panic.',
    )
  } else if (first?.isRepanicked) {
    sentences.push(
      'It was recovered and raised again with the same value; the place is that of the first panic.',
    )
  } else if (chain.length > 1) {
    const how = chain
      .slice(1)
      .map((link) => `“${firstLine(link.text)}”`)
      .join(', then ')
    sentences.push(
      `While it unwound, deferred functions panicked again: ${how}. The first panic is the cause.`,
    )
  }
  return sentences
}

function noteSentences(crash: Crash, stack: StackView | undefined): string[] {
  const sentences: string[] = []
  if (crash.chain[0]?.text === 'stack overflow' && stack !== undefined) {
    const counts = new Map<string, number>()
    for (const { functionName, owner } of stack.frames) {
      if (owner !== 'runtime') counts.set(functionName, (counts.get(functionName) ?? 0) + 1)
    }
    const [most] = [...counts].sort((a, b) => b[1] - a[1])
    if (most !== undefined && most[1] > 2) {
      sentences.push(`${most[0]} fills ${most[1]} of the ${stack.frames.length} frames that are printed.`)
    }
  }
  if (crash.notes.some((note) => note.startsWith('signal arrived during cgo execution'))) {
    sentences.push('It happened in C code called from Go.')
  }
  if (crash.row === undefined && crash.kind !== 'signal' && !/deadlock!/.test(crash.chain[0]?.text ?? '')) {
    sentences.push('The text has no stack of the goroutine that died (GOTRACEBACK=none, or it was cut).')
  }
  return sentences
}

/**
 * The frame that the first panic came out of. Each panic puts a `panic` frame on the stack; the outermost one belongs
 * to the first panic, and what called it is the first frame of the program below it.
 */
function rootFrameOf(stack: StackView): number {
  let from = 0
  stack.functionNames.forEach((name, index) => {
    if (name === 'panic' || name === 'runtime.gopanic') from = index + 1
  })
  const { frames } = stack
  const find = (owners: readonly FrameView['owner'][]): number =>
    frames.findIndex(
      (frame, index) => index >= from && owners.includes(frame.owner) && !isWrapper(frame.functionName),
    )
  for (const owners of [['user', 'dependency'], ['standard'], ['runtime']] as const) {
    const index = find(owners)
    if (index >= 0) return index
  }
  return from < frames.length ? from : -1
}
