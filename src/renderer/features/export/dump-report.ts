/** A report of a dump in Markdown: the picture, the notes, and the groups with their stacks. */
import type { Note } from '../../../notes/note'
import { dumpNotesMarkdown } from '../../data/dump-notes-markdown'
import { markdownText } from '../../data/table-text'

export interface DumpReportFacts {
  readonly title: string
  readonly sentence: string
  readonly fileName: string
  /** The picture's file beside the report. */
  readonly pictureName: string
  readonly notes: readonly Note[]
}

/** @param groups what the host writes as Markdown, with a heading of its own. */
export function dumpReport(groups: string, facts: DumpReportFacts): string {
  const title = facts.title.trim() === '' ? facts.fileName : facts.title
  const lines = [`# ${markdownText(title)}`, '']
  if (facts.sentence.trim() !== '') lines.push(markdownText(facts.sentence), '')
  lines.push(`![${markdownText(title)}](<${facts.pictureName}>)`, '')
  lines.push(dumpNotesMarkdown(facts.notes))
  // Its headings stand one deeper under ours; what looks like one inside a stack stays as it is.
  let isInStack = false
  const deeper = groups.split('\n').map((line) => {
    if (line.startsWith('```')) isInStack = !isInStack
    return !isInStack && /^#+ /.test(line) ? `#${line}` : line
  })
  return `${lines.join('\n')}${deeper.join('\n')}`
}
