/**
 * Prefixes that no other wrapper knows: syslog, a logger's time and place, a CI step, line numbers, mail quotes. What
 * stands before the lines that only a dump has is looked at: where the same stands before the lines below them as well,
 * with other digits, it is what a tool put in front of every line.
 */
import type { Wrapper } from './wrapper'
import { parseLogTime } from './wrapper'

/** Lines that nothing but a dump, a goroutine profile or a race report has. */
const anchors: readonly RegExp[] = [
  /goroutine \d{1,16} (?:gp=\S+ )?(?:m=\S+ )?(?:mp=\S+ )?\[[a-zA-Z][^\]]*\][^\]]*:\s*$/,
  /goroutine(?:leak)? profile: total \d+\s*$/,
  /\d{1,10} @(?: 0x[0-9a-f]+)+\s*$/,
  /WARNING: DATA RACE\s*$/,
]
const judgedCharacters = 4096
const longestPrefix = 256
/** Different prefixes, as of the pods of a service. */
const maximumShapes = 16

/** Digits change from line to line; all else stands. Hexadecimal runs (TAI64N, ids) count as digits. */
const changing = /(?:[0-9a-f]*\d[0-9a-f]*){8,}|[.,]\d+(?=\D|$)|\d+/g

/** Where the part of a line begins that only a dump has, or -1. */
function anchorAt(line: string): number {
  const text = line.slice(0, judgedCharacters)
  for (const anchor of anchors) {
    const at = text.search(anchor)
    if (at >= 0) return at
  }
  return -1
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/^ +| {2,}/g, ' *')
}

/** A pattern for all lines with this prefix; what is behind it is its only group. Blanks at its end may be missing. */
function patternOf(prefix: string): string {
  const words = prefix.trimEnd()
  let pattern = ''
  let from = 0
  for (const found of words.matchAll(changing)) {
    pattern += escaped(words.slice(from, found.index))
    if (/^[.,]/.test(found[0])) pattern += '(?:[.,]\\d+)?'
    else pattern += found[0].length >= 8 && /[a-f]/.test(found[0]) ? '[0-9a-f]+' : '\\d+'
    from = found.index + found[0].length
  }
  pattern += escaped(words.slice(from))
  // A column of numbers leans right.
  if (/^ *\d/.test(words)) pattern = ` *${pattern.replace(/^ \*/, '')}`
  return `^${pattern}(?:${escaped(prefix.slice(words.length)).replace(/ \*/g, ' +')}([\\s\\S]*)|\\s*)$`
}

interface Shape {
  readonly pattern: RegExp
  /** The prefix without what changes in it: what tells sources apart. */
  readonly name: string
  /** As it stands in the first line that has it. */
  readonly prefix: string
  lineCount: number
  followedCount: number
}

/** The wrapper for what stands before the lines of dumps in a sample of a text; undefined where nothing does. */
export function findCommonPrefix(lines: readonly string[]): Wrapper | undefined {
  const shapes = shapesOf(lines)
  if (shapes.length === 0) return undefined
  return {
    name: 'line prefixes',
    unwrap(line) {
      for (const { pattern, name } of shapes) {
        const match = pattern.exec(line)
        if (match === null) continue
        const text = match[1] ?? ''
        const source = shapes.length > 1 ? name : ''
        return { text, source, unixMs: timeIn(line.slice(0, line.length - text.length)) }
      }
      return null
    },
  }
}

function shapesOf(lines: readonly string[]): Shape[] {
  const shapes = new Map<string, Shape>()
  let anchoredCount = 0
  let prefixedCount = 0
  lines.forEach((line, index) => {
    const at = anchorAt(line)
    if (at < 0) return
    anchoredCount++
    const prefix = line.slice(0, at)
    if (prefix.trim() === '' || prefix.length > longestPrefix || prefix.includes('panic: ')) return
    const source = patternOf(prefix)
    let shape = shapes.get(source)
    if (shape === undefined) {
      if (shapes.size >= maximumShapes) return
      const name = prefix.replace(changing, '').trim()
      shape = { pattern: new RegExp(source), name, prefix, lineCount: 0, followedCount: 0 }
      shapes.set(source, shape)
    }
    prefixedCount++
    shape.lineCount++
    const { pattern } = shape
    // Another source may write in between.
    if (lines.slice(index + 1, index + 5).some((next) => pattern.test(next))) shape.followedCount++
  })
  if (prefixedCount * 2 <= anchoredCount) return []
  const found = [...shapes.values()].filter((shape) => shape.followedCount * 2 > shape.lineCount)
  // With more blanks behind it, it is the same one before an indented line: a stack inside a panic's message.
  return found.filter(
    (shape) =>
      !found.some((other) => other !== shape && other.pattern.exec(shape.prefix)?.[1]?.trim() === ''),
  )
}

function timeIn(prefix: string): number | undefined {
  const found = /\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/.exec(prefix)
  return found === null ? undefined : parseLogTime(found[0].replaceAll('/', '-').replace(',', '.'))
}
