/**
 * Short names for rows and labels: a function keeps its name, its package path gives way first.
 */

/** `encoding/json.(*Decoder).Decode` -> `json.(*Decoder).Decode`. */
export function shortFunctionName(functionName: string): string {
  // Type arguments may contain slashes: look only before the first bracket.
  const bracket = functionName.indexOf('[')
  const head = bracket < 0 ? functionName : functionName.slice(0, bracket)
  return functionName.slice(head.lastIndexOf('/') + 1)
}

/** The package path of a function: up to the first dot after the last slash. */
export function packageOf(functionName: string): string {
  const bracket = functionName.indexOf('[')
  const head = bracket < 0 ? functionName : functionName.slice(0, bracket)
  const dot = head.indexOf('.', head.lastIndexOf('/') + 1)
  return dot < 0 ? '' : head.slice(0, dot)
}
