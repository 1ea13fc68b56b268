/** How to record what Marey opens: a layer over the window, from the welcome screen and the palette. */
import type { Feature } from '../../commands/feature'
import { openOverlay } from '../../state/shell'
import { RecordingOverlay } from './recording-overlay'

export const feature: Feature = {
  name: 'recording',
  views: [],
  commands: [
    {
      id: 'help.recording',
      label: 'How to record traces, dumps and profiles',
      group: 'Help',
      keys: [],
      keywords:
        'capture curl pprof trace goroutine dump profile flight recorder sigquit godebug writetimeout help',
      perform: () => openOverlay('recording'),
    },
  ],
  overlays: [RecordingOverlay],
}
