/** One tab a file. The cross is for the mouse only; keys close with Ctrl+W or Delete. */
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { AlertTriangle, CircleAlert, LoaderCircle, X } from 'lucide-react'
import type { SourceDto, SourceId } from '../../contract/sources'
import { commandEntries } from '../commands/menu-entries'
import { copyText } from '../connection/copy-text'
import { closeSource } from '../data/opening'
import { formatBytes } from '../../base/format-units'
import { activate, activateNeighbour, kindNames, sourceOf, useSources } from '../state/sources'
import { isMenuKey, openContextMenu, placeBelow } from '../widgets/context-menu'
import './tabs.css'

export function Tabs(): ReactNode {
  const sources = useSources((state) => state.sources)
  const activeId = useSources((state) => state.activeId)
  const list = useRef<HTMLDivElement>(null)

  useEffect(() => {
    list.current
      ?.querySelector('[aria-selected="true"]')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [activeId, sources.length])

  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.code === 'ArrowRight' ? 1 : event.code === 'ArrowLeft' ? -1 : 0
    if (by !== 0 && !event.altKey) {
      event.preventDefault()
      activateNeighbour(by)
      requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus())
    } else if (isMenuKey(event) && activeId !== undefined) {
      event.preventDefault()
      const tab = list.current?.querySelector('[aria-selected="true"]')
      if (tab !== null && tab !== undefined) openTabMenu(activeId, placeBelow(tab))
    } else if (event.code === 'Delete' && activeId !== undefined) {
      event.preventDefault()
      void closeSource(activeId)
    }
  }

  if (sources.length === 0) return <span className="title-name">Marey</span>
  return (
    <div className="tabs" role="tablist" aria-label="Open files" ref={list} onKeyDown={onKeyDown}>
      {sources.map((source, index) => (
        <Tab
          key={source.id}
          source={source}
          isActive={source.id === activeId}
          isReachable={source.id === activeId || (activeId === undefined && index === 0)}
        />
      ))}
    </div>
  )
}

/** What can be done with a file; its tab comes to the front first, for commands are about that one. */
function openTabMenu(id: SourceId, at: { readonly x: number; readonly y: number }): void {
  activate(id)
  const source = sourceOf(id)
  if (source === undefined) return
  openContextMenu({
    ...at,
    title: source.name,
    groups: [
      commandEntries(['file.close-tab', 'file.close-others']),
      commandEntries(['file.reopen', 'tab.next', 'tab.previous']),
      [
        {
          label: source.place === '' ? 'Copy name' : 'Copy place and name',
          perform: () => void copyText([source.place, source.name].filter((part) => part !== '').join('/')),
        },
      ],
    ],
  })
}

interface TabProps {
  readonly source: SourceDto
  readonly isActive: boolean
  readonly isReachable: boolean
}

function Tab({ source, isActive, isReachable }: TabProps): ReactNode {
  const kind = source.kind === undefined ? '' : `${kindNames[source.kind]}, `
  return (
    <button
      type="button"
      role="tab"
      className="tab"
      aria-selected={isActive}
      aria-label={source.name}
      tabIndex={isReachable ? 0 : -1}
      title={`${source.name}\n${source.place === '' ? '' : `${source.place}\n`}${kind}${formatBytes(source.byteLength)}`}
      onClick={() => activate(source.id)}
      onContextMenu={(event) => {
        event.preventDefault()
        openTabMenu(source.id, { x: event.clientX, y: event.clientY })
      }}
      onAuxClick={(event) => {
        if (event.button === 1) void closeSource(source.id)
      }}
    >
      <TabState source={source} />
      <span className="truncated">{source.name}</span>
      <span
        className="tab-close"
        aria-hidden
        title="Close"
        onClick={(event) => {
          event.stopPropagation()
          void closeSource(source.id)
        }}
      >
        <X size={12} />
      </span>
    </button>
  )
}

function TabState({ source }: { readonly source: SourceDto }): ReactNode {
  if (source.state === 'loading') return <LoaderCircle className="tab-loading" size={12} aria-hidden />
  if (source.state === 'failed') return <CircleAlert size={12} aria-hidden />
  if (source.state === 'ready' && !source.isComplete) return <AlertTriangle size={12} aria-hidden />
  return null
}
