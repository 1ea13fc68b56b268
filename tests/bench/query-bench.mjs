/**
 * The times of all queries of the contract on given traces, side by side (query-times.ts), each trace in a cold process.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { kernelPlugin } from '../../scripts/compile-kernels.mjs'
import { run } from '../../scripts/run-command.mjs'

const root = resolve(import.meta.dirname, '..', '..')
const work = join(root, '.cache', 'bench')

/** @returns {Promise<number>} exit code */
export async function runQueryBenchmark({ traces, only, log, print }) {
  mkdirSync(work, { recursive: true })
  await build({
    root: work,
    configFile: false,
    logLevel: 'error',
    plugins: [kernelPlugin()],
    ssr: { noExternal: true },
    build: {
      ssr: true,
      emptyOutDir: true,
      outDir: join(work, 'queries'),
      target: 'node20',
      rollupOptions: {
        input: join(import.meta.dirname, 'query-times.ts'),
        output: { entryFileNames: 'query-times.mjs' },
      },
    },
  })
  const results = []
  for (const trace of traces) {
    const done = await run(process.execPath, [join(work, 'queries', 'query-times.mjs'), trace, only], {
      output: 'keep',
    })
    const line = done.output.split('\n').find((text) => text.startsWith('{'))
    if (done.code !== 0 || line === undefined) {
      log(`${trace}: ${done.output}`)
      return 1
    }
    results.push({ trace, ...JSON.parse(line) })
  }
  for (const line of report(results)) print(line)
  return 0
}

const inMs = (ms) => ms.toFixed(ms < 10 ? 2 : 0)

function report(results) {
  const lines = results.map(
    (one) =>
      `${one.trace}: ${(one.eventCount / 1e6).toFixed(2)} million events, ${one.goroutineCount} goroutines; read in ` +
      `${one.readMs.toFixed(0)} ms, ready ${one.answersMs.toFixed(0)} ms later`,
  )
  lines.push('', '| question | first, p95 and longest, ms (longest piece of work) |', '|---|---|')
  for (const { name } of results[0].measured) {
    const cells = results.map(({ measured }) => {
      const found = measured.find((one) => one.name === name)
      return found === undefined
        ? ''
        : [found.firstMs, found.p95Ms, found.longestMs].map(inMs).join(' / ') +
            (found.pieceMs === undefined ? '' : ` (${inMs(found.pieceMs)})`) +
            (found.rectangleNs === undefined
              ? ''
              : `, ${found.p95Rectangles} rectangles, ${found.rectangleNs.toFixed(0)} ns each`)
    })
    lines.push(`| ${name} | ${cells.join(' | ')} |`)
  }
  return lines
}
