/** Groups written out: text for a ticket, JSON, CSV for a spreadsheet, Markdown for a page. */
import { fail, succeed } from '../../base/result'
import type { Result } from '../../base/result'
import type { DumpExportDto, DumpExportFormat, Similarity } from '../../contract/dump-dto'
import type { ApiError } from '../../contract/errors'
import { chosenDumps, filterFailure } from './dump-answers'
import type { DumpIndex } from './dump-index'
import { filterGroups } from './filter-groups'
import type { GoroutineGroup } from './group-goroutines'
import { groupDto, waitMinutesOf } from './group-dto'
import { dumpSummary } from './summary'
import { clean } from '../../base/plain-lines'
import { dumpLabel, dumpSummaryLines } from './summary-text'

export interface ExportRequest {
  readonly dumps: readonly number[]
  readonly similarity: Similarity
  readonly filter: string
  readonly format: DumpExportFormat
}

const listedMarkdownGroups = 50
const listedMarkdownFrames = 20
const listedIds = 20

export function exportDump(
  index: DumpIndex,
  request: ExportRequest,
  name: string,
): Result<DumpExportDto, ApiError> {
  const all = index.groups(chosenDumps(index, request.dumps), request.similarity)
  const groups = filterGroups(index, all, request.filter)
  if (!groups.ok) return fail(filterFailure(groups.error))
  return succeed(written(index, groups.value, request.format, name))
}

function written(
  index: DumpIndex,
  groups: readonly GoroutineGroup[],
  format: DumpExportFormat,
  name: string,
): DumpExportDto {
  const base = name.replace(/\.[^.]{1,8}$/, '')
  switch (format) {
    case 'text':
      return {
        fileName: `${base}-summary.txt`,
        mediaType: 'text/plain',
        text: [`${name}: ${dumpLabel(index)}`, ...dumpSummaryLines(index)].join('\n') + '\n',
      }
    case 'json':
      return {
        fileName: `${base}-summary.json`,
        mediaType: 'application/json',
        text: JSON.stringify(dumpSummary(index, index.text.warnings), null, 1) + '\n',
      }
    case 'csv':
      return { fileName: `${base}-groups.csv`, mediaType: 'text/csv', text: groupsCsv(index, groups) }
    case 'markdown':
      return {
        fileName: `${base}-groups.md`,
        mediaType: 'text/markdown',
        text: groupsMarkdown(index, groups, name),
      }
  }
}

function groupsCsv(index: DumpIndex, groups: readonly GoroutineGroup[]): string {
  const header = [
    'count',
    'state',
    'about_minutes_min',
    'about_minutes_median',
    'about_minutes_max',
    'function',
    'file',
    'line',
    'created_by',
    'idle_by_design',
    'leaked',
    'locked_to_thread',
    'stack',
  ]
  const rows = groups.map((group) => {
    const dto = groupDto(index, group, 0)
    const frame = dto.frames[dto.tellingFrame]
    const wait = waitMinutesOf(group)
    return [
      dto.count,
      dto.state,
      wait?.min ?? '',
      wait?.median ?? '',
      wait?.max ?? '',
      frame?.functionName ?? '',
      frame?.file ?? '',
      frame?.line ?? '',
      dto.createdBy,
      dto.idleReason ?? '',
      dto.leaked,
      dto.lockedToThread,
      dto.frames.map(({ functionName, line }) => `${functionName}:${line}`).join(' < '),
    ]
  })
  return [header, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n') + '\r\n'
}

/** A cell that begins with = + - or @ would be run as a formula by a spreadsheet: it gets an apostrophe. */
function csvCell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text
}

function groupsMarkdown(index: DumpIndex, groups: readonly GoroutineGroup[], name: string): string {
  const lines = [`# ${markdown(name)}: ${dumpLabel(index)}`, '']
  lines.push('| count | state | about | where | created by |', '|---:|---|---|---|---|')
  const listed = groups.slice(0, listedMarkdownGroups)
  for (const group of listed) {
    const dto = groupDto(index, group, listedIds)
    const frame = dto.frames[dto.tellingFrame]
    const wait = waitMinutesOf(group)
    const about =
      wait === undefined ? '' : wait.min === wait.max ? `${wait.min} min` : `${wait.min}–${wait.max} min`
    const where = frame === undefined ? '' : `${frame.functionName} (${frame.file}:${frame.line})`
    lines.push(
      `| ${dto.count} | ${markdown(dto.state)} | ${about} | ${markdown(where)} | ${markdown(dto.createdBy)} |`,
    )
  }
  if (groups.length > listed.length) lines.push('', `and ${groups.length - listed.length} more groups`)
  for (const group of listed) {
    const dto = groupDto(index, group, listedIds)
    const ids =
      dto.ids.length === 0
        ? ''
        : ` — goroutines ${dto.ids.join(', ')}${dto.idCount > dto.ids.length ? ', …' : ''}`
    lines.push('', `## ${dto.count} × ${markdown(dto.state === '' ? 'stack' : dto.state)}${ids}`, '')
    if (dto.idleReason !== undefined) lines.push(`Idle by design: ${dto.idleReason}.`, '')
    for (const note of dto.notes) lines.push(note, '')
    lines.push('```')
    for (const frame of dto.frames.slice(0, listedMarkdownFrames)) {
      lines.push(clean(frame.functionName), `    ${clean(frame.file)}:${frame.line}`)
    }
    if (dto.frames.length > listedMarkdownFrames)
      lines.push(`... ${dto.frames.length - listedMarkdownFrames} more`)
    if (dto.createdBy !== '') lines.push(`created by ${clean(dto.createdBy)}`)
    lines.push('```')
  }
  return lines.join('\n') + '\n'
}

/** Names from a file must not become markup. */
function markdown(text: string): string {
  return clean(text).replace(/[\\`*_[\]<>|#]/g, (character) => `\\${character}`)
}
