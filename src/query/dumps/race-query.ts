/**
 * Race reports for people: both accesses with the place where their stacks part, duplicates merged by the pair of
 * places, in one sentence each.
 */
import type { RaceAccessDto, RaceDto, RacesDto } from '../../contract/dump-dto'
import type { FrameDto } from '../../contract/place-dto'
import type { GoroutineText } from '../../model/goroutine-dump'
import type { RaceFrame, RaceReport } from '../../model/race-report'
import { codeOwnerOf } from './function-names'
import { isWrapper } from './stack-view'

const maximumRawBytes = 64 * 1024

export function findRaces(text: GoroutineText): RacesDto {
  const byPlaces = new Map<string, { report: RaceReport; count: number }>()
  for (const report of text.races) {
    const key = report.accesses
      .map((access) => `${access.kind} ${access.stack.map((f) => `${f.functionName}:${f.line}`).join('>')}`)
      .sort()
      .join('|')
    const known = byPlaces.get(key)
    if (known === undefined) byPlaces.set(key, { report, count: 1 })
    else known.count++
  }
  const races = [...byPlaces.values()].map(({ report, count }, index) => toDto(text, report, count, index))
  return { reportCount: text.races.length, races }
}

function toDto(text: GoroutineText, report: RaceReport, count: number, index: number): RaceDto {
  const { accesses, created } = report
  return {
    index,
    count,
    accesses: accesses.map((access, i): RaceAccessDto => {
      const other = accesses[i === 0 ? 1 : 0]
      return {
        kind: access.kind,
        isPrevious: access.isPrevious,
        address: access.address,
        goroutine: access.goroutine,
        isMainGoroutine: access.isMainGoroutine,
        state: created.find((made) => made.goroutine === access.goroutine)?.state ?? '',
        stack: access.stack.map(frameDto),
        isStackMissing: access.isStackMissing,
        partsAt: other === undefined ? access.stack.length : partsAt(access.stack, other.stack),
      }
    }),
    created: created.map((made) => ({
      goroutine: made.goroutine,
      state: made.state,
      stack: made.stack.map(frameDto),
      isStackMissing: made.isStackMissing,
    })),
    text: sentenceOf(report),
    byteOffset: text.text.fileOffset(report.offset),
    isCut: report.isCut,
    raw: text.text.slice(report.offset, Math.min(report.byteLength, maximumRawBytes)),
  }
}

const frameDto = (frame: RaceFrame): FrameDto => ({
  functionName: frame.functionName,
  file: frame.file,
  line: frame.line,
})

/** How many of the innermost frames are not shared with the other stack's outer end. */
function partsAt(own: readonly RaceFrame[], other: readonly RaceFrame[]): number {
  let shared = 0
  while (shared < own.length && shared < other.length) {
    const a = own[own.length - 1 - shared]
    const b = other[other.length - 1 - shared]
    if (a.functionName !== b.functionName || a.line !== b.line || a.file !== b.file) break
    shared++
  }
  // What accesses the memory stays visible up to the program's own code, even if both stacks are the same to the end.
  const telling = tellingFrame(own)
  return Math.max(own.length - shared, Math.min(telling + 1, own.length))
}

function sentenceOf(report: RaceReport): string {
  if (report.accesses.length < 2) return 'A data race whose report breaks off.'
  const [first, second] = report.accesses
  const isSameMemory = first.address !== '' && first.address === second.address
  const where = isSameMemory ? ` at ${first.address}` : ''
  return `Data race${where}: ${article(first.kind)} in ${placeOf(first.stack)} races with an earlier ${second.kind} in ${placeOf(second.stack)}.`
}

function article(kind: string): string {
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`
}

/** Index of the first frame of the program, 0 if there is none. */
function tellingFrame(stack: readonly RaceFrame[]): number {
  const isProgram = ({ functionName, file }: RaceFrame): boolean => {
    const owner = codeOwnerOf(functionName, file)
    return owner === 'user' || owner === 'dependency'
  }
  const named = stack.findIndex((frame) => isProgram(frame) && !isWrapper(frame.functionName))
  return Math.max(0, named >= 0 ? named : stack.findIndex(isProgram))
}

function placeOf(stack: readonly RaceFrame[]): string {
  const frame = stack[tellingFrame(stack)]
  return frame === undefined
    ? 'an unknown place (its stack could not be restored)'
    : `${frame.functionName} (${frame.file}:${frame.line})`
}
