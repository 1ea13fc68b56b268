/**
 * Goroutines that wait because that is their work: they are folded away, each with the reason. A rule must name a
 * function that does nothing else; where only the name of the user's own function speaks, the reason says "likely",
 * and a crowd is never folded, since a leak looks the same.
 */
import { stateClassOf } from './normalise-state'
import type { StackView } from './stack-view'

interface Rule {
  /** All of these must occur in the stack, as whole names. */
  readonly functions: readonly string[]
  readonly reason: string
  /** If given, the innermost frames outside the runtime must not go beyond waiting: states it holds in. */
  readonly states?: RegExp
}

const inputWait = /^IO wait/
const channelWait = /^(?:select|chan receive)/

const rules: readonly Rule[] = [
  {
    functions: ['net/http.(*conn).serve', 'net/http.(*connReader).Read', 'bufio.(*Reader).Peek'],
    reason: 'idle HTTP connections: each waits for its next request',
    states: inputWait,
  },
  {
    functions: ['net/http.(*conn).serve', 'net/http.(*conn).readRequest', 'net/http.(*connReader).Read'],
    reason: 'HTTP connections from which no whole request has come yet',
    states: inputWait,
  },
  {
    functions: ['net/http.(*connReader).backgroundRead'],
    reason: 'HTTP server: watches a connection while its request is served',
    states: inputWait,
  },
  {
    functions: ['net/http.(*persistConn).readLoop', 'bufio.(*Reader).Peek'],
    reason: 'HTTP client: reads a connection, with or without a request on its way',
    states: inputWait,
  },
  {
    functions: ['net/http.(*persistConn).writeLoop'],
    reason: 'HTTP client: a connection with nothing to write',
    states: channelWait,
  },
  {
    functions: ['net/http.(*http2serverConn).readFrames'],
    reason: 'HTTP/2 server: waits for frames',
    states: channelWait,
  },
  { functions: ['internal/poll.(*FD).Accept'], reason: 'listeners: wait for connections', states: inputWait },
  { functions: ['os/signal.signal_recv'], reason: 'waits for signals' },
  { functions: ['os/signal.loop'], reason: 'waits for signals' },
  {
    functions: ['database/sql.(*DB).connectionOpener'],
    reason: 'database pool: waits for work',
    states: channelWait,
  },
  {
    functions: ['database/sql.(*DB).connectionCleaner'],
    reason: 'database pool: waits for work',
    states: channelWait,
  },
  {
    functions: ['google.golang.org/grpc/internal/transport.(*controlBuffer).get'],
    reason: 'gRPC: a connection with nothing to write',
    states: channelWait,
  },
  {
    functions: ['google.golang.org/grpc/internal/transport.(*http2Client).keepalive'],
    reason: 'gRPC: keep-alive timer of a connection',
    states: channelWait,
  },
  {
    functions: ['google.golang.org/grpc/internal/transport.(*http2Server).keepalive'],
    reason: 'gRPC: keep-alive timer of a connection',
    states: channelWait,
  },
  {
    functions: ['go.opencensus.io/stats/view.(*worker).start'],
    reason: 'OpenCensus: waits for measurements',
    states: channelWait,
  },
  {
    functions: ['go.opentelemetry.io/otel/sdk/trace.(*batchSpanProcessor).processQueue'],
    reason: 'OpenTelemetry: waits for spans',
    states: channelWait,
  },
  { functions: ['k8s.io/klog/v2.(*flushDaemon).run.func1'], reason: 'log flusher: waits for its timer' },
  {
    functions: ['github.com/golang/glog.(*fileSink).flushDaemon'],
    reason: 'log flusher: waits for its timer',
  },
  { functions: ['testing.(*T).Run'], reason: 'tests: wait for their subtests', states: /^chan receive/ },
  { functions: ['testing.(*T).Parallel'], reason: 'tests: wait for their turn', states: /^chan receive/ },
  { functions: ['testing.tRunner.func1'], reason: 'tests: wait for their subtests', states: /^chan receive/ },
  { functions: ['runtime.ReadTrace'], reason: 'the reader of the execution trace', states: /^trace reader/ },
]

/** Those that print the dump itself. */
const dumpers = new Set([
  'runtime/pprof.writeGoroutineStacks',
  'runtime/pprof.writeRuntimeProfile',
  'runtime/pprof.(*Profile).WriteTo',
  'runtime/debug.Stack',
  'runtime/debug.PrintStack',
])

const workerName =
  /(?:worker|consumer|dispatcher|janitor|daemon|poller|watcher|eventloop|loop)s?(?:\.func\d+(?:\.\d+)*)?$/i
/** Beyond this many alike, a name proves nothing. */
const largestWorkerPool = 64

export interface IdleQuestion {
  readonly state: string
  readonly stack: StackView
  readonly creator: string
  readonly count: number
  readonly isLeaked: boolean
  readonly isThreadStack: boolean
}

/** Why these goroutines are idle by design, or undefined. */
export function idleReason(question: IdleQuestion): string | undefined {
  const { state, stack, creator, count } = question
  if (question.isLeaked) return undefined
  if (question.isThreadStack) return "threads' own stacks (goroutine 0): the scheduler, not the program"
  const stateClass = stateClassOf(state)
  const names = stack.functionNames
  if (stateClass === 'runtime' || (creator.startsWith('runtime.') && creator !== 'runtime.main')) {
    if (stack.isStandardOnly) return "the runtime's own goroutines"
  }
  if (state === 'running' && names.some((name) => dumpers.has(name))) return 'printed this dump'
  for (const rule of rules) {
    if (rule.states !== undefined && !rule.states.test(state)) continue
    if (rule.functions.every((name) => names.includes(name))) return rule.reason
  }
  const telling = stack.frames[stack.tellingFrame]
  if (
    stateClass === 'channel' &&
    !/^chan send/.test(state) &&
    telling !== undefined &&
    telling.owner !== 'standard' &&
    workerName.test(telling.functionName) &&
    count <= largestWorkerPool
  ) {
    return 'likely workers that wait for work, by the name of their function'
  }
  return undefined
}
