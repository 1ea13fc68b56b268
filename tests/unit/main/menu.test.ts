import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { menuCommands } from '../../../src/contract/platform'
import { menuTemplate } from '../../../src/main/menu'
import type { MenuActions } from '../../../src/main/menu'

vi.mock('electron', () => ({ Menu: {} }))

function actions(): MenuActions & { sent: string[] } {
  const sent: string[] = []
  return {
    sent,
    open: () => sent.push('open'),
    openRecent: (id) => sent.push(`recent ${id}`),
    clearRecent: () => sent.push('clear'),
    send: (command) => sent.push(command),
  }
}

function* items(template: readonly MenuItemConstructorOptions[]): Generator<MenuItemConstructorOptions> {
  for (const item of template) {
    yield item
    if (Array.isArray(item.submenu)) yield* items(item.submenu)
  }
}

describe('menuTemplate', () => {
  it.each(['linux', 'win32', 'darwin'] as const)(
    'on %s takes no key away from the page but Open',
    (platform) => {
      for (const item of items(menuTemplate(actions(), [], platform))) {
        // Roles bring accelerators of their own: reload, close and print would eat ours.
        expect([
          'reload',
          'forceReload',
          'close',
          'toggleDevTools',
          'zoomIn',
          'zoomOut',
          'resetZoom',
        ]).not.toContain(item.role)
        if (item.accelerator === undefined || item.accelerator === 'CmdOrCtrl+O') continue
        expect(item.registerAccelerator).toBe(false)
      }
    },
  )

  it('shows keys without a modifier, but not where the system would take them from text fields', () => {
    const bare = (platform: NodeJS.Platform): readonly unknown[] =>
      [...items(menuTemplate(actions(), [], platform))]
        .map((item) => item.accelerator)
        .filter((accelerator) => accelerator !== undefined && !accelerator.includes('+'))
    expect(bare('linux')).toEqual(['1', '2', '3', '4', '5', 'Q', '?'])
    expect(bare('darwin')).toEqual([])
  })

  it('sends only commands that the page knows', () => {
    const target = actions()
    for (const item of items(menuTemplate(target, [], 'linux'))) {
      ;(item.click as (() => void) | undefined)?.()
    }
    const known: readonly string[] = [...menuCommands, 'open', 'clear']
    expect(target.sent.length).toBeGreaterThan(10)
    expect(target.sent.filter((name) => !known.includes(name))).toEqual([])
  })

  it('lists recent files, the missing ones greyed, with & shown as it is', () => {
    const target = actions()
    const recent = {
      id: 'r-1',
      name: 'a&b.trace',
      place: '~/x',
      openedAtUnixMs: 1,
      isMissing: false,
      wasOpen: false,
    }
    const template = menuTemplate(target, [recent, { ...recent, id: 'r-2', isMissing: true }], 'linux')
    const found = [...items(template)].filter((item) => item.label === 'a&&b.trace — ~/x')
    expect(found.map((item) => item.enabled)).toEqual([true, false])
    ;(found[0]?.click as unknown as () => void)()
    expect(target.sent).toEqual(['recent r-1'])
  })
})
