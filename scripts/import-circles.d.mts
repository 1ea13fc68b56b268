/** Files that import each other in a loop: the files of each, both in alphabetical order. */
export function circlesOf(imports: ReadonlyMap<string, readonly string[]>): string[][]
