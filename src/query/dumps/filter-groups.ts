/**
 * The filter box over groups: words that must all occur, in any case. `-word` must not occur. A word may name where
 * it looks: `state:chan`, `func:serve`, `file:store.go`, `by:main.park` (creator), `label:blue`, `id:42`,
 * `min:5` (a wait of about five minutes or more), `count:100` (that many goroutines or more), `is:idle`, `is:leaked`,
 * `is:locked`.
 */
import type { DumpIndex } from './dump-index'
import type { GoroutineGroup } from './group-goroutines'

interface Term {
  readonly isNegated: boolean
  readonly field: string
  readonly text: string
}

const fields = new Set(['state', 'func', 'file', 'by', 'label', 'id', 'min', 'count', 'is'])
const maximumTerms = 32

export function parseTerms(filter: string): readonly Term[] {
  return filter
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '-')
    .slice(0, maximumTerms)
    .map((word) => {
      const isNegated = word.startsWith('-')
      const rest = isNegated ? word.slice(1) : word
      const colon = rest.indexOf(':')
      const field = colon > 0 ? rest.slice(0, colon) : ''
      return fields.has(field)
        ? { isNegated, field, text: rest.slice(colon + 1).toLowerCase() }
        : { isNegated, field: '', text: rest.toLowerCase() }
    })
}

export function filterGroups(
  index: DumpIndex,
  groups: readonly GoroutineGroup[],
  filter: string,
): readonly GoroutineGroup[] {
  const terms = parseTerms(filter)
  if (terms.length === 0) return groups
  return groups.filter((group) => terms.every((term) => matches(index, group, term) !== term.isNegated))
}

function matches(index: DumpIndex, group: GoroutineGroup, term: Term): boolean {
  const { text } = term
  const has = (value: string): boolean => value.toLowerCase().includes(text)
  const { frames } = group.stack
  const creator = index.text.tables.creators[group.creator].functionName
  switch (term.field) {
    case 'state':
      return has(group.state) || group.originalStates.some(has)
    case 'func':
      return frames.some((frame) => has(frame.functionName))
    case 'file':
      return frames.some((frame) => has(`${frame.file}:${frame.line}`))
    case 'by':
      return has(creator)
    case 'label':
      return hasLabel(index, group, has)
    case 'id':
      return hasId(index, group, Number(text))
    case 'min':
      return (group.minutes[group.minutes.length - 1] ?? -1) >= Number(text)
    case 'count':
      return group.count >= Number(text)
    case 'is':
      if (text === 'idle') return group.idleReason !== undefined
      if (text === 'leaked') return group.leaked > 0
      return text === 'locked' && group.lockedToThread > 0
    default:
      return (
        has(group.state) ||
        has(creator) ||
        frames.some((frame) => has(frame.functionName) || has(frame.file)) ||
        hasLabel(index, group, has)
      )
  }
}

function hasLabel(index: DumpIndex, group: GoroutineGroup, has: (value: string) => boolean): boolean {
  const seen = new Set<number>([0])
  return group.members.some(({ dump, row }) => {
    const label = index.text.dumps[dump].rows.labels[row]
    if (seen.has(label)) return false
    seen.add(label)
    return has(index.text.tables.strings.get(label))
  })
}

function hasId(index: DumpIndex, group: GoroutineGroup, id: number): boolean {
  return group.members.some(({ dump, row }) => index.text.dumps[dump].rows.id[row] === id)
}
