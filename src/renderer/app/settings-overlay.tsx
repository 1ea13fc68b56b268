/** The few things to choose; they hold over restarts. */
import type { ReactNode } from 'react'
import { openOverlay, useShell } from '../state/shell'
import { chooseMotion, chooseTheme, useTheme, type MotionChoice, type ThemeChoice } from '../state/theme'
import { Choice } from '../widgets/choice'
import { Dialog } from '../widgets/dialog'
import { EditorSettingsForm } from './editor-settings'
import './settings-overlay.css'

const themes: readonly { readonly value: ThemeChoice; readonly label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
]
const motions: readonly { readonly value: MotionChoice; readonly label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'reduced', label: 'Reduced' },
  { value: 'full', label: 'Full' },
]

export function SettingsOverlay(): ReactNode {
  const isOpen = useShell((state) => state.overlay === 'settings')
  const { choice, motionChoice } = useTheme()
  return (
    <Dialog title="Settings" isNarrow isOpen={isOpen} onClose={() => openOverlay('none')}>
      <div className="settings" data-view="settings">
        <div className="settings-line">
          <div>
            <h3>Theme</h3>
            <p className="dim">Both have been checked for colour-blind readers.</p>
          </div>
          <Choice label="Theme" options={themes} value={choice} onChange={chooseTheme} />
        </div>
        <div className="settings-line">
          <div>
            <h3>Motion</h3>
            <p className="dim">Reduced: nothing slides or fades, every change is at once.</p>
          </div>
          <Choice label="Motion" options={motions} value={motionChoice} onChange={chooseMotion} />
        </div>
        <EditorSettingsForm />
      </div>
    </Dialog>
  )
}
