/** J and K walk through the goroutines of one start function. */
import type { Command } from '../../commands/command'
import { call } from '../../connection/call'
import { whileBusy } from '../../state/idle'
import { announce } from '../../state/messages'
import { select, selectionOf } from '../../state/places'

function sibling(direction: 'previous' | 'next', label: string, code: string): Command {
  return {
    id: `selection.${direction}-sibling`,
    label,
    group: 'Selection',
    keys: [{ code }],
    keywords: 'function group neighbour',
    isEnabled: ({ source, view }) => {
      if (source === undefined || view !== 'goroutine') return false
      const { kind } = selectionOf(source.id)
      return kind === 'goroutine' || kind === 'span'
    },
    perform: ({ source }) => {
      if (source === undefined) return
      const selection = selectionOf(source.id)
      if (selection.kind !== 'goroutine' && selection.kind !== 'span') return
      const { goroutine } = selection
      void whileBusy(call('trace/siblings', { source: source.id, goroutine })).then((answer) => {
        const found = answer.ok ? answer.value[direction] : undefined
        if (found !== undefined) select(source.id, { kind: 'goroutine', goroutine: found })
        else
          announce(
            direction === 'next' ? 'It is the last of its function' : 'It is the first of its function',
          )
      })
    },
  }
}

export const siblingCommands: readonly Command[] = [
  sibling('next', 'Next goroutine of the same start function', 'KeyJ'),
  sibling('previous', 'Previous goroutine of the same start function', 'KeyK'),
]
