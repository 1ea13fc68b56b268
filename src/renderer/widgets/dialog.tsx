/**
 * A layer over the window: keeps the focus inside, Esc and a click beside it close it, and what had the focus before has it
 * again.
 */
import { useRef, type ReactNode } from 'react'
import { Dialog as RadixDialog } from 'radix-ui'
import { X } from 'lucide-react'
import './dialog.css'

interface DialogProps {
  readonly title: string
  readonly description?: string
  readonly isOpen: boolean
  readonly isNarrow?: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}

export function Dialog({
  title,
  description,
  isOpen,
  isNarrow = false,
  onClose,
  children,
}: DialogProps): ReactNode {
  // Opened by commands, it has no trigger of its own to return to.
  const before = useRef<Element>(null)
  return (
    <RadixDialog.Root open={isOpen} onOpenChange={(next) => (next ? undefined : onClose())}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="dialog-shade" />
        <RadixDialog.Content
          className={isNarrow ? 'dialog dialog-narrow' : 'dialog'}
          onOpenAutoFocus={() => {
            before.current = document.activeElement
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (before.current instanceof HTMLElement && before.current.isConnected)
              before.current.focus({ preventScroll: true })
          }}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className="dialog-header">
            <RadixDialog.Title className="dialog-title">{title}</RadixDialog.Title>
            <RadixDialog.Close className="icon-button" aria-label="Close">
              <X size={16} aria-hidden />
            </RadixDialog.Close>
          </header>
          {description !== undefined && (
            <RadixDialog.Description className="dialog-description">{description}</RadixDialog.Description>
          )}
          <div className="dialog-body" tabIndex={0}>
            {children}
          </div>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  )
}
