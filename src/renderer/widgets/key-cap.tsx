/** A key as it is labelled on this keyboard. */
import type { ReactNode } from 'react'
import './key-cap.css'

export const KeyCap = ({ text }: { readonly text: string }): ReactNode => <kbd className="key">{text}</kbd>
