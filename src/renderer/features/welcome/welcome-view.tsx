/** The first screen: open or drop, recent files, the shipped samples by what they show, the keys that matter. */
import { useEffect, useState, type ReactNode } from 'react'
import { FolderOpen, History } from 'lucide-react'
import type { RecentDto, SampleDto } from '../../../contract/sources'
import { printFirstKey } from '../../commands/key-glyphs'
import { allCommands } from '../../commands/registry'
import { call } from '../../connection/call'
import { openByDialog, openRecent, openSample } from '../../data/opening'
import { whileBusy } from '../../state/idle'
import { openOverlay } from '../../state/shell'
import { useSources } from '../../state/sources'
import { Button, LinkButton } from '../../widgets/button'
import { agoText } from './ago-text'
import { KeyCap } from '../../widgets/key-cap'
import './welcome-view.css'

const keysThatMatter = ['file.open', 'go.search', 'help.palette', 'view.timeline', 'help.keys']

/** What the host offers; asked again when a lost connection has come back. */
function useOffers(): { readonly recent: readonly RecentDto[]; readonly samples: readonly SampleDto[] } {
  const [recent, setRecent] = useState<readonly RecentDto[]>([])
  const [samples, setSamples] = useState<readonly SampleDto[]>([])
  const isLost = useSources((state) => state.connection === 'lost')
  useEffect(() => {
    if (isLost) return
    const asked = new AbortController()
    void whileBusy(
      Promise.all([call('sources/recent', {}, asked.signal), call('sources/samples', {}, asked.signal)]),
    ).then(([recentAnswer, samplesAnswer]) => {
      if (asked.signal.aborted) return
      if (recentAnswer.ok) setRecent(recentAnswer.value)
      if (samplesAnswer.ok) setSamples(samplesAnswer.value)
    })
    return () => asked.abort()
  }, [isLost])
  return { recent, samples }
}

export function WelcomeView(): ReactNode {
  const { recent, samples } = useOffers()
  const lost = recent.filter(({ wasOpen, isMissing }) => wasOpen && !isMissing)
  return (
    <div className="welcome" tabIndex={-1}>
      <div className="welcome-page">
        {lost.length > 0 && <LastTime files={lost} />}
        <section className="welcome-drop" aria-labelledby="welcome-title">
          <h1 id="welcome-title">Drop a file from a Go program</h1>
          <p>Execution traces, goroutine dumps, crash output, race reports, pprof profiles, GODEBUG logs.</p>
          <Button
            label="Open"
            icon={FolderOpen}
            isPrimary
            shortcut={printFirstKey(allCommands().find((command) => command.id === 'file.open')?.keys ?? [])}
            onClick={() => void openByDialog()}
          />
          <p className="welcome-small">
            Nothing leaves this machine.{' '}
            <LinkButton
              title="Lines to copy: curl, go test, flight recorder, SIGQUIT, GODEBUG"
              onClick={() => openOverlay('recording')}
            >
              How to record one
            </LinkButton>
          </p>
        </section>
        <div className="welcome-columns">
          <section aria-labelledby="welcome-recent">
            <h2 id="welcome-recent">Recent</h2>
            {recent.length === 0 ? (
              <p className="dim">Files that you open are listed here.</p>
            ) : (
              <ul className="welcome-list" aria-labelledby="welcome-recent">
                {recent.map((file) => (
                  <RecentLine key={file.id} file={file} />
                ))}
              </ul>
            )}
          </section>
          <section aria-labelledby="welcome-samples">
            <h2 id="welcome-samples">Samples</h2>
            <ul className="welcome-list" aria-labelledby="welcome-samples">
              {samples.map((sample) => (
                <li key={sample.id}>
                  <button type="button" className="welcome-entry" onClick={() => void openSample(sample.id)}>
                    <span className="welcome-name truncated">{sample.name}</span>
                    <span className="dim">{sample.description}</span>
                  </button>
                </li>
              ))}
            </ul>
            <h2>Keys</h2>
            <dl className="welcome-keys">
              {keysThatMatter.map((id) => (
                <KeyLine key={id} id={id} />
              ))}
            </dl>
          </section>
        </div>
      </div>
    </div>
  )
}

/** After an end that nobody asked for: what was open, in one press. */
function LastTime({ files }: { readonly files: readonly RecentDto[] }): ReactNode {
  const what = files.length === 1 ? (files[0]?.name ?? '') : `${files.length} files`
  return (
    <section className="welcome-last" aria-label="Last time">
      <p>
        Marey ended unexpectedly while {what} {files.length === 1 ? 'was' : 'were'} open. Notes are kept.
      </p>
      <Button
        label={files.length === 1 ? 'Reopen it' : `Reopen ${files.length} files`}
        icon={History}
        isPrimary
        onClick={() => {
          for (const file of files) void openRecent(file.id, file.name)
        }}
      />
    </section>
  )
}

function RecentLine({ file }: { readonly file: RecentDto }): ReactNode {
  const [nowMs] = useState(() => Date.now())
  return (
    <li>
      <button
        type="button"
        className="welcome-entry"
        disabled={file.isMissing}
        title={`${file.place}${file.place === '' ? '' : '/'}${file.name}`}
        onClick={() => void openRecent(file.id, file.name)}
      >
        <span className="welcome-name truncated">{file.name}</span>
        <span className="dim truncated">
          {file.isMissing ? 'no longer there' : `${agoText(nowMs - file.openedAtUnixMs)} · ${file.place}`}
        </span>
      </button>
    </li>
  )
}

function KeyLine({ id }: { readonly id: string }): ReactNode {
  const command = allCommands().find((candidate) => candidate.id === id)
  if (command === undefined) return null
  return (
    <div>
      <dt>
        <KeyCap text={printFirstKey(command.keys)} />
      </dt>
      <dd>{command.label}</dd>
    </div>
  )
}
