/** Where a frame stands: a click opens it in the user's editor, or copies its path where none is set. */
import type { ReactNode } from 'react'
import { copyPlace, openPlace, placeText } from '../data/open-place'
import { useHasEditor } from '../data/use-has-editor'
import './place-button.css'

interface PlaceButtonProps {
  readonly file: string
  readonly line: number
  /** What is shown: the last folders. */
  readonly children: ReactNode
}

export function PlaceButton({ file, line, children }: PlaceButtonProps): ReactNode {
  const hasEditor = useHasEditor()
  const hint = hasEditor
    ? 'Click: open in your editor. Shift+click: copy the path'
    : 'Click: copy the path. Settings, Editor: open it instead'
  return (
    <button
      type="button"
      className="place-button"
      title={`${placeText({ file, line })}\n${hint}`}
      onClick={(event) => {
        event.stopPropagation()
        void (event.shiftKey ? copyPlace({ file, line }) : openPlace({ file, line }))
      }}
    >
      {children}
    </button>
  )
}
