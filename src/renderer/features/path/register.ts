/** The critical path: a page of the Analyses, and commands that lead to it from what is selected. */
import type { PathChoice } from '../../../contract/path-dto'
import type { CommandContext } from '../../commands/command'
import type { Feature } from '../../commands/feature'
import { call } from '../../connection/call'
import { openPath, pathOfRange, pathPage } from '../../data/open-path'
import { whileBusy } from '../../state/idle'
import { addNotice } from '../../state/messages'
import { changePath, pathOf } from '../../state/path'
import { selectionOf } from '../../state/places'
import type { Selection } from '../../state/selection'
import { PathPage } from './path-page'

const isReady = ({ source }: CommandContext): boolean => source?.kind === 'trace' && source.state === 'ready'

const keywords = 'slow why latency blocked waiting held up request trace back'

/** What a selection asks for; a span's end is the host's to tell. */
async function choiceOf(selection: Selection, source: string): Promise<PathChoice | undefined> {
  switch (selection.kind) {
    case 'task':
      return { by: 'task', task: selection.task }
    case 'goroutine':
      return { by: 'goroutine', goroutine: selection.goroutine }
    case 'range':
      return pathOfRange(selection)
    case 'region': {
      const region = await whileBusy(call('trace/region', { source, region: selection.region }))
      if (region.ok) {
        const { goroutine, startNs, endNs } = region.value
        return { by: 'goroutine', goroutine: goroutine.id, fromNs: startNs, toNs: endNs }
      }
      addNotice(`The region could not be had: ${region.error.message}.`, 'Select another one.')
      return undefined
    }
    case 'span': {
      const { goroutine, startNs, index } = selection
      const params = { source, goroutine, startNs, ...(index === undefined ? {} : { span: index }) }
      const span = await whileBusy(call('trace/span', params))
      if (span.ok) return { by: 'goroutine', goroutine, fromNs: span.value.startNs, toNs: span.value.endNs }
      addNotice(`The span could not be had: ${span.error.message}.`, 'Select another one.')
      return undefined
    }
    default:
      return undefined
  }
}

function canBeAsked(selection: Selection): boolean {
  if (selection.kind === 'range') return pathOfRange(selection) !== undefined
  return ['task', 'goroutine', 'span', 'region'].includes(selection.kind)
}

export const feature: Feature = {
  name: 'path',
  views: [],
  analysesPages: [
    {
      page: pathPage,
      group: 'Of the program',
      label: 'Critical path',
      component: PathPage,
      hasInspector: false,
    },
  ],
  commands: [
    {
      id: 'path.of-selection',
      label: 'Critical path of the selection',
      group: 'Selection',
      keys: [],
      keywords,
      isEnabled: (context) =>
        isReady(context) && context.source !== undefined && canBeAsked(selectionOf(context.source.id)),
      perform: ({ source }) => {
        if (source === undefined) return
        void choiceOf(selectionOf(source.id), source.id).then((choice) => {
          if (choice !== undefined) openPath(source.id, choice)
        })
      },
    },
    {
      id: 'path.hide',
      label: 'Hide the critical path in the timeline',
      group: 'Timeline',
      keys: [],
      keywords,
      isEnabled: (context) =>
        isReady(context) && context.source !== undefined && pathOf(context.source.id).drawn !== undefined,
      perform: ({ source }) => {
        if (source !== undefined) changePath(source.id, { drawn: undefined })
      },
    },
  ],
}
