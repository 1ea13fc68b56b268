/**
 * What every table stands in: a small menu at its corner that copies it or saves it as CSV, JSON or Markdown. The same
 * menu opens by key and its entries stand in the palette (commands/take-table.ts).
 */
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { DropdownMenu } from 'radix-ui'
import { ClipboardCopy } from 'lucide-react'
import { registerTable, takeTable } from '../data/table-out'
import { formatNames, tableFormats, type TableSource } from '../data/table-text'
import './table-frame.css'

interface TableFrameProps {
  /** Names the menu: 'Waits of goroutine 18'. */
  readonly label: string
  readonly content: TableSource
  /** Fills the room that its parent gives; else it is as high as the table. */
  readonly isFilling?: boolean
  /** The button has its own strip beside the table; else it shows when the table is pointed at or focused. */
  readonly hasRoom?: boolean
  readonly children: ReactNode
}

export function TableFrame({
  label,
  content,
  isFilling = false,
  hasRoom = false,
  children,
}: TableFrameProps): ReactNode {
  const frame = useRef<HTMLDivElement>(null)
  const latest = useRef(content)
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    latest.current = content
  }, [content])
  useEffect(() => {
    const element = frame.current
    if (element === null) return undefined
    return registerTable({
      frame: element,
      content: () => latest.current(),
      openMenu: () => setOpen(true),
    })
  }, [])
  return (
    <div
      className={`table-frame${isFilling ? ' table-frame-filling' : ''}${hasRoom ? ' table-frame-roomy' : ''}`}
      ref={frame}
    >
      {children}
      <DropdownMenu.Root open={isOpen} onOpenChange={setOpen}>
        <DropdownMenu.Trigger
          className="table-frame-button"
          aria-label={`Copy or save: ${label}`}
          title="Copy or save this table (Shift+C)"
        >
          <ClipboardCopy size={13} aria-hidden />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu table-menu" align="end" sideOffset={2} collisionPadding={8}>
            {tableFormats.map((format) => (
              <DropdownMenu.Item
                key={format}
                className="menu-item"
                onSelect={() => void takeTable(latest.current, format, 'clipboard')}
              >
                Copy as {formatNames[format]}
              </DropdownMenu.Item>
            ))}
            <DropdownMenu.Separator className="menu-line" />
            {tableFormats.map((format) => (
              <DropdownMenu.Item
                key={format}
                className="menu-item"
                onSelect={() => void takeTable(latest.current, format, 'file')}
              >
                Save as {formatNames[format]}…
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </div>
  )
}
