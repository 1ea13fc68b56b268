import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMarkdown, plainText } from '../../../src/notes/markdown'

describe('markdown of notes', () => {
  it('reads headings, lists, emphasis, code and links', () => {
    expect(parseMarkdown('# A **b**\n- one `x`\n- [go](https://go.dev)\n\ntext *it*\n```\n<b>\n```')).toEqual(
      [
        {
          type: 'heading',
          inlines: [
            { type: 'text', text: 'A ' },
            { type: 'bold', text: 'b' },
          ],
        },
        {
          type: 'list',
          items: [
            [
              { type: 'text', text: 'one ' },
              { type: 'code', text: 'x' },
            ],
            [{ type: 'link', text: 'go', href: 'https://go.dev' }],
          ],
        },
        {
          type: 'paragraph',
          inlines: [
            { type: 'text', text: 'text ' },
            { type: 'italic', text: 'it' },
          ],
        },
        { type: 'code', text: '<b>' },
      ],
    )
  })

  it('gives no link but http and https', () => {
    const links = parseMarkdown('[a](javascript:alert) [b](file:///x) [c](data:text/html,x)')
    expect(JSON.stringify(links)).not.toContain('"link"')
  })

  it('loses no letter of a text without marks', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z0-9 .]{1,20}$/), { maxLength: 10 }), (lines) => {
        const letters = (text: string): string => text.replace(/\s+/g, '')
        expect(letters(plainText(lines.join('\n')))).toBe(letters(lines.join('\n')))
      }),
    )
  })
})
