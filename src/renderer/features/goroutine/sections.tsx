/** The sections of a goroutine's page, one at a time: its life, its waits, their causes, its place in the tree, its tasks and samples. */
import { useState, type ReactNode } from 'react'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { groupDigits } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import type { GoroutineDto } from '../../../contract/goroutine-dto'
import { shortFunctionName } from '../../data/names'
import { useQuery } from '../../data/use-query'
import { select } from '../../state/places'
import { IconButton } from '../../widgets/button'
import { Choice } from '../../widgets/choice'
import { Causes } from './causes'
import { LifeList } from './life-list'
import { Samples } from './samples'
import { Tree } from './tree'
import { Waits } from './waits'
import { Work } from './work'

const sections = [
  { value: 'life', label: 'Life' },
  { value: 'waits', label: 'Waits' },
  { value: 'causes', label: 'Causes' },
  { value: 'tree', label: 'Tree' },
  { value: 'work', label: 'Tasks' },
  { value: 'samples', label: 'CPU' },
] as const
type Section = (typeof sections)[number]['value']

interface SectionsProps {
  readonly source: SourceDto
  readonly goroutine: GoroutineDto
}

export function Sections({ source, goroutine }: SectionsProps): ReactNode {
  const [section, setSection] = useState<Section>('life')
  return (
    <div className="goroutine-sections">
      <header className="goroutine-bar">
        <Choice label="Section" options={sections} value={section} onChange={setSection} />
        <Siblings source={source} goroutine={goroutine} />
      </header>
      {section === 'life' && <LifeList source={source} goroutine={goroutine} />}
      {section === 'waits' && <Waits source={source} goroutine={goroutine} />}
      {section === 'causes' && <Causes source={source} goroutine={goroutine} />}
      {section === 'tree' && <Tree source={source} goroutine={goroutine} />}
      {section === 'work' && <Work source={source} goroutine={goroutine} />}
      {section === 'samples' && <Samples source={source} goroutine={goroutine} />}
    </div>
  )
}

/** The one before and after of the same start function. */
function Siblings({ source, goroutine }: SectionsProps): ReactNode {
  const answer = useQuery('trace/siblings', { source: source.id, goroutine: goroutine.id })
  if (answer.state !== 'ready') return null
  const { position, total, previous, next } = answer.value
  const go = (id: number | undefined): void => {
    if (id !== undefined) select(source.id, { kind: 'goroutine', goroutine: id })
  }
  return (
    <div className="goroutine-siblings">
      <span className="dim truncated" title={goroutine.functionName}>
        {groupDigits(position + 1)} of {groupDigits(total)} {groupName(goroutine)}
      </span>
      <IconButton
        label="Previous goroutine of the same start function"
        shortcut="K"
        icon={ArrowUp}
        isDisabled={previous === undefined}
        onClick={() => go(previous)}
      />
      <IconButton
        label="Next goroutine of the same start function"
        shortcut="J"
        icon={ArrowDown}
        isDisabled={next === undefined}
        onClick={() => go(next)}
      />
    </div>
  )
}

/** The runtime's own sit together, as they do in the timeline. */
function groupName({ isSystem, functionName }: GoroutineDto): string {
  if (functionName === '') return ''
  return isSystem ? 'of the runtime’s own' : `of ${shortFunctionName(functionName)}`
}
