/** The picture as it will be, what is in it, and where it goes. */
import type { ReactNode } from 'react'
import { takesNotes } from '../../data/sessions'
import { openOverlay, useShell } from '../../state/shell'
import { useActiveSource } from '../../state/sources'
import { Dialog } from '../../widgets/dialog'
import { DumpForm } from './dump-form'
import { TraceForm } from './trace-form'
import './export-dialog.css'

export function ExportOverlay(): ReactNode {
  const isOpen = useShell((state) => state.overlay === 'export')
  const source = useActiveSource()
  return (
    <Dialog
      title="Export picture"
      isOpen={isOpen && source !== undefined && takesNotes(source)}
      onClose={() => openOverlay('none')}
    >
      {source !== undefined &&
        (source.kind === 'trace' ? (
          <TraceForm key={source.id} source={source} />
        ) : (
          <DumpForm key={source.id} source={source} />
        ))}
    </Dialog>
  )
}
