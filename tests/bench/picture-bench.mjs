/**
 * What a 4K picture of a trace costs (picture-times.ts), each trace in a cold process. Nothing is asserted.
 *
 *     node tests/bench/picture-bench.mjs TRACE…
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { kernelPlugin } from '../../scripts/compile-kernels.mjs'
import { run } from '../../scripts/run-command.mjs'

const root = resolve(import.meta.dirname, '..', '..')
const work = join(root, '.cache', 'bench', 'picture')

mkdirSync(work, { recursive: true })
await build({
  root: work,
  configFile: false,
  logLevel: 'error',
  plugins: [kernelPlugin()],
  ssr: { noExternal: true, external: ['@napi-rs/canvas'] },
  build: {
    ssr: true,
    emptyOutDir: true,
    outDir: join(work, 'built'),
    target: 'node20',
    rollupOptions: {
      input: join(import.meta.dirname, 'picture-times.ts'),
      output: { entryFileNames: 'picture-times.mjs' },
    },
  },
})
for (const trace of process.argv.slice(2).map((name) => resolve(name))) {
  const done = await run(process.execPath, [join(work, 'built', 'picture-times.mjs'), trace], {
    output: 'keep',
  })
  const line = done.output.split('\n').find((text) => text.startsWith('{'))
  if (done.code !== 0 || line === undefined) {
    process.stderr.write(`${trace}: ${done.output}\n`)
    process.exitCode = 1
    continue
  }
  const { rowCount, pixels, rectangles, bytes, stages } = JSON.parse(line)
  process.stdout.write(
    `${trace}: ${pixels} pixels, ${rowCount} rows, ${rectangles} rectangles, PNG of ${bytes} bytes\n`,
  )
  for (const [stage, { cpuMs, wallMs }] of Object.entries(stages))
    process.stdout.write(
      `  ${stage}: ${cpuMs.toFixed(0)} ms of processor time, ${wallMs.toFixed(0)} ms on the wall\n`,
    )
}
