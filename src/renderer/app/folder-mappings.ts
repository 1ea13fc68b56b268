/** Folders of a recording and of this machine, as lines that one types: `/home/gopher/app => /Users/me/app`. */
import { isAbsolutePath, type PathMapping } from '../../contract/editor'

const arrow = ' => '

export const mappingsText = (mappings: readonly PathMapping[]): string =>
  mappings.map(({ from, to }) => `${from}${arrow}${to}`).join('\n')

/** The mappings, or in words which line cannot be read. */
export function readMappings(text: string): readonly PathMapping[] | string {
  const found: PathMapping[] = []
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const [from, to, ...rest] = line.split('=>').map((part) => part.trim())
    if (from === undefined || from === '' || to === undefined || rest.length > 0)
      return `Line ${at + 1}: write the recording’s folder, =>, and the folder here.`
    if (!isAbsolutePath(to)) return `Line ${at + 1}: the folder here begins with / or a drive.`
    found.push({ from, to })
  }
  return found
}
