/**
 * A user action: the menu, the palette, the keyboard and the `?` help all read the same list, one file an action here
 * or in a feature's commands. Letters are bound by physical position (`code`), so that W/A/S/D stays a diamond on
 * every layout; punctuation by the character that is typed (`character`).
 */
import type { FileKind, SourceDto } from '../../contract/sources'

export type KeyBinding =
  | {
      /** KeyboardEvent.code: 'KeyW', 'Digit1', 'ArrowLeft', 'F1'. */
      readonly code: string
      /** Ctrl, or Command on a Mac. */
      readonly mod?: boolean
      readonly shift?: boolean
      readonly alt?: boolean
    }
  | {
      /** KeyboardEvent.key: '?', '/', '[', ']'. Shift and AltGr may be part of typing it. */
      readonly character: string
      readonly mod?: boolean
    }

export interface CommandContext {
  /** The file of the active tab; undefined on the welcome screen. */
  readonly source: SourceDto | undefined
  /** `data-view` of what is shown. */
  readonly view: string
}

export type CommandGroup = 'File' | 'Views' | 'Go' | 'Timeline' | 'Selection' | 'Window' | 'Help'

export interface Command {
  /** Stable: 'file.open', 'timeline.zoom-in'. */
  readonly id: string
  readonly label: string
  readonly group: CommandGroup
  readonly keys: readonly KeyBinding[]
  /** Words that find it in the palette besides its label. */
  readonly keywords?: string
  /** Of a view: the files that have it; help and menu leave it out beside others. */
  readonly kinds?: readonly FileKind[]
  /** Absent: always. */
  readonly isEnabled?: (context: CommandContext) => boolean
  readonly perform: (context: CommandContext) => void
  /** The view itself listens for these keys (held keys, keys of its focus): the dispatcher leaves them alone. */
  readonly isHandledByView?: boolean
}
