/**
 * docs/damage.md says what is shown and said of every kind of broken file. Its table is checked against real runs of
 * `marey validate`: the exit code, the codes, and how many events are left. The words are free to become better.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { CommandOutput } from '../../../src/cli/command'
import { summaryCommand } from '../../../src/cli/commands/summary'
import { validateCommand } from '../../../src/cli/commands/validate'

const root = join(import.meta.dirname, '../../..')
const folder = join(root, 'tests/fixtures/malformed')
const patienceMs = 300_000

interface Row {
  readonly file: string
  readonly exitCode: number
  readonly codes: string
  readonly events: string
  readonly said: string
}

interface Validation {
  readonly status: string
  readonly kind: string | null
  readonly events?: number
  readonly error?: string
  readonly warnings: readonly { readonly code: string; readonly count?: number }[]
}

/** Writes to memory. */
function recorder(): { readonly output: CommandOutput; readonly text: () => string } {
  let text = ''
  return {
    output: {
      out: (part) => (text += part),
      outBytes: () => undefined,
      notice: () => undefined,
      progress: () => undefined,
      hasColor: false,
    },
    text: () => text,
  }
}

export async function rowOf(file: string): Promise<Row> {
  const path = join(folder, file)
  const [line, json] = [recorder(), recorder()]
  const exitCode = await validateCommand.run([path], line.output)
  await validateCommand.run(['--json', path], json.output)
  const validation = JSON.parse(json.text()) as Validation
  const codes = [...new Set(validation.warnings.map((warning) => warning.code))].sort()
  return {
    file,
    exitCode,
    codes: codes.length > 0 ? codes.join(', ') : '-',
    events: validation.events === undefined ? '-' : String(validation.events),
    said: line
      .text()
      .trim()
      .slice(path.length + 2)
      .replaceAll('|', '\\|'),
  }
}

function tableRows(): Map<string, string> {
  const rows = new Map<string, string>()
  for (const line of readFileSync(join(root, 'docs/damage.md'), 'utf8').split('\n')) {
    const cells = line.split(' | ').map((cell) => cell.replace(/^\| *| *\|$/g, '').trim())
    const file = /^`(.+)`$/.exec(cells[0] ?? '')?.[1]
    if (file !== undefined && cells.length >= 5) rows.set(file, cells.slice(1, 4).join(' | '))
  }
  return rows
}

const files = readdirSync(folder).filter((name) => !name.endsWith('.oracle.json'))

it('names every broken file and no other', () => {
  expect([...tableRows().keys()].sort()).toEqual([...files].sort())
})

it.each(files)(
  '%s',
  async (file) => {
    const { exitCode, codes, events } = await rowOf(file)
    expect(tableRows().get(file)).toBe([exitCode, codes, events].join(' | '))
    // The summary must agree with what validate says.
    expect(await summaryCommand.run([join(folder, file)], recorder().output)).toBe(exitCode)
  },
  patienceMs,
)
