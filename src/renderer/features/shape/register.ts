/** The Shape: a page of the Analyses, and commands that lead to it from what is selected. */
import type { ShapeChoice } from '../../../contract/shape-dto'
import type { Command, CommandContext } from '../../commands/command'
import type { Feature } from '../../commands/feature'
import { call } from '../../connection/call'
import { choiceOfRange, openShape, shapePage, userGoroutines } from '../../data/open-shape'
import { whileBusy } from '../../state/idle'
import { addNotice } from '../../state/messages'
import { selectionOf } from '../../state/places'
import type { Selection } from '../../state/selection'
import { viewportOf } from '../../state/viewport'
import { ShapePage } from './shape-page'

const isReady = ({ source }: CommandContext): boolean => source?.kind === 'trace' && source.state === 'ready'

function ofSelection(
  id: string,
  label: string,
  kinds: readonly Selection['kind'][],
  choose: (
    selection: Selection,
    source: string,
  ) => ShapeChoice | undefined | Promise<ShapeChoice | undefined>,
): Command {
  return {
    id: `shape.${id}`,
    label,
    group: 'Selection',
    keys: [],
    keywords: 'lifelines who woke creation wake-ups pipeline worker pool graph',
    isEnabled: (context) =>
      isReady(context) && context.source !== undefined && kinds.includes(selectionOf(context.source.id).kind),
    perform: ({ source }) => {
      if (source === undefined) return
      void Promise.resolve(choose(selectionOf(source.id), source.id)).then((choice) => {
        if (choice !== undefined) openShape(source.id, choice)
      })
    },
  }
}

const goroutineOf = (selection: Selection): number | undefined =>
  selection.kind === 'goroutine' || selection.kind === 'span' ? selection.goroutine : undefined

async function functionOf(selection: Selection, source: string): Promise<ShapeChoice | undefined> {
  const goroutine = goroutineOf(selection)
  if (goroutine === undefined) return undefined
  const answer = await whileBusy(call('trace/goroutine', { source, goroutine }))
  if (answer.ok) return { by: 'function', functionName: answer.value.functionName }
  addNotice(`Goroutine ${goroutine} could not be had: ${answer.error.message}.`, 'Select another one.')
  return undefined
}

export const feature: Feature = {
  name: 'shape',
  views: [],
  analysesPages: [
    { page: shapePage, group: 'Of the program', label: 'Shape', component: ShapePage, hasInspector: true },
  ],
  commands: [
    ofSelection('of-goroutine', 'Shape of the selected goroutine', ['goroutine', 'span'], (selection) => {
      const goroutine = goroutineOf(selection)
      return goroutine === undefined ? undefined : { by: 'goroutines', ids: [goroutine] }
    }),
    ofSelection(
      'of-function',
      'Shape of all goroutines of its start function',
      ['goroutine', 'span'],
      functionOf,
    ),
    ofSelection('of-task', 'Shape of the selected task', ['task'], (selection) =>
      selection.kind === 'task' ? { by: 'task', task: selection.task } : undefined,
    ),
    ofSelection('of-range', 'Shape of the selected range', ['range'], choiceOfRange),
    {
      id: 'shape.of-window',
      label: 'Shape of what the timeline shows',
      group: 'Selection',
      keys: [],
      keywords: 'lifelines who woke creation wake-ups graph most connected',
      isEnabled: isReady,
      perform: ({ source }) => {
        const shown = source === undefined ? undefined : viewportOf(source.id).get()
        if (source === undefined) return
        openShape(
          source.id,
          shown === undefined
            ? userGoroutines
            : { by: 'time', fromNs: Math.round(shown.fromNs), toNs: Math.round(shown.toNs) },
        )
      },
    },
  ],
}
