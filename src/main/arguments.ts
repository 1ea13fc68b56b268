/**
 * The files among the words that Electron was started with.
 */
import { isAbsolute, resolve } from 'node:path'

/**
 * Absolute paths of the files in `argv`, relative ones taken from `folder`. In a packaged program the words begin
 * after the program; run from a checkout there is the project's folder (`.`) first. Chromium's switches begin with a
 * dash, and `--` ends them for names that do too.
 */
export function filesFromArguments(
  argv: readonly string[],
  isPackaged: boolean,
  folder: string,
): readonly string[] {
  const words = argv.slice(1)
  const files: string[] = []
  let isProjectAwaited = !isPackaged
  let isRest = false
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string
    if (!isRest && word === '--') {
      isRest = true
      continue
    }
    if (!isRest && (word === '-r' || word === '--require')) {
      // Takes the next word; developers' and tests' way to load a module first.
      index++
      continue
    }
    if (!isRest && word.startsWith('-')) continue
    if (isProjectAwaited) {
      isProjectAwaited = false
      continue
    }
    if (word !== '') files.push(isAbsolute(word) ? word : resolve(folder, word))
  }
  return files
}
