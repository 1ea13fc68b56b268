import { describe, expect, it } from 'vitest'
import { shellCommands } from '../../../../src/renderer/app/command-list'
import { findCommand } from '../../../../src/renderer/app/keyboard'
import { matchesKey, type KeyPress } from '../../../../src/renderer/commands/match-key'

function press(part: Partial<KeyPress>): KeyPress {
  return { code: '', key: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...part }
}

const found = (part: Partial<KeyPress>, mac = false): string | undefined =>
  findCommand(shellCommands, press(part), mac, () => true)?.id

describe('matchesKey', () => {
  it('goes by position for letters, whatever the layout types there', () => {
    expect(matchesKey({ code: 'KeyQ' }, press({ code: 'KeyQ', key: 'a' }), false)).toBe(true)
    expect(matchesKey({ code: 'KeyQ' }, press({ code: 'KeyA', key: 'q' }), false)).toBe(false)
  })

  it('goes by character for punctuation, with the Shift or AltGr that types it', () => {
    expect(matchesKey({ character: '?' }, press({ code: 'Slash', key: '?', shiftKey: true }), false)).toBe(
      true,
    )
    expect(matchesKey({ character: '/' }, press({ code: 'Digit7', key: '/', shiftKey: true }), false)).toBe(
      true,
    )
    expect(
      matchesKey({ character: '[' }, press({ code: 'Digit8', key: '[', ctrlKey: true, altKey: true }), false),
    ).toBe(true)
    expect(matchesKey({ character: '/' }, press({ key: '/', ctrlKey: true }), false)).toBe(false)
  })

  it('wants exactly the modifiers of the binding', () => {
    const binding = { code: 'KeyO', mod: true } as const
    expect(matchesKey(binding, press({ code: 'KeyO' }), false)).toBe(false)
    expect(matchesKey(binding, press({ code: 'KeyO', ctrlKey: true }), false)).toBe(true)
    expect(matchesKey(binding, press({ code: 'KeyO', ctrlKey: true, shiftKey: true }), false)).toBe(false)
    expect(matchesKey(binding, press({ code: 'KeyO', ctrlKey: true, altKey: true }), false)).toBe(false)
  })

  it('takes Command for Ctrl on a Mac', () => {
    const binding = { code: 'KeyO', mod: true } as const
    expect(matchesKey(binding, press({ code: 'KeyO', metaKey: true }), true)).toBe(true)
    expect(matchesKey(binding, press({ code: 'KeyO', ctrlKey: true }), true)).toBe(false)
  })
})

describe('the shell commands', () => {
  it.each([
    [{ code: 'Digit1', key: '1' }, 'view.overview'],
    [{ code: 'Digit2', key: '2' }, 'view.timeline'],
    [{ code: 'Digit3', key: '3' }, 'view.goroutines'],
    [{ code: 'Digit4', key: '4' }, 'view.analyses'],
    [{ code: 'Digit5', key: '5' }, 'view.notes'],
    [{ code: 'KeyO', key: 'o', ctrlKey: true }, 'file.open'],
    [{ code: 'KeyW', key: 'w', ctrlKey: true }, 'file.close-tab'],
    [{ code: 'Tab', key: 'Tab', ctrlKey: true }, 'tab.next'],
    [{ code: 'Tab', key: 'Tab', ctrlKey: true, shiftKey: true }, 'tab.previous'],
    [{ code: 'ArrowLeft', key: 'ArrowLeft', altKey: true }, 'go.back'],
    [{ code: 'ArrowRight', key: 'ArrowRight', altKey: true }, 'go.forward'],
    [{ code: 'KeyQ', key: 'q' }, 'window.toggle-inspector'],
    [{ code: 'KeyB', key: 'b', ctrlKey: true }, 'window.toggle-rail'],
    [{ code: 'KeyK', key: 'k', ctrlKey: true }, 'help.palette'],
    [{ code: 'KeyP', key: 'P', ctrlKey: true, shiftKey: true }, 'help.palette'],
    [{ code: 'F1', key: 'F1' }, 'help.palette'],
    [{ code: 'KeyF', key: 'f', ctrlKey: true }, 'go.search'],
    [{ code: 'KeyG', key: 'g' }, 'go.search'],
    [{ code: 'Slash', key: '/' }, 'go.search'],
    [{ code: 'Slash', key: '?', shiftKey: true }, 'help.keys'],
    [{ code: 'Escape', key: 'Escape' }, 'selection.clear'],
  ])('%o performs %s', (keys, id) => {
    expect(found(keys)).toBe(id)
  })

  it('have ids of their own, and no two share a key', () => {
    const ids = shellCommands.map((command) => command.id)
    expect(new Set(ids).size).toBe(ids.length)
    const keys = shellCommands.flatMap((command) => command.keys.map((binding) => JSON.stringify(binding)))
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('leave keys alone that nothing is bound to, and commands that may not be performed', () => {
    expect(found({ code: 'KeyY', key: 'y' })).toBeUndefined()
    const enter = press({ code: 'Digit1', key: '1' })
    expect(findCommand(shellCommands, enter, false, () => false)).toBeUndefined()
  })
})
