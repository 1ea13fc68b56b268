/**
 * What only the desktop window can do, given to the page by the preload as the frozen `window.mareyPlatform`. In the
 * browser host it is undefined: there files come by upload and drop (POST /api/upload), and the browser has the menu.
 *
 * The page never sees a path: it hands over the File objects that the user dropped, the host mints ids for them.
 */
import type { EditorSettings, OpenOutcome, SetOutcome, SourcePlace } from './editor'
import type { SourceDto } from './sources'

/** Items of the native menu that act inside the page. */
export const menuCommands = [
  'close-tab',
  'reopen-tab',
  'next-tab',
  'previous-tab',
  'search',
  'show-overview',
  'show-timeline',
  'show-goroutines',
  'show-analyses',
  'show-notes',
  'toggle-rail',
  'toggle-inspector',
  'toggle-theme',
  'show-keys',
  'export-picture',
  'save-session',
  'open-session',
  'save-window-picture',
  'copy-window-picture',
] as const
export type MenuCommand = (typeof menuCommands)[number]

/** What the page may save, and how its files end. */
export const savedKinds = {
  png: { label: 'PNG picture', extension: 'png' },
  svg: { label: 'SVG picture', extension: 'svg' },
  markdown: { label: 'Markdown report', extension: 'md' },
  csv: { label: 'Comma-separated values', extension: 'csv' },
  json: { label: 'JSON', extension: 'json' },
  pprof: { label: 'pprof profile', extension: 'pb' },
  trace: { label: 'Go execution trace', extension: 'trace' },
  session: { label: 'Marey session', extension: 'marey-session' },
} as const
export type SavedKind = keyof typeof savedKinds
/** Larger files are refused. */
export const savedLimitBytes = 512 * 2 ** 20
/** Larger PNG files are not put on the clipboard. */
export const copiedPictureLimitBytes = 128 * 2 ** 20

export type SaveOutcome =
  | { readonly state: 'cancelled' }
  | { readonly state: 'saved'; readonly name: string }
  /** Nothing was written. `problem` in words. */
  | { readonly state: 'failed'; readonly name: string; readonly problem: string }

/** The page passes its `File` objects; neutral rooms know no DOM. */
export interface DroppedFile {
  readonly name: string
  readonly size: number
}

export interface MareyPlatform {
  readonly kind: 'electron'
  /** Node's process.platform: 'linux', 'darwin' (keys show ⌘), 'win32'. */
  readonly platform: string
  /** Shows the native dialog; the files chosen are already opening. Empty when the user chose none. */
  openDialog(): Promise<readonly SourceDto[]>
  /** Opens files dropped on the window. Files that have no path on this machine are left out. */
  openDropped(files: readonly DroppedFile[]): Promise<readonly SourceDto[]>
  /** Calls back for every chosen menu item; answers the function that stops it. */
  onMenuCommand(callback: (command: MenuCommand) => void): () => void
  /** Shows the system's dialog with `name` proposed, and writes the file whole or not at all. */
  saveFile(name: string, kind: SavedKind, bytes: Uint8Array): Promise<SaveOutcome>
  /** The window's content as it is on the screen, as the bytes of a PNG file; none while it is not on the screen. */
  captureWindow(): Promise<Uint8Array>
  /**
   * Puts the picture in a PNG file's bytes on the system's clipboard, whether or not the window has the focus (a page's own
   * clipboard refuses without). False: the clipboard did not take it. Rejects for what is no PNG file or too large.
   */
  copyPicture(png: Uint8Array): Promise<boolean>
  /** How stack frames are opened; kept by the host, not by the page. */
  editorSettings(): Promise<EditorSettings>
  /** A new command is kept only when the user agrees to it in a dialog of the system. */
  setEditor(settings: EditorSettings): Promise<SetOutcome>
  /** Opens a source file in the user's editor, if it is on this machine. */
  openPlace(place: SourcePlace): Promise<OpenOutcome>
  /** Title of the native window; the host cuts it at 200 characters. */
  setTitle(title: string): void
}
