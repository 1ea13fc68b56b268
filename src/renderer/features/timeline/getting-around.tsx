/** The inspector of the timeline while nothing is selected: how to move, so that nobody has to look for it. */
import type { ReactNode } from 'react'
import { printFirstKey } from '../../commands/key-glyphs'
import type { PanelProps } from '../../commands/feature'
import { allCommands } from '../../commands/registry'
import { isMac } from '../../connection/platform'
import { usePlace } from '../../state/places'
import { KeyCap } from '../../widgets/key-cap'
import './getting-around.css'

/** One line each: what one wants, the commands whose keys do it, and what the mouse does. */
const ways: readonly {
  readonly what: string
  readonly commands: readonly string[]
  readonly mouse: string
}[] = [
  {
    what: 'Zoom',
    commands: ['timeline.zoom-in', 'timeline.zoom-out'],
    mouse: `${isMac() ? '⌘' : 'Ctrl'}+wheel, or drag the box in the overview`,
  },
  { what: 'Pan', commands: ['timeline.pan-left', 'timeline.pan-right'], mouse: 'Shift+drag, Shift+wheel' },
  { what: 'Measure', commands: ['timeline.range'], mouse: 'drag: the length, and who did what in it' },
  {
    what: 'Next span, next row',
    commands: ['timeline.next-span', 'timeline.next-row'],
    mouse: 'click a span; a double click zooms to it',
  },
  {
    what: 'Who woke it, whom it woke',
    commands: ['timeline.waker', 'timeline.woken'],
    mouse: 'the arrows of what is selected',
  },
  { what: 'Zoom to the selection', commands: ['timeline.focus'], mouse: '' },
  { what: 'The whole run', commands: ['timeline.fit'], mouse: '' },
  { what: 'Find', commands: ['timeline.find', 'go.search'], mouse: '' },
  { what: 'All keys', commands: ['help.keys'], mouse: '' },
]

export function GettingAround({ source }: PanelProps): ReactNode {
  const { view } = usePlace(source.id)
  return (
    <div className="getting-around">
      <h2>Nothing selected</h2>
      <p>Click a stretch or a row of the timeline, or a row of a table, and its whole story stands here.</p>
      {view === 'timeline' && (
        <dl aria-label="Getting around">
          {ways.map(({ what, commands, mouse }) => (
            <div key={what}>
              <dt>
                {what}
                {mouse !== '' && <span>{mouse}</span>}
              </dt>
              <dd>
                {commands.map((id) => (
                  <KeyCap
                    key={id}
                    text={printFirstKey(allCommands().find((command) => command.id === id)?.keys ?? [])}
                  />
                ))}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}
