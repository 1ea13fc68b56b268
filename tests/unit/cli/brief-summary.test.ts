/** The text form of a summary is made from rows where that tells all, from events elsewhere: nobody may tell which. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { summarizeBriefly } from '../../../src/cli/brief-summary'
import { openInput } from '../../../src/cli/input-file'
import { summarizeFile } from '../../../src/cli/summarize-file'
import { summaryText } from '../../../src/cli/summary-text'
import { findInTrace, withFindings } from '../../../src/cli/trace-findings'
import { fixtureNames, traceFolder } from '../support/fixture-trace'

const malformedFolder = join(traceFolder, '../malformed')

const damaged = readdirSync(malformedFolder).filter((name) => /\.trace(\.gz|\.zst)?$/.test(name))
const good = fixtureNames(/./)

/** From rows; undefined where they do not tell all. From events. */
async function bothTexts(path: string): Promise<readonly [string | undefined, string]> {
  const opened = openInput(path)
  if (!opened.ok) throw new Error(`${path} cannot be opened`)
  const input = opened.value
  try {
    const brief = await summarizeBriefly(input.source, () => undefined)
    const whole = summarizeFile(input, { isParity: false, onProgress: () => undefined })
    const document = withFindings(whole.document, await findInTrace(input.source))
    const text = summaryText(path, { ...whole, document })
    return [brief === undefined ? undefined : summaryText(path, brief), text]
  } finally {
    input.close()
  }
}

describe('marey summary tells the same from rows as from events', () => {
  for (const [folder, names] of [
    [traceFolder, good],
    [malformedFolder, damaged],
  ] as const)
    for (const name of names)
      it(name, async () => {
        const [brief, whole] = await bothTexts(join(folder, name))
        expect(brief ?? whole).toBe(whole)
      })

  it('and from rows for usual traces, with tasks and regions too', async () => {
    for (const name of good.filter((one) => /^(gcheavy|usertrace|httpload)-go1\.27/.test(one))) {
      const [brief] = await bothTexts(join(traceFolder, name))
      expect([name, brief === undefined]).toEqual([name, false])
    }
  })
})
