/**
 * Times of cold processes, taken in turns so that a slow spell of the machine hits both sides: Go's own reader, which
 * loops over the events and keeps nothing, Marey until its first picture and until every query can be answered, and a
 * whole `marey summary`.
 * Nothing is asserted: the figures, the best of all turns, are to be read.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { run, which } from '../../scripts/run-command.mjs'

const root = resolve(import.meta.dirname, '..', '..')
const work = join(root, '.cache', 'bench')
const cli = join(root, 'out', 'main', 'cli.cjs')
const peakEveryMs = 10
/**
 * Of every program that is measured. With this variable Node reads a list of certificates before it begins with any program: 32 ms
 * for the usual one of a Linux system, which is nothing that Marey does.
 */
const usualEnvironment = { ...process.env }
delete usualEnvironment.NODE_EXTRA_CA_CERTS
/** How long a question may take that is asked right when a trace is ready. */
const budgetsMs = { tile: 50, table: 200, goroutine: 200, profile: 200 }

/** @returns {Promise<number>} exit code */
export async function runBenchmark({ sizes, runs, log, print }) {
  const go = which('go')
  if (go === undefined) {
    print('Skipped: there is no Go here. Go 1.26 or later writes the traces and reads them for comparison.')
    return 0
  }
  mkdirSync(work, { recursive: true })
  const reader = await buildReader(go, log)
  const generator = await buildGenerator(go, log)
  if (reader === undefined || generator === undefined) {
    print(
      'Skipped: the Go programs could not be built (see above); the first time they need the module proxy.',
    )
    return 0
  }
  const measured = []
  for (const size of sizes) {
    const trace = await generate(generator, size, log)
    if (trace === undefined) return 1
    const results = await measure(reader, trace, runs, log)
    for (const line of report(trace, results)) print(line)
    measured.push(summaryOf(trace, results))
    // What was measured so far, for cost-plot.mjs.
    writeFileSync(join(work, 'results.json'), `${JSON.stringify(measured, undefined, 2)}\n`)
  }
  return 0
}

async function buildReader(go, log) {
  const target = join(work, 'go-reader')
  const built = await run(go, ['build', '-o', target, '.'], {
    cwd: join(root, 'tests', 'bench', 'go-reader'),
    output: 'keep',
  })
  if (built.code !== 0) log(built.output)
  return built.code === 0 ? target : undefined
}

async function buildGenerator(go, log) {
  const target = join(work, 'big')
  const programs = join(root, 'tests', 'fixtures', 'programs')
  const built = await run(
    go,
    ['build', '-o', target, join(programs, 'big.go'), join(programs, 'common.go')],
    {
      output: 'keep',
      env: { ...process.env, GO111MODULE: 'on', GOFLAGS: '-mod=mod' },
    },
  )
  if (built.code !== 0) log(built.output)
  return built.code === 0 ? target : undefined
}

async function generate(generator, size, log) {
  const trace = join(work, `big-${size}.trace`)
  if (existsSync(trace)) return trace
  log(`making a trace of ${size} MB`)
  const made = await run(generator, ['-mb', String(size), '-trace', trace], {
    output: 'keep',
    env: { ...process.env, GOMAXPROCS: '4' },
  })
  if (made.code === 0) return trace
  log(made.output)
  return undefined
}

async function measure(reader, trace, runs, log) {
  const sides = [
    { name: "Go's reader alone", program: reader, args: [trace], read: readGo },
    {
      name: 'marey, ready for every query',
      program: process.execPath,
      args: [cli, 'validate', '--timing', trace],
      read: readTiming,
    },
    { name: 'marey summary', program: process.execPath, args: [cli, 'summary', trace], read: readProcess },
  ]
  const results = sides.map(({ name }) => ({ name, samples: [], failure: undefined }))
  for (let turn = 0; turn < runs; turn++) {
    for (const [index, side] of sides.entries()) {
      const process = await runCold(side.program, side.args)
      const sample = process.code === 0 ? side.read(process) : undefined
      if (sample === undefined) {
        results[index].failure = process.stderr.trim().split('\n')[0] || `exit code ${process.code}`
        log(`${side.name}: ${results[index].failure}`)
      } else {
        results[index].samples.push(sample)
      }
    }
  }
  return results
}

const readProcess = ({ wallMs, cpuMs, peakBytes }) => ({ ms: wallMs, cpuMs, peakBytes })

function readGo({ stdout, wallMs, cpuMs }) {
  const { events, peakRssBytes } = JSON.parse(stdout)
  return { ms: wallMs, cpuMs, peakBytes: peakRssBytes, events }
}

function readTiming({ stderr }) {
  const line = stderr.split('\n').find((text) => text.startsWith('{'))
  if (line === undefined) return undefined
  const { firstPictureMs, readyMs, processorMs, peakRssBytes, events, firstAnswersMs } = JSON.parse(line)
  return { ms: readyMs, cpuMs: processorMs, peakBytes: peakRssBytes, events, firstPictureMs, firstAnswersMs }
}

/** Runs a program to its end and looks at its memory and processor time meanwhile (Linux). */
function runCold(program, args) {
  return new Promise((settle) => {
    const startMs = performance.now()
    const child = spawn(program, args, { env: usualEnvironment, stdio: ['ignore', 'pipe', 'pipe'] })
    const streams = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8')
      child[name].on('data', (text) => (streams[name] += text))
    }
    let peakBytes = NaN
    let cpuMs = NaN
    const timer = setInterval(() => {
      const bytes = peakOf(child.pid)
      if (bytes !== undefined) peakBytes = bytes
      cpuMs = cpuOf(child.pid) ?? cpuMs
    }, peakEveryMs)
    child.on('error', (error) => {
      clearInterval(timer)
      settle({ code: 127, wallMs: NaN, cpuMs, peakBytes, stdout: '', stderr: error.message })
    })
    child.on('close', (code) => {
      clearInterval(timer)
      settle({ code, wallMs: performance.now() - startMs, cpuMs, peakBytes, ...streams })
    })
  })
}

function peakOf(pid) {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return found === null ? undefined : Number(found[1]) * 1024
  } catch {
    return undefined
  }
}

/** Linux counts in hundredths of a second; fields 14 and 15 of stat, after the name in brackets. */
function cpuOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
    return 10 * (Number(fields[11]) + Number(fields[12]))
  } catch {
    return undefined
  }
}

function report(trace, results) {
  const bytes = statSync(trace).size
  const events = results[0].samples[0]?.events
  const lines = [
    `${trace}: ${mega(bytes)}${events === undefined ? '' : `, ${(events / 1e6).toFixed(2)} million events`}`,
  ]
  const yardstick = best(results[0].samples.map(({ ms }) => ms))
  for (const { name, samples, failure } of results) {
    if (samples.length === 0) {
      lines.push(`  ${name.padEnd(30)} not measured: ${failure}`)
      continue
    }
    const ms = best(samples.map((sample) => sample.ms))
    const cpuMs = best(samples.map((sample) => sample.cpuMs))
    const peak = Math.max(...samples.map((sample) => sample.peakBytes))
    const ratio = yardstick > 0 ? `${(ms / yardstick).toFixed(2)} x Go's reader` : ''
    lines.push(
      `  ${name.padEnd(30)} ${ms.toFixed(0).padStart(7)} ms  processor ${cpuMs.toFixed(0).padStart(6)} ms  ${ratio.padEnd(22)} peak ${mega(peak)} (${(peak / bytes).toFixed(1)} x the file)`,
    )
  }
  const firstMs = best(
    results.flatMap(({ samples }) => samples.map((sample) => sample.firstPictureMs ?? NaN)),
  )
  if (!Number.isNaN(firstMs) && yardstick > 0) {
    const allowedMs = 250 + 0.15 * yardstick
    lines.push(
      `  ${'marey, first picture'.padEnd(30)} ${firstMs.toFixed(0).padStart(7)} ms  ${(firstMs / allowedMs).toFixed(2)} x (0.25 s + 0.15 x Go's reader)`,
    )
  }
  const firstAnswers = results.flatMap(({ samples }) =>
    samples.flatMap((sample) => sample.firstAnswersMs ?? []),
  )
  if (firstAnswers.length > 0) {
    const texts = Object.entries(budgetsMs).map(([name, budgetMs]) => {
      const ms = best(firstAnswers.map((answers) => answers[name]))
      return `${name} ${ms.toFixed(0)} ms (${ms <= budgetMs ? 'within' : 'BEYOND'} ${budgetMs})`
    })
    lines.push(`  asked at once: ${texts.join(', ')}`)
  }
  return lines
}

/** The best of all turns, by side. */
function summaryOf(trace, results) {
  const sides = results.map(({ name, samples }) => ({
    name,
    ms: best(samples.map((sample) => sample.ms)),
    cpuMs: best(samples.map((sample) => sample.cpuMs)),
    peakBytes: Math.max(...samples.map((sample) => sample.peakBytes)),
  }))
  return { bytes: statSync(trace).size, sides }
}

/** The best of several: what the program takes, not what else the machine did meanwhile. */
function best(values) {
  const known = values.filter((value) => !Number.isNaN(value))
  return known.length === 0 ? NaN : Math.min(...known)
}

const mega = (bytes) => (Number.isNaN(bytes) ? 'unknown' : `${(bytes / 1e6).toFixed(0)} MB`)
