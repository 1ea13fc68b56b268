/** Creators up to the first, and children that unfold, each with its lifetime. */
import { useState, type ReactNode } from 'react'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { formatDuration, formatExactTime, groupDigits } from '../../../base/format-units'
import type { GoroutineDto, GoroutineTreeDto, TreeNodeDto } from '../../../contract/goroutine-dto'
import type { SourceDto } from '../../../contract/sources'
import { adviceFor } from '../../data/advice'
import { goroutineName, placeName } from '../../data/names'
import { useQuery } from '../../data/use-query'
import { select } from '../../state/places'
import { LinkButton } from '../../widgets/button'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { TableFrame } from '../../widgets/table-frame'
import type { TableContent } from '../../data/table-text'

interface TreeProps {
  readonly source: SourceDto
  readonly goroutine: GoroutineDto
}

export function Tree({ source, goroutine }: TreeProps): ReactNode {
  const answer = useQuery('trace/tree', { source: source.id, goroutine: goroutine.id })
  if (answer.state === 'loading') return <WaitingNote />
  if (answer.state === 'failed')
    return (
      <FailureNote
        message={`The tree could not be had: ${answer.error.message}`}
        advice={adviceFor(answer.error)}
      />
    )
  const tree = answer.value
  const creators = [...tree.creators].reverse()
  return (
    <section
      className="goroutine-figures goroutine-tree"
      tabIndex={0}
      role="region"
      aria-label="Creator and children"
    >
      <p className="dim goroutine-formula">
        Who created whom, as far as the trace shows: creators of goroutines that existed before it are not in
        it.
      </p>
      <TableFrame label="Creation tree" content={() => treeContent(tree)}>
        <ul aria-label="Creation tree">
          {creators.map((node, depth) => (
            <li key={node.id}>
              <NodeLine source={source} node={node} depth={depth} />
            </li>
          ))}
          <Branch source={source} tree={tree} depth={creators.length} isOwn />
        </ul>
      </TableFrame>
    </section>
  )
}

const indentPx = 20

interface BranchProps {
  readonly source: SourceDto
  readonly tree: GoroutineTreeDto
  readonly depth: number
  readonly isOwn: boolean
}

function Branch({ source, tree, depth, isOwn }: BranchProps): ReactNode {
  return (
    <>
      {isOwn && (
        <li>
          <NodeLine source={source} node={tree.node} depth={depth} isOwn />
        </li>
      )}
      {tree.children.map((child) => (
        <FoldableNode key={`${child.id} ${child.createdNs}`} source={source} node={child} depth={depth + 1} />
      ))}
      {tree.childTotal > tree.children.length && (
        <li className="dim" style={{ paddingLeft: (depth + 1) * indentPx }}>
          and {groupDigits(tree.childTotal - tree.children.length)} more
        </li>
      )}
    </>
  )
}

interface NodeProps {
  readonly source: SourceDto
  readonly node: TreeNodeDto
  readonly depth: number
}

function FoldableNode({ source, node, depth }: NodeProps): ReactNode {
  const [isOpen, setOpen] = useState(false)
  const answer = useQuery(
    'trace/tree',
    isOpen && node.childCount > 0 ? { source: source.id, goroutine: node.id } : undefined,
  )
  return (
    <>
      <li>
        <NodeLine
          source={source}
          node={node}
          depth={depth}
          {...(node.childCount === 0 ? {} : { isOpen, onToggle: () => setOpen(!isOpen) })}
        />
      </li>
      {isOpen && answer.state === 'ready' && (
        <Branch source={source} tree={answer.value} depth={depth} isOwn={false} />
      )}
    </>
  )
}

interface NodeLineProps extends NodeProps {
  readonly isOwn?: boolean
  readonly isOpen?: boolean
  readonly onToggle?: () => void
}

function NodeLine({
  source,
  node,
  depth,
  isOwn = false,
  isOpen = false,
  onToggle,
}: NodeLineProps): ReactNode {
  const { createdNs, endedNs, startsBeforeTrace, childCount, place } = node
  const lifetime = [
    startsBeforeTrace ? 'before the trace' : formatExactTime(createdNs),
    endedNs === undefined ? 'alive at its end' : `lived ${formatDuration(endedNs - createdNs)}`,
  ].join(' · ')
  const Arrow = isOpen ? ChevronDown : ChevronRight
  return (
    <div
      className="tree-line"
      style={{ paddingLeft: depth * indentPx }}
      aria-current={isOwn ? 'true' : undefined}
    >
      {onToggle === undefined ? (
        <span className="tree-gap" />
      ) : (
        <button
          type="button"
          className="tree-toggle"
          aria-expanded={isOpen}
          aria-label={`Children of goroutine ${node.id}`}
          onClick={onToggle}
        >
          <Arrow size={14} aria-hidden />
        </button>
      )}
      {isOwn ? (
        <strong>{goroutineName(node)}</strong>
      ) : (
        <LinkButton
          title={node.functionName}
          onClick={() => select(source.id, { kind: 'goroutine', goroutine: node.id })}
        >
          {goroutineName(node)}
        </LinkButton>
      )}
      <span className="dim truncated">
        {lifetime}
        {childCount > 0 && ` · created ${groupDigits(childCount)}`}
        {place !== undefined && ` · from ${placeName(place)}`}
      </span>
    </div>
  )
}

/** Creators, the goroutine itself and its own children; what hangs below a child is in the table of that child. */
function treeContent({ creators, node, children }: GoroutineTreeDto): TableContent {
  const line = (
    relation: string,
    { id, functionName, createdNs, endedNs, childCount }: TreeNodeDto,
  ): (string | number | null)[] => [relation, id, functionName, createdNs, endedNs ?? null, childCount]
  return {
    name: `creation tree of goroutine ${node.id}`,
    header: ['relation', 'goroutine', 'start function', 'first seen ns', 'ended ns', 'children'],
    rows: [
      ...[...creators].reverse().map((creator) => line('creator', creator)),
      line('itself', node),
      ...children.map((child) => line('child', child)),
    ],
  }
}
