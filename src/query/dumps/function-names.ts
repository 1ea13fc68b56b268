/**
 * What a function's name and file say about whose code it is. Names are Go's symbol names:
 * `net/http.(*conn).serve`, `main.(*queue[...]).put`, `github.com/acme/api/store.New.func1`.
 */

export type CodeOwner = 'runtime' | 'standard' | 'dependency' | 'user'

/** First elements of the import paths of Go's standard library (Go 1.27). */
const standardRoots = new Set(
  (
    'archive bufio builtin bytes cmp compress container context crypto database debug embed encoding errors expvar ' +
    'flag fmt go hash html image index internal io iter log maps math mime net os path plugin reflect regexp ' +
    'runtime slices sort strconv strings structs sync syscall testing text time unicode unique unsafe vendor weak'
  ).split(' '),
)

/** The import path of a function: up to the first dot behind the last slash. */
export function packageOf(functionName: string): string {
  // Type arguments may hold slashes and dots of their own.
  const bracket = functionName.indexOf('[')
  const plain = bracket < 0 ? functionName : functionName.slice(0, bracket)
  const slash = plain.lastIndexOf('/')
  const dot = plain.indexOf('.', slash + 1)
  return dot < 0 ? '' : plain.slice(0, dot)
}

/** The name without its import path: `(*conn).serve`. */
export function shortFunctionName(functionName: string): string {
  const path = packageOf(functionName)
  return path === '' ? functionName : functionName.slice(path.length + 1)
}

/** The type in whose method a function is, without pointer and type arguments: `net/http.conn`; '' for none. */
export function receiverTypeOf(functionName: string): string {
  const path = packageOf(functionName)
  const rest = functionName.slice(path.length + 1)
  const pointer = /^\(\*([^)[]+)(?:\[[^)]*\])?\)\./.exec(rest)
  if (pointer !== null) return `${path}.${pointer[1]}`
  const value = /^([A-Za-z_]\w*)(?:\[[^\]]*\])?\.(?!func\d|gowrap\d)[A-Za-z_]/.exec(rest)
  return value === null ? '' : `${path}.${value[1]}`
}

export function codeOwnerOf(functionName: string, file: string): CodeOwner {
  const path = packageOf(functionName)
  if (path === 'runtime' || path.startsWith('runtime/internal') || path.startsWith('internal/runtime')) {
    return 'runtime'
  }
  // panic() is printed without its package.
  if (path === '') return functionName === 'panic' ? 'runtime' : 'user'
  const root = path.slice(0, (path + '/').indexOf('/'))
  if (standardRoots.has(root)) return 'standard'
  if (/\/pkg\/mod\/|\/vendor\/|@v\d/.test(file)) return 'dependency'
  return 'user'
}
