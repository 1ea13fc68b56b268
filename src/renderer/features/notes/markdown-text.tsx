/** The small Markdown of notes as elements. Whatever a stranger wrote, it becomes text nodes and https links. */
import type { ReactNode } from 'react'
import { parseMarkdown, type Inline } from '../../../notes/markdown'

const inlinesOf = (inlines: readonly Inline[]): ReactNode =>
  inlines.map((inline, index) => {
    switch (inline.type) {
      case 'text':
        return inline.text
      case 'bold':
        return <strong key={index}>{inline.text}</strong>
      case 'italic':
        return <em key={index}>{inline.text}</em>
      case 'code':
        return <code key={index}>{inline.text}</code>
      case 'link':
        return (
          <a key={index} href={inline.href} target="_blank" rel="noreferrer noopener">
            {inline.text}
          </a>
        )
    }
  })

export function MarkdownText({ text }: { readonly text: string }): ReactNode {
  return (
    <div className="markdown">
      {parseMarkdown(text).map((block, index) => {
        switch (block.type) {
          case 'paragraph':
            return <p key={index}>{inlinesOf(block.inlines)}</p>
          case 'heading':
            return <h4 key={index}>{inlinesOf(block.inlines)}</h4>
          case 'code':
            return <pre key={index}>{block.text}</pre>
          case 'list':
            return (
              <ul key={index}>
                {block.items.map((item, at) => (
                  <li key={at}>{inlinesOf(item)}</li>
                ))}
              </ul>
            )
        }
      })}
    </div>
  )
}
