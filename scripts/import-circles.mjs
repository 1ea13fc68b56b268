/**
 * Files that import each other in a loop: whoever reads one has to know them all. Types count, for they tie a reader as well.
 */

/**
 * @param {ReadonlyMap<string, readonly string[]>} imports the files that each file names
 * @returns {string[][]} the files of each loop, both in alphabetical order
 */
export function circlesOf(imports) {
  const files = [...imports.keys()].sort()
  const reached = new Map(files.map((file) => [file, reachedFrom(file, imports)]))
  const circles = new Map()
  for (const file of files) {
    if (!reached.get(file).has(file)) continue
    const circle = files.filter((other) => reached.get(file).has(other) && reached.get(other)?.has(file))
    circles.set(circle[0], circle)
  }
  return [...circles.values()]
}

function reachedFrom(start, imports) {
  const reached = new Set()
  const open = [...(imports.get(start) ?? [])]
  while (open.length > 0) {
    const file = open.pop()
    if (reached.has(file)) continue
    reached.add(file)
    open.push(...(imports.get(file) ?? []))
  }
  return reached
}
