/**
 * The little Markdown that notes may use: headings, lists, bold, italic, code, links to http(s). Parsed to a tree of
 * plain data; whoever shows it writes text nodes. Raw HTML has no meaning here: it is text.
 */
export type Inline =
  | { readonly type: 'text' | 'bold' | 'italic' | 'code'; readonly text: string }
  | { readonly type: 'link'; readonly text: string; readonly href: string }

export type Block =
  | { readonly type: 'paragraph' | 'heading'; readonly inlines: readonly Inline[] }
  | { readonly type: 'list'; readonly items: readonly (readonly Inline[])[] }
  | { readonly type: 'code'; readonly text: string }

const inlinePattern = /`([^`\n]+)`|\*\*([^*\n]+)\*\*|\*([^*\n]+)\*|\[([^\]\n]+)\]\((https?:\/\/[^\s()]+)\)/g

function parseInlines(line: string): Inline[] {
  const inlines: Inline[] = []
  let at = 0
  for (const match of line.matchAll(inlinePattern)) {
    if (match.index > at) inlines.push({ type: 'text', text: line.slice(at, match.index) })
    const [whole, code, bold, italic, text, href] = match
    if (code !== undefined) inlines.push({ type: 'code', text: code })
    else if (bold !== undefined) inlines.push({ type: 'bold', text: bold })
    else if (italic !== undefined) inlines.push({ type: 'italic', text: italic })
    else if (text !== undefined && href !== undefined) inlines.push({ type: 'link', text, href })
    at = match.index + whole.length
  }
  if (at < line.length) inlines.push({ type: 'text', text: line.slice(at) })
  return inlines
}

/** Linear in the text's length. */
export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = []
  let paragraph: string[] = []
  let items: Inline[][] = []
  let code: string[] | undefined
  const flush = (): void => {
    if (paragraph.length > 0) blocks.push({ type: 'paragraph', inlines: parseInlines(paragraph.join(' ')) })
    if (items.length > 0) blocks.push({ type: 'list', items })
    paragraph = []
    items = []
  }
  for (const line of text.split(/\r?\n/)) {
    if (code !== undefined) {
      if (line.startsWith('```')) {
        blocks.push({ type: 'code', text: code.join('\n') })
        code = undefined
      } else code.push(line)
      continue
    }
    const heading = /^#{1,4}\s+(\S.*)$/.exec(line)
    const item = /^\s*[-*]\s+(\S.*)$/.exec(line)
    if (line.startsWith('```')) {
      flush()
      code = []
    } else if (heading?.[1] !== undefined) {
      flush()
      blocks.push({ type: 'heading', inlines: parseInlines(heading[1]) })
    } else if (item?.[1] !== undefined) {
      if (paragraph.length > 0) flush()
      items.push(parseInlines(item[1]))
    } else if (line.trim() === '') flush()
    else {
      if (items.length > 0) flush()
      paragraph.push(line.trim())
    }
  }
  flush()
  if (code !== undefined) blocks.push({ type: 'code', text: code.join('\n') })
  return blocks
}

/** The text without its marks, for labels in pictures. */
export function plainText(text: string): string {
  const ofInlines = (inlines: readonly Inline[]): string => inlines.map((inline) => inline.text).join('')
  return parseMarkdown(text)
    .map((block) => {
      if (block.type === 'code') return block.text
      if (block.type === 'list') return block.items.map((item) => `• ${ofInlines(item)}`).join('\n')
      return ofInlines(block.inlines)
    })
    .join('\n')
}
