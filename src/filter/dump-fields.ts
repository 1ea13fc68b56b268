/**
 * The fields of the filter over goroutines of a dump. A dump is one instant: there are no spans, and a wait that is
 * not printed is unknown, so that no comparison of it holds.
 */
import type { Field, Vocabulary } from './fields'

const dumpFields = [
  {
    name: 'state',
    kind: 'text',
    scope: 'goroutine',
    description: "the state in the newest Go's words, or as printed",
  },
  { name: 'function', kind: 'text', scope: 'goroutine', description: 'function of a frame of its stack' },
  { name: 'package', kind: 'text', scope: 'goroutine', description: 'package path of a frame of its stack' },
  {
    name: 'file',
    kind: 'text',
    scope: 'goroutine',
    description: 'file of a frame, also with its line: store.go:42',
  },
  { name: 'creator', kind: 'text', scope: 'goroutine', description: 'the function that started it' },
  {
    name: 'wait',
    kind: 'duration',
    scope: 'goroutine',
    description: 'about how long it has waited, where that is printed',
    examples: ['1m', '5m', '30m'],
  },
  { name: 'id', kind: 'count', scope: 'goroutine', description: "Go's number of the goroutine" },
  {
    name: 'count',
    kind: 'count',
    scope: 'goroutine',
    description: 'how many goroutines its group has',
    examples: ['10', '100', '1000'],
  },
  { name: 'label', kind: 'text', scope: 'goroutine', description: 'its profiler labels' },
  { name: 'text', kind: 'text', scope: 'goroutine', description: 'its text as printed, arguments and all' },
  { name: 'locked', kind: 'flag', scope: 'goroutine', description: 'locked to its thread' },
  { name: 'leaked', kind: 'flag', scope: 'goroutine', description: 'marked as leaked by Go' },
  { name: 'idle', kind: 'flag', scope: 'goroutine', description: 'idle by design' },
  { name: 'died', kind: 'flag', scope: 'goroutine', description: 'in the group of a goroutine that died' },
] as const satisfies readonly Field[]

export type DumpFieldName = (typeof dumpFields)[number]['name']

export const dumpVocabulary: Vocabulary<DumpFieldName> = {
  fields: dumpFields,
  hasMoments: false,
  phrases: [{ words: ['created', 'by'], field: 'creator' }],
}
