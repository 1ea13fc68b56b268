#!/usr/bin/env node
/**
 * Checks every import under src/ against import-rules.mjs and prints each breach with its line, and files that import each other in a
 * loop.
 * Plain text reading is enough: the code base has static imports, `import()` and `export … from` only.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { circlesOf } from './import-circles.mjs'
import { exceptions, rendererRooms, rooms } from './import-rules.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const sourceFolder = join(root, 'src')
const importPattern =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

function* sourceFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sourceFiles(path)
    else if (/\.(ts|tsx|mts)$/.test(entry.name) && !entry.name.endsWith('.d.ts')) yield path
  }
}

const roomOf = (path) => relative(sourceFolder, path).split(sep)[0]

/** `features/timeline` for a file of that feature, else the first folder (or file) below src/renderer. */
function rendererRoomOf(path) {
  const parts = relative(join(sourceFolder, 'renderer'), path).split(sep)
  const name = parts[0].replace(/\.(ts|tsx)$/, '')
  return name === 'features' ? { name, feature: parts[1] } : { name, feature: undefined }
}

function breachOf(file, specifier) {
  const room = roomOf(file)
  const rule = rooms[room]
  if (rule === undefined) return `folder src/${room} is not in scripts/import-rules.mjs`
  if (!specifier.startsWith('.')) {
    const allowed = rule.packages.some((name) =>
      name.endsWith('*')
        ? specifier.startsWith(name.slice(0, -1))
        : specifier === name || specifier.startsWith(`${name}/`),
    )
    return allowed ? undefined : `src/${room} may not import the package ${specifier}`
  }
  const target = resolve(dirname(file), specifier.replace(/\?.*$/, ''))
  const targetRoom = roomOf(target)
  if (targetRoom === '..' || targetRoom === '') return `import leaves src/: ${specifier}`
  if (targetRoom !== room) {
    return rule.rooms.includes(targetRoom) ? undefined : `src/${room} may not import src/${targetRoom}`
  }
  if (room !== 'renderer') return undefined
  const from = rendererRoomOf(file)
  const to = rendererRoomOf(target)
  if (from.name === 'main' || from.name === to.name) {
    return from.feature !== to.feature
      ? `feature ${from.feature} may not import feature ${to.feature}`
      : undefined
  }
  const allowed = rendererRooms[from.name]
  if (allowed === undefined) return `src/renderer/${from.name} is not in rendererRooms`
  return allowed.includes(to.name) ? undefined : `renderer/${from.name} may not import renderer/${to.name}`
}

/** The source file that a relative specifier names; undefined for styles, workers' addresses and the like. */
function fileNamed(file, specifier) {
  const target = resolve(dirname(file), specifier)
  return [target, `${target}.ts`, `${target}.tsx`].find((path) => /\.tsx?$/.test(path) && existsSync(path))
}

const breaches = []
/** What each file names when it is loaded; `import()` is asked later, and only by who needs it. */
const named = new Map()
let count = 0
for (const file of sourceFiles(sourceFolder)) {
  const text = readFileSync(file, 'utf8')
  named.set(relative(root, file), [])
  for (const match of text.matchAll(importPattern)) {
    const specifier = match[1] ?? match[2]
    count++
    const name = relative(root, file)
    const target = match[1]?.startsWith('.') ? fileNamed(file, match[1]) : undefined
    if (target !== undefined) named.get(name).push(relative(root, target))
    const excused = exceptions.some((entry) => entry.file === name && entry.specifier === specifier)
    const breach = excused ? undefined : breachOf(file, specifier)
    if (breach === undefined) continue
    const line = text.slice(0, match.index + match[0].indexOf(specifier)).split('\n').length
    breaches.push(`${name}:${line}: ${breach}`)
  }
}

for (const circle of circlesOf(named)) breaches.push(`import each other in a loop: ${circle.join(', ')}`)

if (breaches.length > 0) {
  process.stderr.write(
    `${breaches.join('\n')}\n${breaches.length} forbidden imports (rules: scripts/import-rules.mjs)\n`,
  )
  process.exit(1)
}
process.stdout.write(`imports: ${count} checked, none forbidden\n`)
