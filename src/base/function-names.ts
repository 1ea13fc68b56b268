/** Parts of the names that Go gives to functions: `encoding/json.(*Decoder).Decode`. */

/** A function keeps its name, its package path gives way: `json.(*Decoder).Decode`. */
export function shortFunctionName(functionName: string): string {
  return functionName.slice(beforeTypeArguments(functionName).lastIndexOf('/') + 1)
}

/** The package path of a function: up to the first dot after the last slash. */
export function packageOf(functionName: string): string {
  const head = beforeTypeArguments(functionName)
  const dot = head.indexOf('.', head.lastIndexOf('/') + 1)
  return dot < 0 ? '' : head.slice(0, dot)
}

/**
 * Whether a text that somebody typed means a name: it is a part of it, or of it as people say it, without the brackets
 * around a receiver: `conn.serve` means `net/http.(*conn).serve`.
 * @param wanted in small letters.
 */
export function hasPart(name: string, wanted: string): boolean {
  const text = name.toLowerCase()
  return text.includes(wanted) || (text.includes('(*') && withoutReceiverMarks(text).includes(wanted))
}

const withoutReceiverMarks = (name: string): string => name.replace(/\(\*([^()]*)\)/g, '$1')

/** Type arguments may hold slashes and dots of their own. */
function beforeTypeArguments(functionName: string): string {
  const bracket = functionName.indexOf('[')
  return bracket < 0 ? functionName : functionName.slice(0, bracket)
}
