/**
 * Threads for tests. Vitest does not know electron-vite's `?nodeWorker`, and Node 20 runs no TypeScript, so the
 * worker's entry is bundled the way the build does it, into a folder that goes with the test process.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { build } from 'vite'
import { kernelPlugin } from '../../../scripts/compile-kernels.mjs'
import type { SpawnWorker, WorkerFactories } from '../../../src/host/spawn-worker'

const folder = mkdtempSync(join(tmpdir(), 'marey-test-workers-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

/** A factory of threads that run `entry`, a TypeScript file. */
export async function bundleWorker(entry: string): Promise<SpawnWorker> {
  const name = `${basename(entry, '.ts')}.cjs`
  await build({
    configFile: false,
    plugins: [kernelPlugin()],
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      outDir: folder,
      emptyOutDir: false,
      target: 'node18',
      minify: false,
      rollupOptions: { output: { format: 'cjs', entryFileNames: name, codeSplitting: false } },
    },
  })
  return (options) => new Worker(join(folder, name), options)
}

const hostFolder = join(import.meta.dirname, '..', '..', '..', 'src', 'host')
let bundled: Promise<WorkerFactories> | undefined

/** The product's own threads, bundled once for each test process. */
export function productWorkers(): Promise<WorkerFactories> {
  bundled ??= Promise.all([
    bundleWorker(join(hostFolder, 'session-worker.ts')),
    bundleWorker(join(hostFolder, 'parse-worker.ts')),
  ]).then(([session, parse]) => ({ session, parse }))
  return bundled
}
