/** Editors by name, with what opens a file at a line: commands in the window, links in a browser. */
export interface KnownEditor {
  readonly name: string
  readonly opener: string
}

const none: KnownEditor = { name: 'None: copy the path', opener: '' }

const commands: readonly KnownEditor[] = [
  none,
  { name: 'VS Code', opener: 'code --goto {file}:{line}' },
  { name: 'GoLand', opener: 'goland --line {line} {file}' },
  { name: 'Zed', opener: 'zed {file}:{line}' },
  { name: 'Sublime Text', opener: 'subl {file}:{line}' },
  { name: 'Emacs', opener: 'emacsclient -n +{line} {file}' },
]

const links: readonly KnownEditor[] = [
  none,
  { name: 'VS Code', opener: 'vscode://file{file}:{line}' },
  { name: 'VSCodium', opener: 'vscodium://file{file}:{line}' },
  { name: 'Zed', opener: 'zed://file{file}:{line}' },
  { name: 'TextMate', opener: 'txmt://open?url=file://{file}&line={line}' },
]

export const knownEditors = (isDesktop: boolean): readonly KnownEditor[] => (isDesktop ? commands : links)
