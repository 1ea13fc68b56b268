/**
 * Turns a good text (dump, crash, race report, GODEBUG log) into a bad one, line by line, the way logs, terminals
 * and truncation do it. Lines are kept as Latin-1, so that any byte survives.
 */
import type { Mutant } from './mutate-bytes'
import type { Random } from './random'

type LinesMutation = (lines: readonly string[], random: Random) => readonly string[]

const changeLine = (
  lines: readonly string[],
  index: number,
  change: (line: string) => readonly string[],
): readonly string[] => lines.flatMap((line, at) => (at === index ? change(line) : [line]))

const anyLine = (change: (line: string, random: Random) => readonly string[]): LinesMutation => {
  return (lines, random) => changeLine(lines, random.below(lines.length), (line) => change(line, random))
}

/** A line that has what the reader keys on: a header, a creation, a place, a race. */
function tellingLine(lines: readonly string[], random: Random): number {
  const found = lines.flatMap((line, index) =>
    /^goroutine |^created by|^\t|WARNING|^Previous|^panic|^fatal|^SIG|^\[|^Goroutine|^=+$|^gc \d|^SCHED |^ +[PMG]\d|^pacer: |^init /.test(
      line,
    )
      ? [index]
      : [],
  )
  return found.length === 0 ? random.below(lines.length) : random.pick(found)
}

const numbers = [
  '0',
  '-1',
  '00',
  '4294967296',
  '9007199254740993',
  '18446744073709551615',
  '1'.repeat(400),
  '0x',
]
const noise = [
  '',
  'exit status 2',
  '[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x0]',
  'goroutine 1 [running]:',
  'goroutine profile: total 3',
  '1 @ 0x1 0x2 0x3',
  'WARNING: DATA RACE',
  '==================',
  'created by main.main in goroutine 1',
  '...additional frames elided...',
  'goroutine running on other thread; stack unavailable',
  'panic: x [recovered]',
  'fatal error: all goroutines are asleep - deadlock!',
  '2026/01/02 15:04:05 GET /healthz 200',
  '\u00ff\u00fe\u0000\u0001',
  'gc 7 @0.5s 3%: 0.01+1+0 ms clock, 0.02+0/0/0+0 ms cpu, 4->4->2 MB, 4 MB goal, 2 P (forced)',
  'SCHED 12ms: gomaxprocs=2 idleprocs=0 threads=4 spinningthreads=0 idlethreads=1 runqueue=1 [0 3]',
  '  G5: status=4(select) m=nil lockedm=nil',
  '{"level":"error","msg":"goroutine 7 [running]:\\nmain.main()\\n\\t/a.go:1 +0x1"}',
]

const mutations: Readonly<Record<string, LinesMutation>> = {
  dropLine: anyLine(() => []),
  repeatLine: anyLine((line) => [line, line]),
  cutLine: anyLine((line, random) => [line.slice(0, random.below(line.length + 1))]),
  splitLine: anyLine((line, random) => {
    const at = random.below(line.length + 1)
    return [line.slice(0, at), line.slice(at)]
  }),
  joinLines: (lines, random) => {
    const at = random.below(lines.length)
    return [...lines.slice(0, at), (lines[at] ?? '') + (lines[at + 1] ?? ''), ...lines.slice(at + 2)]
  },
  swapLines: (lines, random) => {
    const [a, b] = [random.below(lines.length), random.below(lines.length)]
    const copy = [...lines]
    copy[a] = lines[b] ?? ''
    copy[b] = lines[a] ?? ''
    return copy
  },
  insertNoise: (lines, random) =>
    changeLine(lines, random.below(lines.length), (line) => [random.pick(noise), line]),
  changeNumber: (lines, random) =>
    changeLine(lines, tellingLine(lines, random), (line) => {
      const found = [...line.matchAll(/\d+/g)]
      if (found.length === 0) return [line]
      const chosen = random.pick(found)
      const after = line.slice(chosen.index + chosen[0].length)
      return [line.slice(0, chosen.index) + random.pick(numbers) + after]
    }),
  changeCharacter: (lines, random) =>
    changeLine(lines, tellingLine(lines, random), (line) => {
      const at = random.below(line.length + 1)
      return [line.slice(0, at) + String.fromCharCode(random.below(256)) + line.slice(at + 1)]
    }),
  changeBrackets: (lines, random) =>
    changeLine(lines, tellingLine(lines, random), (line) => [
      line.replaceAll(/[[\](){}]/g, (bracket) => (random.chance(0.5) ? random.pick([...'[](){}']) : bracket)),
    ]),
  changeState: (lines, random) =>
    changeLine(lines, tellingLine(lines, random), (line) => [
      line.replace(
        /\[.*\]/,
        random.pick(['[]', '[, 5 minutes]', '[a, b, c, d]', '[chan receive, -3 minutes, locked to thread]']),
      ),
    ]),
  longLine: anyLine((line, random) => [line + 'x('.repeat(random.below(20_000))]),
  prefixAll: (lines, random) => {
    const prefix = random.pick([
      '\t',
      '    ',
      '> ',
      '2026-01-02T15:04:05Z stderr F ',
      'pod-1 | ',
      '\u001b[31m',
    ])
    return lines.map((line) => prefix + line)
  },
  carriageReturns: (lines, random) => lines.map((line) => (random.chance(0.9) ? `${line}\r` : line)),
  dropBlankLines: (lines) => lines.filter((line) => line !== ''),
  repeatStretch: (lines, random) => {
    const from = random.below(lines.length)
    const to = Math.min(lines.length, from + 1 + random.below(60))
    return [...lines.slice(0, to), ...lines.slice(from, to), ...lines.slice(to)]
  },
  cutEnd: (lines, random) => lines.slice(0, 1 + random.below(lines.length)),
  cutBegin: (lines, random) => lines.slice(random.below(lines.length)),
}

const latin1 = new TextDecoder('latin1')

/** One to six mutations of a text. `others` are texts of which a stretch may be put in between. */
export function mutateText(original: Uint8Array, random: Random, others: readonly Uint8Array[]): Mutant {
  const steps: string[] = []
  let lines: readonly string[] = latin1.decode(original).split('\n')
  if (random.chance(0.1)) {
    steps.push('mixIn')
    const other = latin1.decode(random.pick(others)).split('\n')
    const at = random.below(lines.length)
    lines = [...lines.slice(0, at), ...other, ...lines.slice(at)]
  }
  for (let count = 1 + random.below(6); count > 0; count--) {
    if (lines.length === 0) break
    const name = random.pick(Object.keys(mutations))
    lines = mutations[name]?.(lines, random) ?? lines
    steps.push(name)
  }
  return { bytes: new Uint8Array(Buffer.from(lines.join('\n'), 'latin1')), steps }
}
