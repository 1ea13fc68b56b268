/** How stack frames are opened: a command or a link, and where the recording's folders are on this machine. */
import { useState, type ReactNode } from 'react'
import { commandProblem, linkProblem, type EditorSettings } from '../../contract/editor'
import { platform } from '../connection/platform'
import { announce } from '../state/messages'
import { saveEditor, useEditor } from '../state/editor'
import { Button } from '../widgets/button'
import { LabelledSelect } from '../widgets/labelled-select'
import { mappingsText, readMappings } from './folder-mappings'
import { knownEditors } from './known-editors'
import './editor-settings.css'

export function EditorSettingsForm(): ReactNode {
  const settings = useEditor()
  // What is typed belongs to what was kept when it was shown.
  const [said, setSaid] = useState('')
  return <Form key={JSON.stringify(settings)} settings={settings} said={said} onSaid={setSaid} />
}

interface FormProps {
  readonly settings: EditorSettings
  /** What became of the last saving. */
  readonly said: string
  readonly onSaid: (words: string) => void
}

function Form({ settings, said, onSaid }: FormProps): ReactNode {
  const isDesktop = platform() !== undefined
  const [opener, setOpener] = useState(settings.opener)
  const [mappings, setMappings] = useState(mappingsText(settings.mappings))
  const [moduleCache, setModuleCache] = useState(settings.moduleCache)
  const [goRoot, setGoRoot] = useState(settings.goRoot)
  const known = knownEditors(isDesktop)
  const problem = isDesktop ? commandProblem(opener) : linkProblem(opener)
  const read = readMappings(mappings)
  const mappingProblem = typeof read === 'string' ? read : ''
  const save = async (): Promise<void> => {
    if (typeof read === 'string') return
    const outcome = await saveEditor({
      opener: opener.trim(),
      mappings: read,
      moduleCache: moduleCache.trim(),
      goRoot: goRoot.trim(),
    })
    const words =
      outcome.state === 'saved'
        ? 'Saved.'
        : outcome.state === 'refused'
          ? 'Not saved: the command was not agreed to.'
          : `Not saved: ${outcome.problem}.`
    onSaid(words)
    announce(words)
  }
  return (
    <section className="editor-settings" aria-label="Editor">
      <h3>Editor</h3>
      <p className="dim">
        A click on the place of a stack frame opens it.{' '}
        {isDesktop
          ? 'The command is run without a shell, and only after you have agreed to it once.'
          : 'A browser can only follow a link; without one the path is copied.'}
      </p>
      <div className="editor-line">
        <LabelledSelect
          label=""
          name="Known editors"
          options={[
            ...known.map((one) => ({ value: one.opener, text: one.name })),
            { value: 'own', text: 'Another' },
          ]}
          value={known.some((one) => one.opener === opener) ? opener : 'own'}
          onChange={(chosen) => {
            if (chosen !== 'own') setOpener(chosen)
          }}
        />
        <input
          type="text"
          aria-label={isDesktop ? 'Command' : 'Link'}
          aria-invalid={problem !== ''}
          spellCheck={false}
          placeholder={isDesktop ? 'code --goto {file}:{line}' : 'vscode://file{file}:{line}'}
          value={opener}
          onChange={(event) => setOpener(event.target.value)}
        />
      </div>
      {problem !== '' && (
        <p className="editor-problem">{`The ${isDesktop ? 'command' : 'link'}: ${problem}.`}</p>
      )}
      <label>
        Folders, one pair a line: where the recording has them =&gt; where they are here
        <textarea
          rows={2}
          spellCheck={false}
          placeholder="/home/gopher/app => /Users/me/src/app"
          aria-invalid={mappingProblem !== ''}
          value={mappings}
          onChange={(event) => setMappings(event.target.value)}
        />
      </label>
      {mappingProblem !== '' && <p className="editor-problem">{mappingProblem}</p>}
      <div className="editor-line">
        <label>
          Module cache
          <input
            type="text"
            spellCheck={false}
            placeholder={isDesktop ? 'GOMODCACHE, or ~/go/pkg/mod' : '/home/me/go/pkg/mod'}
            value={moduleCache}
            onChange={(event) => setModuleCache(event.target.value)}
          />
        </label>
        <label>
          GOROOT
          <input
            type="text"
            spellCheck={false}
            placeholder="/usr/local/go"
            value={goRoot}
            onChange={(event) => setGoRoot(event.target.value)}
          />
        </label>
      </div>
      <div className="editor-line">
        <Button
          label="Save editor"
          isPrimary
          isDisabled={problem !== '' || mappingProblem !== ''}
          onClick={() => void save()}
        />
        <span className="dim" role="status">
          {said}
        </span>
      </div>
    </section>
  )
}
