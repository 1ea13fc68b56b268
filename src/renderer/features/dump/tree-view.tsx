/** Who created whom: goroutines of one creator that began in the same function are one line. */
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { TreeNodeDto } from '../../../contract/dump-dto'
import { groupDigits } from '../../../base/format-units'
import type { ViewProps } from '../../commands/feature'
import { useQuery } from '../../data/use-query'
import { Choice } from '../../widgets/choice'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { TableFrame } from '../../widgets/table-frame'
import { useFocusWhenFree } from '../../widgets/take-focus'
import type { TableContent } from '../../data/table-text'
import { useOverview } from './use-overview'
import { choose, shownDump, useDumpChoice } from '../../state/dump-choice'
import './dump.css'
import './tree.css'

const indentPx = 20

export function TreeView({ source }: ViewProps): ReactNode {
  const result = useOverview(source.id)
  const choice = useDumpChoice(source.id)
  const dumpCount = 'overview' in result ? result.overview.dumps.length : 0
  const dump = shownDump(choice, dumpCount) ?? Math.max(0, dumpCount - 1)
  const answer = useQuery('dump/tree', dumpCount === 0 ? undefined : { source: source.id, dump })
  if ('instead' in result) return result.instead
  const { dumps } = result.overview
  return (
    <div className="tree">
      <header className="view-bar">
        <h1>Tree</h1>
        <span className="dim">who created whom, as far as it is printed</span>
        {dumps.length > 1 && dumps.length <= 12 && (
          <Choice
            label="Dump"
            options={dumps.map(({ index, name }) => ({ value: String(index), label: name }))}
            value={String(dump)}
            onChange={(value) => choose(source.id, { dump: Number(value) })}
          />
        )}
      </header>
      {answer.state === 'loading' && <WaitingNote />}
      {answer.state === 'failed' && (
        <FailureNote message={answer.error.message} advice="Reopen the file to read it again." />
      )}
      {answer.state === 'ready' &&
        (answer.value.missing === '' ? (
          <Nodes nodes={answer.value.nodes} />
        ) : (
          <p className="dump-note">{answer.value.missing}</p>
        ))}
    </div>
  )
}

function Nodes({ nodes }: { readonly nodes: readonly TreeNodeDto[] }): ReactNode {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set())
  const [focused, setFocused] = useState(0)
  const list = useRef<HTMLUListElement>(null)
  useFocusWhenFree(list)
  const shown = nodes.filter(({ key }) => ![...folded].some((parent) => key.startsWith(`${parent}/`)))
  const active = Math.min(focused, shown.length - 1)

  const toggle = (key: string, isOpen: boolean): void => {
    const next = new Set(folded)
    if (isOpen) next.delete(key)
    else next.add(key)
    setFolded(next)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>): void => {
    const node = shown[active]
    if (node === undefined) return
    const move: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      Home: -Infinity,
      End: Infinity,
    }
    const by = move[event.key]
    if (by !== undefined) {
      const target = Math.max(0, Math.min(shown.length - 1, active + by))
      setFocused(target)
      event.currentTarget.children[target]?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'ArrowLeft' && node.hasChildren) toggle(node.key, false)
    else if (event.key === 'ArrowRight' && node.hasChildren) toggle(node.key, true)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <TableFrame isFilling label="Creation tree" content={() => treeContent(nodes)}>
      <ul
        className="tree-nodes"
        role="tree"
        aria-label="Creation tree"
        tabIndex={0}
        ref={list}
        onKeyDown={onKeyDown}
      >
        {shown.map((node, index) => (
          <li
            key={node.key}
            role="treeitem"
            aria-level={node.depth + 1}
            aria-selected={index === active}
            aria-expanded={node.hasChildren ? !folded.has(node.key) : undefined}
            className="tree-node"
            style={{ paddingLeft: 12 + node.depth * indentPx }}
            onClick={() => {
              setFocused(index)
              if (node.hasChildren) toggle(node.key, folded.has(node.key))
            }}
          >
            <span className="tree-fold" aria-hidden>
              {node.hasChildren ? (folded.has(node.key) ? '▸' : '▾') : ''}
            </span>
            <span className="tree-count">{groupDigits(node.count)}</span>
            <span className="tree-label truncated">{node.label}</span>
            <span className="dim truncated">
              {[node.id === undefined ? '' : `goroutine ${node.id}`, node.state, node.note]
                .filter((text) => text !== '')
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </TableFrame>
  )
}

function treeContent(nodes: readonly TreeNodeDto[]): TableContent {
  return {
    name: 'creation tree',
    header: ['depth', 'count', 'what', 'goroutine', 'state', 'note'],
    rows: nodes.map((node) => [node.depth, node.count, node.label, node.id ?? null, node.state, node.note]),
  }
}
