/** "Search or command": one box that finds commands, goroutines, functions, tasks and times. */
import {
  useDeferredValue,
  useEffect,
  useId,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react'
import { Search } from 'lucide-react'
import type { SearchHitDto } from '../../contract/search-dto'
import type { SourceDto } from '../../contract/sources'
import type { Command } from '../commands/command'
import { printFirstKey } from '../commands/key-glyphs'
import { allCommands, commandContext, isEnabled } from '../commands/registry'
import { clockHit } from '../data/clock-hit'
import { hitKey, isCommandQuery, matchCommands, queryText } from '../data/palette-items'
import { goToHit } from '../data/go-to'
import { useLatest, useQuery } from '../data/use-query'
import { closeSearch, openSearch, setSearchText, useSearch } from '../state/search'
import { useActiveSource } from '../state/sources'
import './search-box.css'

const maximumHits = 50

type Item =
  | { readonly type: 'command'; readonly key: string; readonly command: Command }
  | { readonly type: 'hit'; readonly key: string; readonly hit: SearchHitDto }

interface Offered {
  readonly items: readonly Item[]
  /** They are still those of what was typed before. */
  readonly isPending: boolean
}

function useItems(source: SourceDto | undefined, text: string, isOpen: boolean): Offered {
  const query = useDeferredValue(queryText(text))
  const isAsking = isOpen && !isCommandQuery(text) && query !== '' && source?.kind === 'trace'
  const { answer, isStale } = useLatest(
    'trace/search',
    isAsking && source.state === 'ready'
      ? { source: source.id, text: query.slice(0, 1024), limit: maximumHits }
      : undefined,
  )
  const isReady = isAsking && source.state === 'ready'
  const overview = useQuery('trace/overview', isReady ? { source: source.id } : undefined)
  if (!isOpen) return { items: [], isPending: false }
  const context = commandContext()
  const candidates = allCommands()
    .filter((command) => isEnabled(command, context))
    .map((command) => ({
      id: command.id,
      label: command.label,
      keywords: command.keywords ?? '',
      command,
    }))
  const commands = matchCommands(candidates, text).map(({ id, command }): Item => ({
    type: 'command',
    key: id,
    command,
  }))
  const found = isAsking && answer.state === 'ready' ? answer.value : []
  const clock =
    isAsking && overview.state === 'ready' ? clockHit(source.id, overview.value, query) : undefined
  const hits = clock === undefined ? found : [clock, ...found]
  const canAsk = source?.kind === 'trace' && source.state === 'ready'
  const isLate = query !== queryText(text) || isStale || answer.state === 'loading'
  return {
    items: [...hits.map((hit): Item => ({ type: 'hit', key: hitKey(hit), hit })), ...commands],
    isPending: isLate && canAsk && !isCommandQuery(text) && queryText(text) !== '',
  }
}

export function SearchBox(): ReactNode {
  const { isOpen, text, focusRequests } = useSearch()
  const source = useActiveSource()
  const { items, isPending } = useItems(source, text, isOpen)
  /** What was typed when Enter was pressed before its answer was here. */
  const wished = useRef<string>(undefined)
  const [chosen, setChosen] = useState({ text: '', index: 0 })
  const input = useRef<HTMLInputElement>(null)
  const before = useRef<Element | null>(null)
  const listId = useId()
  const index = chosen.text === text ? Math.min(chosen.index, items.length - 1) : 0

  useEffect(() => {
    if (focusRequests > 0) input.current?.focus()
  }, [focusRequests])

  const leave = (): void => {
    closeSearch()
    // Back to where the user was, so that the timeline's keys work at once.
    if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus()
    else input.current?.blur()
  }

  const perform = (item: Item): void => {
    leave()
    if (item.type === 'command') item.command.perform(commandContext())
    else if (source !== undefined) goToHit(source.id, item.hit)
  }

  useEffect(() => {
    if (isPending) return
    const [first] = items
    const isWished = isOpen && wished.current === text
    wished.current = undefined
    if (isWished && first !== undefined) perform(first)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the answer is here
  }, [isPending])

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const item = items[index]
    if (event.code === 'Escape') leave()
    else if (event.code === 'ArrowDown') setChosen({ text, index: Math.min(index + 1, items.length - 1) })
    else if (event.code === 'ArrowUp') setChosen({ text, index: Math.max(index - 1, 0) })
    else if (isPending && chosen.text !== text && (event.code === 'Enter' || event.code === 'NumpadEnter'))
      wished.current = text
    else if ((event.code === 'Enter' || event.code === 'NumpadEnter') && item !== undefined) perform(item)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const isListOpen = isOpen && text !== ''
  return (
    <div className="search-box">
      <Search size={14} aria-hidden />
      <input
        ref={input}
        type="search"
        aria-label="Search or command"
        placeholder="Search or command"
        autoComplete="off"
        spellCheck={false}
        aria-controls={isListOpen ? listId : undefined}
        aria-activedescendant={isListOpen && items.length > 0 ? `${listId}-${index}` : undefined}
        value={text}
        onChange={(event) => setSearchText(event.target.value)}
        onFocus={(event) => {
          if (event.relatedTarget !== null) before.current = event.relatedTarget
          if (!isOpen) openSearch(text)
        }}
        onBlur={closeSearch}
        onKeyDown={onKeyDown}
      />
      {!isOpen && <kbd className="search-key">/</kbd>}
      {isListOpen && (
        // Pressing the mouse in the list must not take the focus from the box.
        <div className="search-list" onMouseDown={(event) => event.preventDefault()}>
          <ul role="listbox" id={listId} aria-label="Found">
            {items.map((item, itemIndex) => (
              <ItemLine
                key={item.key}
                id={`${listId}-${itemIndex}`}
                item={item}
                isChosen={itemIndex === index}
                onChoose={() => perform(item)}
              />
            ))}
          </ul>
          {items.length === 0 && !isPending && (
            <p className="search-none">
              Nothing found. Try a function, a goroutine as g18, a time as 1.5s, or &gt; for all commands.
            </p>
          )}
        </div>
      )}
    </div>
  )
}

interface ItemLineProps {
  readonly id: string
  readonly item: Item
  readonly isChosen: boolean
  readonly onChoose: () => void
}

function ItemLine({ id, item, isChosen, onChoose }: ItemLineProps): ReactNode {
  const line = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isChosen) line.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  const [kind, label, detail] =
    item.type === 'command'
      ? ['command', item.command.label, printFirstKey(item.command.keys)]
      : [item.hit.kind, item.hit.label, item.hit.detail]
  return (
    <li ref={line} id={id} role="option" aria-selected={isChosen} className="search-item" onClick={onChoose}>
      <span className="search-kind">{kind}</span>
      <span className="truncated search-label" title={label}>
        {label}
      </span>
      <span className="search-detail truncated">{detail}</span>
    </li>
  )
}
