/**
 * Opening a stack frame in the user's editor: what the user has set, and where a file of a recording may lie on this
 * machine. Recordings come from elsewhere: their paths are mapped, never trusted. Nothing here touches a disk.
 */
import * as v from 'valibot'
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'

export interface PathMapping {
  /** A folder as the recording names it: `/home/gopher/app`. */
  readonly from: string
  /** The same folder on this machine. */
  readonly to: string
}

export interface EditorSettings {
  /**
   * In the window a command line with `{file}` and `{line}`, split at blanks and run without a shell: `code --goto
   * {file}:{line}`. In the browser a link: `vscode://file{file}:{line}`. '' for none.
   */
  readonly opener: string
  /** The longest `from` that fits wins. */
  readonly mappings: readonly PathMapping[]
  /** Folder of `go env GOMODCACHE`; '' to look at the usual places. */
  readonly moduleCache: string
  /** Folder of `go env GOROOT`; '' to look at the usual places. */
  readonly goRoot: string
}

export const noEditor: EditorSettings = { opener: '', mappings: [], moduleCache: '', goRoot: '' }

/** What the page asks to see. */
export interface SourcePlace {
  readonly file: string
  readonly line: number
}

export type OpenOutcome =
  | { readonly state: 'opened'; readonly file: string }
  /** No editor is set. */
  | { readonly state: 'not-set' }
  /** Nothing was started. `problem` in words. */
  | { readonly state: 'failed'; readonly problem: string }

export type SetOutcome =
  | { readonly state: 'saved' }
  /** The user said no to the command. */
  | { readonly state: 'refused' }
  | { readonly state: 'failed'; readonly problem: string }

const mostMappings = 32
const pathLength = 4096
const text = (length: number) => v.pipe(v.string(), v.maxLength(length))

const settingsSchema = v.object({
  opener: text(1_000),
  mappings: v.pipe(
    v.array(v.object({ from: text(pathLength), to: text(pathLength) })),
    v.maxLength(mostMappings),
    v.readonly(),
  ),
  moduleCache: text(pathLength),
  goRoot: text(pathLength),
})

const placeSchema = v.object({
  file: text(pathLength),
  line: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e9)),
})

/** Settings as they were kept or sent, without unknown fields; undefined when they are none. */
export function readEditorSettings(value: unknown): EditorSettings | undefined {
  const parsed = v.safeParse(settingsSchema, value)
  return parsed.success ? parsed.output : undefined
}

export function readSourcePlace(value: unknown): SourcePlace | undefined {
  const parsed = v.safeParse(placeSchema, value)
  return parsed.success ? parsed.output : undefined
}

/** Absolute on the systems Go runs on. */
export const isAbsolutePath = (path: string): boolean => /^(\/|[A-Za-z]:[\\/])/.test(path)

/** Words of a command line: blanks part them, quotes keep them together; nothing else has a meaning. */
export function splitCommand(command: string): Result<readonly string[], string> {
  const words: string[] = []
  let word = ''
  let isOpen = false
  let quote = ''
  for (const letter of command) {
    if (quote !== '') {
      if (letter === quote) quote = ''
      else word += letter
    } else if (letter === '"' || letter === "'") {
      quote = letter
      isOpen = true
    } else if (/\s/.test(letter)) {
      if (isOpen) words.push(word)
      word = ''
      isOpen = false
    } else {
      word += letter
      isOpen = true
    }
  }
  if (quote !== '') return fail(`a ${quote} is not closed`)
  if (isOpen) words.push(word)
  return succeed(words)
}

/** What is wrong with a command line, in words; '' when it can be run. */
export function commandProblem(command: string): string {
  if (command.trim() === '') return ''
  const words = splitCommand(command)
  if (!words.ok) return words.error
  const [program = '', ...rest] = words.value
  if (program.includes('{')) return 'the program itself cannot be a placeholder'
  return rest.some((word) => word.includes('{file}')) ? '' : '{file} is missing'
}

const fill = (template: string, file: string, line: number): string =>
  template.replace(/\{(file|line)\}/g, (_, name: string) => (name === 'file' ? file : String(line)))

/** Program and arguments; undefined when the command cannot be run. */
export function commandFor(command: string, file: string, line: number): readonly string[] | undefined {
  const words = splitCommand(command)
  if (!words.ok || commandProblem(command) !== '' || words.value.length === 0) return undefined
  const [program = '', ...rest] = words.value
  return [program, ...rest.map((word) => fill(word, file, Math.max(1, line)))]
}

/** Schemes that mean something to a browser, not to an editor. */
const foreignSchemes = /^(https?|javascript|data|file|blob|about|ftp|wss?|view-source|filesystem|marey-app):/i

/** What is wrong with a link, in words; '' when it can be followed. */
export function linkProblem(template: string): string {
  if (template === '') return ''
  if (!/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(template)) return 'a link begins like vscode://'
  if (foreignSchemes.test(template)) return 'that is a link for a browser, not for an editor'
  return template.includes('{file}') ? '' : '{file} is missing'
}

export function linkFor(template: string, file: string, line: number): string | undefined {
  if (template === '' || linkProblem(template) !== '') return undefined
  const encoded = file
    .replaceAll('\\', '/')
    .split('/')
    .map((part) => encodeURIComponent(part).replaceAll('%3A', ':'))
    .join('/')
  return fill(template, encoded.startsWith('/') ? encoded : `/${encoded}`, Math.max(1, line))
}

/** Source as Go's stacks name it; nothing else is opened. */
const sourceFile = /\.(go|s|S|c|h|cc|cpp|cxx|hpp|m|mm|swig|swigcxx)$/

export const isSourcePath = (file: string): boolean =>
  // Two slashes name another machine on Windows: looking there would tell it who looks.
  sourceFile.test(file) &&
  !/^[\\/]{2}/.test(file) &&
  !file.includes('\0') &&
  !file.split(/[\\/]/).includes('..')

function isWithin(file: string, folder: string): boolean {
  return file.startsWith(folder) && /^([\\/]|$)/.test(file.slice(folder.length))
}

const withoutEnd = (folder: string): string => folder.replace(/[\\/]+$/, '')

const joined = (folder: string, rest: string): string =>
  `${withoutEnd(folder)}/${rest.replace(/^[\\/]+/, '')}`

/** The part of a path behind the module cache: `github.com/x/y@v1.2.3/z.go`. */
function moduleRest(file: string): string | undefined {
  const inCache = /[\\/]pkg[\\/]mod[\\/](.+@[^\\/]+[\\/].+)$/.exec(file)
  if (inCache?.[1] !== undefined) return inCache[1].replaceAll('\\', '/')
  // Builds with -trimpath name modules by path and version alone.
  return !isAbsolutePath(file) && /^[^@]+@v[^\\/]+\/.+$/.test(file) ? file : undefined
}

/** The module cache writes a capital letter as `!` and its small one (Go 1.27 golang.org/x/mod/module, EscapePath). */
function escapedModule(rest: string): string {
  const at = rest.indexOf('@')
  const slash = rest.indexOf('/', at)
  return rest.slice(0, slash).replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`) + rest.slice(slash)
}

/** First parts of the import paths of the standard library (Go 1.27 src). */
const standardPackages =
  'archive|arena|bufio|builtin|bytes|cmp|compress|container|context|crypto|database|debug|embed|encoding|errors|expvar|flag|' +
  'fmt|go|hash|html|image|index|internal|io|iter|log|maps|math|mime|net|os|path|plugin|reflect|regexp|runtime|simd|slices|' +
  'sort|strconv|strings|structs|sync|syscall|testing|text|time|unicode|unique|unsafe|vendor|weak'
const standardInRoot = new RegExp(`[\\\\/]src[\\\\/]((?:${standardPackages})[\\\\/].+)$`)
/** Builds with -trimpath name the standard library by import path alone. */
const standardAlone = new RegExp(`^(?:${standardPackages})/.+$`)

/** The part of a path behind GOROOT/src. */
function standardRest(file: string): string | undefined {
  if (!isAbsolutePath(file)) return standardAlone.test(file) ? file : undefined
  return standardInRoot.exec(file)?.[1]?.replaceAll('\\', '/')
}

export interface SourceFolders {
  readonly moduleCaches: readonly string[]
  readonly goRoots: readonly string[]
}

/**
 * Where a file of a recording may lie on this machine, the likeliest first: by the user's mapping, as it is, in the module
 * cache with its version, in GOROOT.
 */
export function candidatesFor(
  file: string,
  mappings: readonly PathMapping[],
  { moduleCaches, goRoots }: SourceFolders,
): readonly string[] {
  if (!isSourcePath(file)) return []
  const found: string[] = []
  const fitting = mappings
    .map(({ from, to }) => ({ from: withoutEnd(from), to }))
    .filter(({ from, to }) => from !== '' && isAbsolutePath(to) && isWithin(file, from))
    .sort((a, b) => b.from.length - a.from.length)
  for (const { from, to } of fitting) found.push(joined(to, file.slice(from.length)))
  if (isAbsolutePath(file)) found.push(file)
  const module = moduleRest(file)
  if (module !== undefined)
    for (const folder of moduleCaches)
      found.push(joined(folder, module), joined(folder, escapedModule(module)))
  const standard = module === undefined ? standardRest(file) : undefined
  if (standard !== undefined) for (const folder of goRoots) found.push(joined(folder, `src/${standard}`))
  return [...new Set(found)].filter((path) => isAbsolutePath(path) && isSourcePath(path))
}

/**
 * The likeliest place alone, for those who cannot look: by the user's mapping, else in the folders that the user has named,
 * else as it is. Undefined where there is none.
 */
export function likeliestFor(file: string, settings: EditorSettings): string | undefined {
  const [mapped] = candidatesFor(file, settings.mappings, { moduleCaches: [], goRoots: [] })
  if (mapped !== undefined && mapped !== file) return mapped
  const folders = {
    moduleCaches: settings.moduleCache === '' ? [] : [settings.moduleCache],
    goRoots: settings.goRoot === '' ? [] : [settings.goRoot],
  }
  return candidatesFor(file, [], folders).at(-1)
}
