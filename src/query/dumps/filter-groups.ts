/**
 * The filter over groups of goroutines, in the language of src/filter with the fields of dumps. A group is shown when
 * one of its goroutines fits the whole expression; `not` in front of a field of goroutines (id, wait, label, text)
 * therefore asks for a goroutine that differs, not for a group without any.
 */
import { assertUnreachable } from '../../base/assert'
import { succeed } from '../../base/result'
import type { Result } from '../../base/result'
import { compareNumbers, compareTexts } from '../../filter/compare'
import { dumpVocabulary } from '../../filter/dump-fields'
import type { DumpFieldName } from '../../filter/dump-fields'
import { parseExpression } from '../../filter/parse'
import type { Comparison, Expression, Operator } from '../../filter/parse'
import type { FilterError } from '../../filter/tokens'
import type { DumpIndex } from './dump-index'
import { packageOf } from './function-names'
import type { GoroutineGroup, GoroutineRef } from './group-goroutines'

type Test = (group: GoroutineGroup, one: GoroutineRef) => boolean
type Expr = Expression<DumpFieldName>

const minuteNs = 60e9
/** So much of a goroutine's text is looked at: Go prints a hundred frames. */
const searchedTextBytes = 256 * 1024

export function filterGroups(
  index: DumpIndex,
  groups: readonly GoroutineGroup[],
  filter: string,
): Result<readonly GoroutineGroup[], FilterError> {
  const parsed = parseExpression(filter, dumpVocabulary)
  if (!parsed.ok) return parsed
  const expression = parsed.value
  if (expression === undefined) return succeed(groups)
  const test = compile(index, expression)
  const isAboutMembers = asksMembers(expression)
  return succeed(
    groups.filter((group) =>
      isAboutMembers ? group.members.some((one) => test(group, one)) : test(group, group.members[0]),
    ),
  )
}

/** Whether goroutines of one group may differ in what is asked. */
function asksMembers(expression: Expr): boolean {
  switch (expression.type) {
    case 'and':
    case 'or':
      return expression.parts.some(asksMembers)
    case 'not':
      return asksMembers(expression.part)
    case 'compare':
      return ['wait', 'id', 'label', 'text'].includes(expression.field)
    case 'text':
      return true
    case 'flag':
    case 'exists-at':
    case 'woken-by':
      return false
    default:
      return assertUnreachable(expression)
  }
}

function compile(index: DumpIndex, expression: Expr): Test {
  switch (expression.type) {
    case 'and': {
      const tests = expression.parts.map((part) => compile(index, part))
      return (group, one) => tests.every((test) => test(group, one))
    }
    case 'or': {
      const tests = expression.parts.map((part) => compile(index, part))
      return (group, one) => tests.some((test) => test(group, one))
    }
    case 'not': {
      const test = compile(index, expression.part)
      return (group, one) => !test(group, one)
    }
    case 'compare':
      return comparison(index, expression)
    case 'flag':
      return flagTest(expression.field)
    case 'text': {
      const has = (value: string): boolean => value.toLowerCase().includes(expression.text)
      const inGroup = oncePerGroup((group) => groupTexts(index, group).some(has))
      const inLabels = labelTest(index, has)
      const { goroutine } = expression
      return (group, one) =>
        inGroup(group, one) ||
        inLabels(group, one) ||
        (goroutine !== undefined && rowsOf(index, one).id[one.row] === goroutine)
    }
    // The vocabulary of dumps has no moments.
    case 'exists-at':
    case 'woken-by':
      return () => false
    default:
      return assertUnreachable(expression)
  }
}

function flagTest(field: DumpFieldName): Test {
  if (field === 'idle') return (group) => group.idleReason !== undefined
  if (field === 'leaked') return (group) => group.leaked > 0
  if (field === 'locked') return (group) => group.lockedToThread > 0
  return (group) => group.hasDied
}

function comparison(index: DumpIndex, { field, operator, value }: Comparison<DumpFieldName>): Test {
  const wanted = String(value)
  const number = compareNumbers(operator, Number(value))
  switch (field) {
    case 'state':
      return textsTest(operator, wanted, (group) => [group.state, ...group.originalStates])
    case 'function':
      return textsTest(operator, wanted, (group) => group.stack.functionNames)
    case 'package':
      return textsTest(operator, wanted, (group) => group.stack.functionNames.map(packageOf))
    case 'file':
      return textsTest(operator, wanted, (group) =>
        group.stack.frames.flatMap(({ file, line }) => [
          file,
          `${file}:${line}`,
          baseName(file),
          `${baseName(file)}:${line}`,
        ]),
      )
    case 'creator':
      return textsTest(operator, wanted, (group) => [creatorOf(index, group)])
    case 'count':
      return (group) => number(group.count)
    case 'wait':
      return (_, one) => {
        const minutes = rowsOf(index, one).minutes[one.row]
        return minutes >= 0 && number(minutes * minuteNs)
      }
    case 'id':
      return (_, one) => {
        const id = rowsOf(index, one).id[one.row]
        return !Number.isNaN(id) && number(id)
      }
    case 'label':
      return labelTest(index, compareTexts(operator, wanted))
    case 'text': {
      const test = compareTexts(operator, wanted)
      return (_, one) => {
        const { textOffset, textLength } = rowsOf(index, one)
        const length = Math.min(textLength[one.row], searchedTextBytes)
        return test(index.text.text.slice(textOffset[one.row], length))
      }
    }
    case 'locked':
    case 'leaked':
    case 'idle':
    case 'died':
      return () => false
    default:
      return assertUnreachable(field)
  }
}

/** `=` and `~` hold when one of the texts fits, `!=` and `!~` when all do: no frame is that function. */
function textsTest(
  operator: Operator,
  wanted: string,
  textsOf: (group: GoroutineGroup) => readonly string[],
): Test {
  const test = compareTexts(operator, wanted)
  return oncePerGroup((group) =>
    operator.startsWith('!') ? textsOf(group).every(test) : textsOf(group).some(test),
  )
}

/** Members of a group are asked in a row: what holds for the group is found once. */
function oncePerGroup(test: (group: GoroutineGroup) => boolean): Test {
  let last: GoroutineGroup | undefined
  let answer = false
  return (group) => {
    if (group !== last) {
      last = group
      answer = test(group)
    }
    return answer
  }
}

function labelTest(index: DumpIndex, test: (label: string) => boolean): Test {
  const known = new Map<number, boolean>()
  return (_, one) => {
    const label = rowsOf(index, one).labels[one.row]
    let answer = known.get(label)
    if (answer === undefined) {
      answer = test(index.text.tables.strings.get(label))
      known.set(label, answer)
    }
    return answer
  }
}

function groupTexts(index: DumpIndex, group: GoroutineGroup): readonly string[] {
  const frames = group.stack.frames.flatMap(({ functionName, file, line }) => [
    functionName,
    `${file}:${line}`,
  ])
  return [group.state, ...group.originalStates, creatorOf(index, group), ...frames]
}

const creatorOf = (index: DumpIndex, group: GoroutineGroup): string =>
  index.text.tables.creators[group.creator].functionName

const rowsOf = (index: DumpIndex, one: GoroutineRef): DumpIndex['text']['dumps'][number]['rows'] =>
  index.text.dumps[one.dump].rows

function baseName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
}
