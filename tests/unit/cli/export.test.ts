import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadImage, createCanvas } from '@napi-rs/canvas'
import { afterAll, describe, expect, test } from 'vitest'
import { exportCommand } from '../../../src/cli/commands/export'
import { ExitCode } from '../../../src/cli/exit-codes'
import { UsageError } from '../../../src/cli/command'
import { printSession } from '../../../src/notes/session-file'
import type { Note } from '../../../src/notes/note'
import { RecordedOutput } from './recorded-output'

const folder = mkdtempSync(join(tmpdir(), 'marey-export-'))
afterAll(() => rmSync(folder, { recursive: true }))
const gcheavy = 'tests/fixtures/traces/gcheavy-go1.27.trace'

async function run(...args: string[]): Promise<{ code: number; notices: readonly string[] }> {
  const output = new RecordedOutput()
  const code = await exportCommand.run(args, output)
  return { code, notices: output.notices }
}

async function pixelsOf(file: string): Promise<{ width: number; height: number; data: Uint8ClampedArray }> {
  const image = await loadImage(file)
  const canvas = createCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  return { width: image.width, height: image.height, data }
}

/** Share of pixels that differ by more than a shade in any channel. */
function difference(one: Uint8ClampedArray, other: Uint8ClampedArray): number {
  let different = 0
  for (let at = 0; at < one.length; at += 4) {
    const far = [0, 1, 2].some((channel) => Math.abs(one[at + channel]! - other[at + channel]!) > 24)
    if (far) different++
  }
  return different / (one.length / 4)
}

describe('marey export', () => {
  test.each(['light', 'dark'])('the picture in %s is the one that people have looked at', async (theme) => {
    const file = join(folder, `${theme}.png`)
    const golden = `tests/fixtures/pictures/gcheavy-${theme}.png`
    const { code, notices } = await run(
      '--theme',
      theme,
      '--scale',
      '1',
      '--sentence',
      'GC works for most of the run.',
      '--output',
      file,
      gcheavy,
    )
    expect({ code, notices }).toEqual({ code: ExitCode.whole, notices: [] })
    const made = await pixelsOf(file)
    const wanted = await pixelsOf(golden)
    expect([made.width, made.height]).toEqual([wanted.width, wanted.height])
    // Rounding of letters differs between builds of the canvas; a moved row or a wrong colour is far beyond this.
    expect(difference(made.data, wanted.data)).toBeLessThan(0.004)
  })

  test('a wrong colour or a moved row would be seen', async () => {
    const light = await pixelsOf('tests/fixtures/pictures/gcheavy-light.png')
    const moved = light.data.slice(light.width * 4 * 2)
    expect(difference(light.data.subarray(0, moved.length), moved)).toBeGreaterThan(0.03)
  })

  test('scale multiplies the pixels, nothing else', async () => {
    const file = join(folder, 'three.png')
    await run('--scale', '3', '--width', '800', '--output', file, gcheavy)
    expect((await pixelsOf(file)).width).toBe(2400)
  })

  test('SVG keeps its text as text', async () => {
    const file = join(folder, 'picture.svg')
    const { code } = await run('--title', 'GC & <friends>', '--output', file, gcheavy)
    expect(code).toBe(ExitCode.whole)
    const svg = readFileSync(file, 'utf8')
    const texts = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map((match) => match[1])
    expect(texts).toEqual(
      expect.arrayContaining(['GC &amp; &lt;friends&gt;', 'g1 main.main', 'Running', 'Stop the world', 'P0']),
    )
    expect(svg).not.toMatch(/<script|<image|href=/)
  })

  test('the legend names the states of the stretch and no others', async () => {
    const file = join(folder, 'short.svg')
    await run('--from', '0', '--to', '50us', '--output', file, gcheavy)
    const svg = readFileSync(file, 'utf8')
    expect(svg).toContain('>Running<')
    expect(svg).not.toContain('>GC assist, waiting for GC<')
  })

  const note: Note = {
    id: 1,
    kind: 'point',
    callout: 1,
    text: 'The mark phase begins **here**',
    at: { timeNs: 2_600_000, row: 'goroutine:1' },
  }
  function sessionFile(name: string, sha256: string): string {
    const file = join(folder, name)
    const view = { name: 'timeline', selection: '', toggled: [], pinned: [], sort: 'blocked', filter: '' }
    const text = printSession(
      [{ name: 'gc.trace', byteLength: 1, sha256, view: { ...view, fromNs: 1e6, toNs: 4e6 }, notes: [note] }],
      0,
    )
    writeFileSync(file, text)
    return file
  }

  test('a session brings its notes and its view', async () => {
    const hash = createHash('sha256').update(readFileSync(gcheavy)).digest('hex')
    const file = join(folder, 'notes.svg')
    const { code } = await run('--session', sessionFile('a.marey-session', hash), '--output', file, gcheavy)
    expect(code).toBe(ExitCode.whole)
    const svg = readFileSync(file, 'utf8')
    expect(svg).toContain('The mark phase begins here')
    expect(svg).toContain('0.001\u2009000\u2009000 s to 0.004\u2009000\u2009000 s')
  })

  test('a session about another file is refused, and nothing is written', async () => {
    const file = join(folder, 'refused.png')
    const session = sessionFile('b.marey-session', 'a'.repeat(64))
    const { code, notices } = await run('--session', session, '--output', file, gcheavy)
    expect(code).toBe(ExitCode.unreadable)
    expect(notices[0]).toMatch(/is not about this file.*gc\.trace/)
    expect(existsSync(file)).toBe(false)
  })

  test('a damaged session is refused in words', async () => {
    const session = join(folder, 'bad.marey-session')
    writeFileSync(session, '{"marey":"session","version":2,"files":[{"name":"../../etc/passwd"}]}')
    const { code, notices } = await run('--session', session, '--output', join(folder, 'x.png'), gcheavy)
    expect(code).toBe(ExitCode.unreadable)
    expect(notices[0]).toContain('damaged')
  })

  test('an output that cannot be written is said, and leaves nothing behind', async () => {
    const { code, notices } = await run('--output', join(folder, 'no', 'such', 'p.png'), gcheavy)
    expect(code).toBe(ExitCode.unavailable)
    expect(notices[0]).toMatch(/cannot be written \(ENOENT\)/)
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('only goroutines that the expression keeps', async () => {
    const file = join(folder, 'rows.svg')
    const { code } = await run('--rows', 'id:38', '--output', file, gcheavy)
    const svg = readFileSync(file, 'utf8')
    expect(code).toBe(ExitCode.whole)
    expect(svg).toContain('>g38 main.main.func1.1<')
    expect(svg).not.toContain('>g1 main.main<')
  })

  test('other files and missing ones', async () => {
    const dump = readdirSync('tests/fixtures/dumps').find((name) => name.endsWith('.txt')) ?? ''
    const out = join(folder, 'never.png')
    expect((await run('--output', out, join('tests/fixtures/dumps', dump))).code).toBe(ExitCode.unreadable)
    expect((await run('--output', out, 'no-such-file.trace')).code).toBe(ExitCode.unavailable)
    expect(existsSync(out)).toBe(false)
  })

  test.each([
    [[gcheavy], /--output is missing/],
    [['--output', 'p.jpg', gcheavy], /png or \.svg/],
    [['--output', 'p.png'], /name one trace/],
    [['--output', 'p.png', '--scale', '9', gcheavy], /--scale 9: a number from 1 to 4/],
    [['--output', 'p.png', '--theme', 'blue', gcheavy], /dark or light/],
    [['--output', 'p.png', '--from', '2s', '--to', '1s', gcheavy], /behind --to/],
  ])('a wrong call %j is told the right one', async (args, message) => {
    await expect(run(...(args as string[]))).rejects.toThrow(UsageError)
    await expect(run(...(args as string[]))).rejects.toThrow(message as RegExp)
  })
})
