/** Where the goroutine was started: the stack of its `go` statement. */
import type { ReactNode } from 'react'
import type { GoroutineDto } from '../../../contract/goroutine-dto'
import { isRuntimeFrame, runtimeFramesText } from '../../data/names'
import { StackList } from '../../widgets/stack-list'

export function CreationStack({ goroutine }: { readonly goroutine: GoroutineDto }): ReactNode {
  if (goroutine.creationStack.length === 0) return null
  return (
    <section className="goroutine-section">
      <h2>Created at</h2>
      <StackList
        label="Stack of its creation"
        frames={goroutine.creationStack}
        isFolded={isRuntimeFrame}
        foldedText={runtimeFramesText}
      />
    </section>
  )
}
