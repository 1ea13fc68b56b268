/** Pictures of what is seen, as a command and its dialog. */
import type { Feature } from '../../commands/feature'
import { takesNotes } from '../../data/sessions'
import { openOverlay } from '../../state/shell'
import { ExportOverlay } from './export-dialog'

export const feature: Feature = {
  name: 'export',
  views: [],
  commands: [
    {
      id: 'file.export-picture',
      label: 'Export picture…',
      group: 'File',
      keys: [{ code: 'KeyS', mod: true, shift: true }],
      keywords: 'screenshot png svg clipboard markdown report image save',
      isEnabled: ({ source }) => source !== undefined && takesNotes(source),
      perform: () => openOverlay('export'),
    },
  ],
  overlays: [ExportOverlay],
}
