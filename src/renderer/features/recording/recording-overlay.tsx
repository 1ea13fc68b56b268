/** How to record each kind of file, as lines to copy. */
import type { ReactNode } from 'react'
import { Copy } from 'lucide-react'
import { copyText } from '../../connection/copy-text'
import { announce } from '../../state/messages'
import { openOverlay, useShell } from '../../state/shell'
import { IconButton } from '../../widgets/button'
import { Dialog } from '../../widgets/dialog'
import { cutShort, recipeGroups, type Recipe } from './recipes'
import './recording.css'

export function RecordingOverlay(): ReactNode {
  const isOpen = useShell((state) => state.overlay === 'recording')
  return (
    <Dialog
      title="How to record"
      description="Lines to copy into a terminal or a program. Marey itself runs none of them and opens no connection."
      isOpen={isOpen}
      onClose={() => openOverlay('none')}
    >
      <div className="recording">
        {recipeGroups.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h3>{group.title}</h3>
            <p className="dim">{group.intro}</p>
            {group.recipes.map((recipe) => (
              <RecipeLines key={recipe.title} recipe={recipe} />
            ))}
          </section>
        ))}
        <section aria-label="When a trace ends early">
          <h3>When a trace ends early, or is no trace</h3>
          {cutShort.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </section>
      </div>
    </Dialog>
  )
}

function RecipeLines({ recipe }: { readonly recipe: Recipe }): ReactNode {
  const { title, code, note } = recipe
  return (
    <div className="recipe">
      <h4>{title}</h4>
      <div className="recipe-code">
        <pre tabIndex={0} aria-label={title}>
          {code}
        </pre>
        <IconButton
          label={`Copy: ${title}`}
          icon={Copy}
          onClick={() => {
            void copyText(code).then((isDone) =>
              announce(isDone ? `Copied: ${title}` : 'The clipboard could not be written'),
            )
          }}
        />
      </div>
      {note !== undefined && <p className="dim">{note}</p>}
    </div>
  )
}
