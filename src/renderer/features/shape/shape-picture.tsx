/** The picture with its tooltip and what a screen reader is told of it. */
import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { ShapeChoice, ShapeDto } from '../../../contract/shape-dto'
import type { SourceDto } from '../../../contract/sources'
import type { VisualState } from '../../../contract/visual-states'
import { call } from '../../connection/call'
import { PointerTip } from '../../widgets/pointer-tip'
import { ShapeLegend } from './shape-legend'
import { ShapeInput, type ShapePointer } from './shape-input'
import { ShapeCanvas } from './shape-scene'
import { factsOfArc, factsOfLine, factsOfWake, pictureName, type ShapeFacts } from './shape-words'

interface ShapePictureProps {
  readonly source: SourceDto
  readonly durationNs: number
  readonly shape: ShapeDto
  readonly choice: ShapeChoice
  readonly hasNeighbours: boolean
  readonly name: string
  /** The scene while there is one: for the buttons around it. */
  readonly onScene: (scene: ShapeCanvas | undefined) => void
}

interface Tip {
  readonly x: number
  readonly y: number
  readonly facts: ShapeFacts
}

const restMs = 120

export function ShapePicture(props: ShapePictureProps): ReactNode {
  const { source, durationNs, shape, choice, hasNeighbours, name, onScene } = props
  const host = useRef<HTMLDivElement>(null)
  const [tip, setTip] = useState<Tip>()
  const [problem, setProblem] = useState('')
  const [states, setStates] = useState<readonly VisualState[]>([])
  useEffect(() => {
    const element = host.current
    if (element === null) return
    const scene = new ShapeCanvas(source, durationNs, element, shape, (query, signal) =>
      call('trace/shape', { source: source.id, choice, hasNeighbours, ...query }, signal),
    )
    scene.onProblem = setProblem
    scene.onStates = setStates
    let timer: ReturnType<typeof setTimeout> | undefined
    const input = new ShapeInput(scene, (pointer) => {
      clearTimeout(timer)
      setTip(undefined)
      const facts = pointer === undefined ? undefined : factsAt(scene, pointer)
      if (pointer !== undefined && facts !== undefined)
        timer = setTimeout(() => setTip({ x: pointer.x, y: pointer.y, facts }), restMs)
    })
    onScene(scene)
    element.focus({ preventScroll: true })
    return () => {
      clearTimeout(timer)
      onScene(undefined)
      input.dispose()
      scene.dispose()
      setTip(undefined)
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the parent gives a new key for another choice
  }, [source.id, shape])
  return (
    <>
      <div
        ref={host}
        className="shape"
        data-testid="shape"
        data-lines="0"
        data-wakes="0"
        data-selected=""
        tabIndex={0}
        role="application"
        aria-roledescription="shape"
        aria-label={pictureName(shape, name)}
        aria-describedby="shape-keys"
      >
        {tip !== undefined && <PointerTip at={tip} facts={tip.facts} />}
      </div>
      <p id="shape-keys" className="visually-hidden">
        Up and Down walk the goroutines, Left and Right the wake-ups of one, [ goes to who woke it and ] to
        whom it woke, W and S zoom, A and D pan, 0 shows all of their lives. The table lists the same edges.
      </p>
      {problem !== '' && (
        <p className="shape-problem" role="alert">
          The picture could not be drawn whole: {problem}
        </p>
      )}
      <ShapeLegend states={states} />
    </>
  )
}

function factsAt({ shape }: ShapeCanvas, { hit }: ShapePointer): ShapeFacts | undefined {
  switch (hit.kind) {
    case 'line':
    case 'life':
      return factsOfLine(shape, hit.line)
    case 'wake':
      return factsOfWake(shape, hit.wake)
    case 'arc':
      return factsOfArc(shape, hit.down, hit.up)
    case 'nothing':
    case 'axis':
      return undefined
  }
}
