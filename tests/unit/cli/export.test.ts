import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadImage, createCanvas } from '@napi-rs/canvas'
import { afterAll, describe, expect, test } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import type { Result } from '../../../src/base/result'
import { groupAnchor, groupPlace } from '../../../src/contract/dump-anchor'
import type { GroupsDto } from '../../../src/contract/dump-dto'
import type { ApiError } from '../../../src/contract/errors'
import { openInput } from '../../../src/cli/input-file'
import { openSession } from '../../../src/engine/open-session'
import { exportCommand } from '../../../src/cli/commands/export'
import { ExitCode } from '../../../src/cli/exit-codes'
import { UsageError } from '../../../src/cli/command'
import { printSession } from '../../../src/notes/session-file'
import type { Note } from '../../../src/notes/note'
import { RecordedOutput } from './recorded-output'

const folder = mkdtempSync(join(tmpdir(), 'marey-export-'))
afterAll(() => rmSync(folder, { recursive: true }))
const stuck = 'resources/samples/stuck-service.txt'
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
    expect(notices[0]).toMatch(/cannot be written \(the system refused it \(ENOENT\)\)/)
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('a picture of that name is replaced; anything else that has the name is left alone', async () => {
    const picture = join(folder, 'again.svg')
    await run('--title', 'first', '--output', picture, stuck)
    await run('--title', 'second', '--output', picture, stuck)
    expect(readFileSync(picture, 'utf8')).toContain('>second<')
    const other = join(folder, 'diary.svg')
    writeFileSync(other, 'dear diary')
    const { code, notices } = await run('--output', other, stuck)
    expect(code).toBe(ExitCode.unavailable)
    expect(notices[0]).toMatch(/was not written: a file of that name is there, and it is no picture/)
    expect(readFileSync(other, 'utf8')).toBe('dear diary')
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
    const races = readdirSync('tests/fixtures/race').find((name) => name.endsWith('.txt')) ?? ''
    const out = join(folder, 'never.png')
    const refused = await run('--output', out, join('tests/fixtures/race', races))
    expect(refused.code).toBe(ExitCode.unreadable)
    expect(refused.notices[0]).toMatch(/race.*Pictures are made of traces and goroutine dumps/)
    expect((await run('--output', out, 'no-such-file.trace')).code).toBe(ExitCode.unavailable)
    expect(existsSync(out)).toBe(false)
  })

  test.each([
    [[gcheavy], /--output is missing/],
    [['--output', 'p.jpg', gcheavy], /png or \.svg/],
    [['--output', 'p.png'], /name one trace or dump/],
    [['--output', 'p.png', '--dump', '0', stuck], /--dump 0: the number of a dump/],
    [['--output', 'p.png', '--scale', '9', gcheavy], /--scale 9: a number from 1 to 4/],
    [['--output', 'p.png', '--theme', 'blue', gcheavy], /dark or light/],
    [['--output', 'p.png', '--from', '2s', '--to', '1s', gcheavy], /behind --to/],
  ])('a wrong call %j is told the right one', async (args, message) => {
    await expect(run(...(args as string[]))).rejects.toThrow(UsageError)
    await expect(run(...(args as string[]))).rejects.toThrow(message as RegExp)
  })
})

describe('marey export of a dump', () => {
  const textsOf = (file: string): readonly string[] =>
    [...readFileSync(file, 'utf8').matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map((match) => match[1] ?? '')

  test('groups with their counts, what is idle by design, figures and legend', async () => {
    const file = join(folder, 'stuck.svg')
    const { code, notices } = await run('--output', file, stuck)
    expect({ code, notices }).toEqual({ code: ExitCode.whole, notices: [] })
    const texts = textsOf(file)
    expect(texts).toEqual(
      expect.arrayContaining([
        'stuck-service.txt',
        '82 goroutines in 20 groups',
        'main.(*bank).balance',
        'Idle by design',
        'about 3 min',
        'Blocked: sync',
      ]),
    )
    expect(texts).toContain('select  ·  about 3 min  ·  main.go:122  ·  by main.main')
  })

  test.each(['light', 'dark'])('as pixels in %s', async (theme) => {
    const file = join(folder, `dump-${theme}.png`)
    const { code } = await run('--theme', theme, '--scale', '2', '--width', '700', '--output', file, stuck)
    expect(code).toBe(ExitCode.whole)
    const { width, data } = await pixelsOf(file)
    expect(width).toBe(1400)
    expect(data[0]! < 128).toBe(theme === 'dark')
  })

  test('notes of a session stand on their groups, with the stack and the given time', async () => {
    const bytes = readFileSync(stuck)
    const overview = await groupsOf(stuck)
    const group = overview.find(({ createdBy, count }) => count === 12 && createdBy.endsWith('Serve'))
    if (group === undefined) throw new Error('the sample has no such group')
    const session = join(folder, 'dump.marey-session')
    const view = { name: 'dump', selection: '', toggled: [], pinned: [], sort: '', filter: '' }
    const on = { kind: 'group', group: groupAnchor(group), place: groupPlace(group) } as const
    writeFileSync(
      session,
      printSession(
        [
          {
            name: 'stuck-service.txt',
            byteLength: bytes.byteLength,
            sha256: createHash('sha256').update(bytes).digest('hex'),
            view,
            notes: [
              { ...on, id: 1, callout: 1, text: 'All wait for **one** lock' },
              { ...on, id: 2, callout: 2, text: 'It is taken here', frame: group.tellingFrame },
            ],
            dumpTimes: [{ dump: 0, unixMs: Date.UTC(2026, 10, 21, 14, 3, 5) }],
          },
        ],
        0,
      ),
    )
    const file = join(folder, 'noted.svg')
    expect((await run('--session', session, '--output', file, stuck)).code).toBe(ExitCode.whole)
    const texts = textsOf(file)
    expect(texts).toContain('http.HandlerFunc.ServeHTTP')
    expect(texts.join('\n')).toContain('All wait for one lock (main.(*bank).balance (main.go:112)')
    expect(texts.join('\n')).toContain('taken 2026-11-21 14:03:05 UTC (as you said)')
    expect(texts.filter((text) => text === '2').length).toBeGreaterThan(1)
  })

  test('only the groups that the expression keeps', async () => {
    const file = join(folder, 'filtered.svg')
    await run('--rows', 'state = select', '--output', file, stuck)
    expect(textsOf(file)).toContain('main.poll')
    expect(textsOf(file)).not.toContain('main.(*bank).balance')
  })

  test('a wrong expression, dump or range is told, and nothing is written', async () => {
    const out = join(folder, 'no.png')
    for (const [args, message] of [
      [['--rows', 'state ='], /--rows: filter, at character/],
      [['--dump', '7'], /the file holds 1 dump/],
      [['--from', '1s'], /a dump is one instant/],
    ] as const) {
      const { code, notices } = await run(...args, '--output', out, stuck)
      expect(code).toBe(ExitCode.usage)
      expect(notices[0]).toMatch(message)
    }
    expect(existsSync(out)).toBe(false)
  })

  test('every dump of the corpus becomes a picture', async () => {
    const dumps = readdirSync('tests/fixtures/dumps').filter((name) => /go1\.27.*\.txt$/.test(name))
    expect(dumps.length).toBeGreaterThan(30)
    const file = join(folder, 'corpus.svg')
    for (const name of dumps) {
      const { code, notices } = await run('--output', file, join('tests/fixtures/dumps', name))
      expect([name, code, notices.filter((notice) => !notice.includes('lost:'))]).toEqual([name, code, []])
      expect([ExitCode.whole, ExitCode.partial]).toContain(code)
    }
  })
})

async function groupsOf(name: string): Promise<GroupsDto['groups']> {
  const input = openInput(name)
  if (!input.ok) throw new Error('not there')
  const session = await openSession(input.value.source, {
    name,
    budgetBytes: 2 ** 30,
    cancellation: neverCancelled,
    onProgress: () => undefined,
  })
  if (!session.ok) throw new Error(session.error.message)
  const answer = (await session.value.call('dump/groups', {
    source: '',
    dumps: [0],
    similarity: 'same-place',
    filter: '',
  })) as Result<GroupsDto, ApiError>
  input.value.close()
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value.groups
}
