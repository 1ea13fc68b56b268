/** Why the program died: the panic first, in words, with its chain, and the goroutine that died, where there is one. */
import type { ReactNode } from 'react'
import type { CrashDto } from '../../../contract/dump-dto'
import type { ViewProps } from '../../commands/feature'
import { select, showView } from '../../state/places'
import { nothingSelected } from '../../state/selection'
import { Button } from '../../widgets/button'
import { DumpFrames } from './dump-frames'
import { choose } from '../../state/dump-choice'
import { SentenceList } from '../../widgets/sentence-list'
import { countText } from '../../../picture/dump-words'
import { useOverview } from './use-overview'
import { Tag } from '../../widgets/tag'
import './dump.css'
import './crash.css'

const listedCrashes = 50

export function CrashView({ source }: ViewProps): ReactNode {
  const result = useOverview(source.id)
  if ('instead' in result) return result.instead
  const { overview } = result
  const crashes = overview.crashes.slice(0, listedCrashes)
  const others = overview.findings.filter(({ code }) => !code.startsWith('crash-'))
  const goroutines = overview.dumps.reduce((sum, dump) => sum + dump.goroutineCount, 0)
  return (
    <div className="crash">
      {crashes.map((crash, index) => (
        <Crash key={index} source={source.id} crash={crash} />
      ))}
      {overview.crashes.length > crashes.length && (
        <p className="dim">{overview.crashes.length - crashes.length} more crashes are in the text.</p>
      )}
      {others.length > 0 && (
        <section>
          <h2>Also odd</h2>
          <SentenceList
            sentences={others}
            onPick={({ at }) => {
              if (at.group !== undefined) choose(source.id, { group: at.group })
              select(source.id, nothingSelected)
              showView(source.id, at.race === undefined ? 'dump' : 'race')
            }}
          />
        </section>
      )}
      {goroutines > 0 && (
        <p>
          <Button
            label={
              goroutines === 1
                ? 'The goroutine in Groups'
                : `All ${countText(goroutines, 'goroutine')} in groups`
            }
            onClick={() => showView(source.id, 'dump')}
          />
        </p>
      )}
    </div>
  )
}

function Crash({ source, crash }: { readonly source: string; readonly crash: CrashDto }): ReactNode {
  const { goroutine } = crash
  const marked = crash.frames.findIndex(
    (frame) =>
      frame.functionName === crash.place?.functionName &&
      frame.line === crash.place.line &&
      frame.file === crash.place.file,
  )
  return (
    <article className="crash-card" aria-label="Crash">
      <h2 className="crash-headline">{crash.headline}</h2>
      {crash.explanation.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {crash.chain.length > 1 && <Chain crash={crash} />}
      {crash.chain[0]?.text.includes('\n') === true && (
        <pre className="dump-raw-text crash-message" tabIndex={0} aria-label="Message">
          {crash.chain[0].text}
        </pre>
      )}
      {crash.runningTests.length > 0 && (
        <section>
          <h3 className="dump-section">Tests that were running</h3>
          <ul className="crash-list">
            {crash.runningTests.map((test) => (
              <li key={test}>{test}</li>
            ))}
          </ul>
        </section>
      )}
      <dl className="dump-facts">
        {crash.signal !== undefined && (
          <Fact name="signal">
            {[
              crash.signal.name,
              crash.signal.description,
              crash.signal.code === undefined ? '' : `code ${crash.signal.code}`,
              crash.signal.address === undefined ? '' : `address ${crash.signal.address}`,
              crash.signal.pc === undefined ? '' : `pc ${crash.signal.pc}`,
            ]
              .filter((text) => text !== '')
              .join(', ')}
          </Fact>
        )}
        {crash.servedAddress !== undefined && <Fact name="request from">{crash.servedAddress}</Fact>}
        {crash.exitStatus !== undefined && <Fact name="exit status">{crash.exitStatus}</Fact>}
        {crash.notes.length > 0 && <Fact name="the runtime says">{crash.notes.join(' · ')}</Fact>}
      </dl>
      {goroutine === undefined ? null : (
        <section>
          <header className="crash-goroutine">
            <h3 className="dump-section">
              {goroutine.id === undefined ? 'The goroutine' : `Goroutine ${goroutine.id}`}
              {goroutine.state === '' ? '' : `, ${goroutine.state}`}
              {crash.servedAddress === undefined ? ', died' : ', panicked'}
            </h3>
            <Button
              label="Show its text"
              hint="Its text beside what was read from it"
              onClick={() => {
                choose(source, { goroutine: { dump: crash.dump, row: goroutine.row } })
                select(source, nothingSelected)
                showView(source, 'dump')
              }}
            />
          </header>
          <DumpFrames label="Stack of the goroutine that died" frames={crash.frames} markedFrame={marked} />
          {crash.createdBy !== '' && <p className="dim">created by {crash.createdBy}</p>}
        </section>
      )}
      {crash.registers.length > 0 && (
        <details className="crash-registers">
          <summary>{countText(crash.registers.length, 'register')}</summary>
          <dl>
            {crash.registers.map(({ name, value }, index) => (
              <div key={index}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </article>
  )
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

function Chain({ crash }: { readonly crash: CrashDto }): ReactNode {
  return (
    <section>
      <h3 className="dump-section">Chain of panics, the first one first</h3>
      <ol className="crash-list">
        {crash.chain.map((link, index) => (
          <li key={index}>
            {link.text}
            {link.isRepanicked ? (
              <Tag text="recovered, raised again" />
            ) : (
              link.isRecovered && <Tag text="recovered" />
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
