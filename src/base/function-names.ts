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

/** Type arguments may hold slashes and dots of their own. */
function beforeTypeArguments(functionName: string): string {
  const bracket = functionName.indexOf('[')
  return bracket < 0 ? functionName : functionName.slice(0, bracket)
}
