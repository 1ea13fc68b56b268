/**
 * Compiles the AssemblyScript kernels of src/ (`*.as`) to WebAssembly, and a Vite plugin that lets TypeScript import
 * them: `import { bytes } from 'kernel:order-kernel'`. Nothing that is compiled is kept in the repository.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createRequire } from 'node:module'

const root = projectRoot()
const cache = join(root, '.cache', 'kernels')
const compilerVersion = createRequire(import.meta.url)('assemblyscript/package.json').version

/** Import name to source. */
export const kernels = {
  'kernel:count-kernel': 'src/formats/go-trace/kernel/count-kernel.as',
  'kernel:sum-kernel': 'src/formats/go-trace/kernel/sum-kernel.as',
  'kernel:order-kernel': 'src/formats/go-trace/kernel/order-kernel.as',
  'kernel:sketch-kernel': 'src/formats/go-trace/kernel/sketch-kernel.as',
  'kernel:index-kernel': 'src/query/kernel/index-kernel.as',
  'kernel:span-kernel': 'src/query/kernel/span-kernel.as',
}

/** Shared by threads, up to all that 32 bits address (src/model/column-memory.ts). */
const sharedMemory = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536']
const options = [
  '-O3',
  '--noAssert',
  '--runtime',
  'stub',
  '--importMemory',
  '--noExportMemory',
  ...sharedMemory,
]

/** The sources of a folder, by name: kernels import files that lie beside them. */
function sourcesBeside(path) {
  const folder = join(root, dirname(path))
  const names = readdirSync(folder).filter((name) => name.endsWith('.as'))
  return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

/** @returns {Promise<Uint8Array>} the module's bytes, from .cache when no source has changed */
export async function compileKernel(path) {
  const sources = sourcesBeside(path)
  const key = createHash('sha256')
    .update(JSON.stringify([compilerVersion, options, basename(path), ...sources]))
    .digest('hex')
  const cached = join(cache, `${key.slice(0, 32)}.wasm`)
  try {
    return readFileSync(cached)
  } catch {
    const bytes = await compile(path, sources)
    mkdirSync(dirname(cached), { recursive: true })
    // Whoever builds at the same time sees a whole file or none.
    const unfinished = `${cached}.${process.pid}`
    writeFileSync(unfinished, bytes)
    renameSync(unfinished, cached)
    return bytes
  }
}

async function compile(path, sources) {
  const { default: asc } = await import('assemblyscript/asc')
  let bytes
  let problems = ''
  const entry = basename(path, '.as')
  const result = await asc.main([`${entry}.ts`, '--outFile', 'kernel.wasm', ...options], {
    // The compiler knows its own language by another ending.
    readFile: (name) => sources.get(name.replace(/\.ts$/, '.as')) ?? null,
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm') bytes = contents
    },
    listFiles: () => [],
    stderr: { write: (chunk) => (problems += chunk) },
  })
  if (result.error !== null || bytes === undefined)
    throw new Error(`${path} does not compile:\n${problems || String(result.error)}`)
  return bytes
}

/** Resolves imports of kernels to their bytes, embedded so that every bundle carries its own. */
export function kernelPlugin() {
  return {
    name: 'kernels',
    enforce: 'pre',
    resolveId: (id) => (id in kernels ? `\0${id}` : undefined),
    async load(id) {
      const path = id.startsWith('\0kernel:') ? kernels[id.slice(1)] : undefined
      if (path === undefined) return undefined
      const folder = join(root, dirname(path))
      for (const name of sourcesBeside(path).keys()) this.addWatchFile(join(folder, name))
      const bytes = await compileKernel(path)
      return `export const base64 = ${JSON.stringify(Buffer.from(bytes).toString('base64'))}\n`
    },
  }
}

/** The folder of package.json: electron-vite bundles this file into its configuration, one folder further up. */
function projectRoot() {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}
