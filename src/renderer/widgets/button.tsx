/** Buttons: with a label, with an icon only (named for screen readers), and links to objects. */
import type { ComponentType, MouseEvent, ReactNode } from 'react'
import { Tooltip } from './tooltip'
import './button.css'

export type Icon = ComponentType<{ size?: number; 'aria-hidden'?: boolean }>

interface ButtonProps {
  readonly label: string
  readonly icon?: Icon
  readonly isPrimary?: boolean
  readonly isDisabled?: boolean
  readonly shortcut?: string
  /** More than the label says; shown in the tooltip. */
  readonly hint?: string
  readonly onClick: () => void
}

export function Button(props: ButtonProps): ReactNode {
  const { label, icon: IconShape, isPrimary = false, isDisabled = false, shortcut, hint, onClick } = props
  const button = (
    <button
      type="button"
      className={isPrimary ? 'button button-primary' : 'button'}
      disabled={isDisabled}
      onClick={onClick}
    >
      {IconShape !== undefined && <IconShape size={14} aria-hidden />}
      {label}
    </button>
  )
  if (shortcut === undefined && hint === undefined) return button
  return (
    <Tooltip text={hint ?? label} shortcut={shortcut}>
      {button}
    </Tooltip>
  )
}

interface IconButtonProps {
  readonly label: string
  readonly icon: Icon
  readonly shortcut?: string
  readonly isDisabled?: boolean
  /** Sets aria-pressed. */
  readonly isPressed?: boolean
  readonly onClick: (event: MouseEvent<HTMLButtonElement>) => void
}

export function IconButton(props: IconButtonProps): ReactNode {
  const { label, icon: IconShape, shortcut, isDisabled = false, isPressed, onClick } = props
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <button
        type="button"
        className="icon-button"
        aria-label={label}
        aria-pressed={isPressed}
        disabled={isDisabled}
        onClick={onClick}
      >
        <IconShape size={16} aria-hidden />
      </button>
    </Tooltip>
  )
}

interface LinkButtonProps {
  readonly children: ReactNode
  /** The whole text, where what is shown may be cut. */
  readonly title?: string
  readonly onClick: () => void
}

/** An object that is mentioned: a click goes to it. */
export const LinkButton = ({ children, title, onClick }: LinkButtonProps): ReactNode => (
  <button type="button" className="link-button" title={title} onClick={onClick}>
    {children}
  </button>
)
