/**
 * The fields of the filter language: one table that the parser, the completion and the help read.
 *
 * `scope` span: a comparison holds when one of the goroutine's spans fits; see parse.ts on how several of them combine.
 */
export type FieldKind = 'text' | 'word' | 'duration' | 'time' | 'count' | 'flag'

export interface Field {
  readonly name: string
  readonly kind: FieldKind
  readonly scope: 'goroutine' | 'span'
  /** In words, for completion and help. */
  readonly description: string
  /** The words it may equal; free when absent. */
  readonly words?: readonly string[]
  /** Values worth offering where every value may stand. */
  readonly examples?: readonly string[]
}

const stateWords = [
  'running',
  'runnable',
  'waiting',
  'syscall',
  'blocked',
  'blocked-sync',
  'blocked-channel',
  'network',
  'sleep',
  'gc-work',
  'gc-assist',
  'unknown',
] as const

export const fields = [
  { name: 'function', kind: 'text', scope: 'goroutine', description: 'start function' },
  { name: 'package', kind: 'text', scope: 'goroutine', description: 'package path of the start function' },
  { name: 'creator', kind: 'text', scope: 'goroutine', description: 'start function of the creator' },
  { name: 'id', kind: 'count', scope: 'goroutine', description: "Go's number of the goroutine" },
  { name: 'state', kind: 'word', scope: 'span', description: 'a state it was in', words: stateWords },
  { name: 'reason', kind: 'text', scope: 'span', description: "why it waited, in Go's words" },
  { name: 'duration', kind: 'duration', scope: 'span', description: 'how long one stretch took' },
  { name: 'start', kind: 'time', scope: 'span', description: 'when one stretch began' },
  { name: 'lifetime', kind: 'duration', scope: 'goroutine', description: 'from first appearance to end' },
  { name: 'running', kind: 'duration', scope: 'goroutine', description: 'time running' },
  { name: 'runnable', kind: 'duration', scope: 'goroutine', description: 'time waiting for a processor' },
  {
    name: 'blocked',
    kind: 'duration',
    scope: 'goroutine',
    description: 'time blocked: sync, channel, network, waiting for GC',
  },
  { name: 'syscall', kind: 'duration', scope: 'goroutine', description: 'time in system calls' },
  {
    name: 'assist',
    kind: 'duration',
    scope: 'goroutine',
    description: 'time for GC assist, working or waiting',
  },
  { name: 'longest', kind: 'duration', scope: 'goroutine', description: 'its longest blocked stretch' },
  { name: 'waits', kind: 'count', scope: 'goroutine', description: 'how often it blocked' },
  { name: 'spans', kind: 'count', scope: 'goroutine', description: 'number of its stretches' },
  { name: 'created', kind: 'time', scope: 'goroutine', description: 'first appearance' },
  { name: 'ended', kind: 'time', scope: 'goroutine', description: 'when it ended, if it did' },
  { name: 'alive', kind: 'flag', scope: 'goroutine', description: 'exists at the end of the trace' },
  { name: 'system', kind: 'flag', scope: 'goroutine', description: "one of the runtime's own" },
] as const satisfies readonly Field[]

export type FieldName = (typeof fields)[number]['name']

/** What a kind of file can be asked for: its fields, and the phrases beside them. */
export interface Vocabulary<Name extends string> {
  readonly fields: readonly (Field & { readonly name: Name })[]
  /** Whether `exists at` and `woken by` have a meaning: only where time goes by. */
  readonly hasMoments: boolean
  /** Phrases of two words that stand for a text field: `created by main.serve`. */
  readonly phrases: readonly { readonly words: readonly [string, string]; readonly field: Name }[]
}

export const traceVocabulary: Vocabulary<FieldName> = { fields, hasMoments: true, phrases: [] }
