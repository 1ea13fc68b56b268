import { describe, expect, test } from 'vitest'
import { ensure } from '../../../../src/base/assert'
import { neverCancelled } from '../../../../src/base/cancellation'
import { openInput } from '../../../../src/cli/input-file'
import { openSession } from '../../../../src/engine/open-session'
import { gatherPicture, type AskTrace, type PictureData } from '../../../../src/picture/export-data'
import { markdownReport } from '../../../../src/renderer/features/export/report'

async function gathered(): Promise<PictureData> {
  const input = openInput('tests/fixtures/traces/gcheavy-go1.27.trace')
  if (!input.ok) throw new Error(input.error.message)
  const session = await openSession(input.value.source, {
    name: 'gcheavy',
    budgetBytes: 2 ** 30,
    cancellation: neverCancelled,
    onProgress: () => undefined,
  })
  if (!session.ok) throw new Error(session.error.message)
  const ask: AskTrace = (method, params) =>
    Promise.resolve(session.value.call(method, { source: '', ...params }) as never)
  const data = await gatherPicture(ask, {
    fromNs: 1e6,
    toNs: 3e6,
    plotWidthPx: 400,
    toggled: [],
    sort: 'blocked',
    filter: '',
    firstRow: 0,
    maximumRows: 4,
    pinned: [],
  })
  input.value.close()
  return ensure(data.ok ? data.value : undefined, 'the picture was gathered')
}

describe('the Markdown report', () => {
  test('holds picture, figures, notes and findings, and what people wrote breaks no table', async () => {
    const data = await gathered()
    expect(
      data.rows.filter(({ kind }) => kind !== 'heap' && kind !== 'goroutine-counts' && kind !== 'gc'),
    ).toHaveLength(4)
    expect(data.rowsLeftOut).toBeGreaterThan(0)
    const report = markdownReport(data, {
      title: 'A | B <script>',
      sentence: 'Because.',
      fileName: 'gc.trace',
      pictureName: 'gc 1.png',
      notes: [
        { id: 1, kind: 'range', callout: 3, text: 'first | second\n| third', fromNs: 1e6, toNs: 2e6 },
        { id: 2, kind: 'point', callout: 0, text: ' ', at: { timeNs: 1 } },
      ],
    })
    expect(report).toContain('# A \\| B \\<script\\>\n\nBecause.\n')
    expect(report).toContain('](<gc 1.png>)')
    expect(report).toContain('| 3 | 0.001\u2009000\u2009000 s | 1 ms | first \\| second \\| third |')
    expect(report).toContain('| Length | 2 ms |')
    for (const { text } of data.overview.findings) expect(report).toContain(text)
    // Every row of a table has as many cells as its head.
    for (const table of report.split('\n\n').filter((part) => part.startsWith('|'))) {
      const cells = table
        .trim()
        .split('\n')
        .map((line) => line.replace(/\\\|/g, '').split('|').length)
      expect(new Set(cells).size).toBe(1)
    }
  })
})
