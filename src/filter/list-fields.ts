/** The fields of the filter over lists of single stretches: waits for a P, user regions, user tasks. */
import type { Field, Vocabulary } from './fields'

const listFields = [
  {
    name: 'length',
    kind: 'duration',
    scope: 'goroutine',
    description: 'from its begin to its end',
    examples: ['1ms', '10ms', '100ms'],
  },
  { name: 'at', kind: 'time', scope: 'goroutine', description: 'when it began', examples: ['500ms', '1s'] },
  { name: 'goroutine', kind: 'count', scope: 'goroutine', description: 'whose it was: g18, or 18' },
  { name: 'task', kind: 'count', scope: 'goroutine', description: 'number of its task' },
  { name: 'text', kind: 'text', scope: 'goroutine', description: 'its place, reason and messages' },
] as const satisfies readonly Field[]

export type ListFieldName = (typeof listFields)[number]['name']

export const listVocabulary: Vocabulary<ListFieldName> = {
  fields: listFields,
  hasMoments: false,
  phrases: [],
}
