/** A layer over the window: keeps the focus inside, Esc and a click beside it close it. */
import type { ReactNode } from 'react'
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
  return (
    <RadixDialog.Root open={isOpen} onOpenChange={(next) => (next ? undefined : onClose())}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="dialog-shade" />
        <RadixDialog.Content
          className={isNarrow ? 'dialog dialog-narrow' : 'dialog'}
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
