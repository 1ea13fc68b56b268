/** What is selected in the file of a scene, with the facts of a selected span once they are here. */
import { call } from '../../connection/call'
import { whileBusy } from '../../state/idle'
import { selectionOf, subscribeSelection } from '../../state/places'
import type { Selection } from '../../state/selection'
import type { SourceId } from '../../../contract/sources'
import type { RowDto, SpanDto } from '../../../contract/trace-dto'

export class SceneSelection {
  /** Set by whoever selects a span whose facts are known already. */
  span: SpanDto | undefined
  private request: AbortController | undefined
  private readonly stop: () => void

  constructor(
    private readonly source: SourceId,
    private readonly onChange: () => void,
  ) {
    this.stop = subscribeSelection(source, (selection) => this.follow(selection))
  }

  get current(): Selection {
    return selectionOf(this.source)
  }

  follow(selection: Selection): void {
    this.request?.abort()
    this.request = undefined
    if (selection.kind !== 'span') this.span = undefined
    else if (this.span?.goroutine.id !== selection.goroutine || this.span.startNs !== selection.startNs) {
      this.span = undefined
      void this.load(selection.goroutine, selection.startNs)
    }
    this.onChange()
  }

  private async load(goroutine: number, startNs: number): Promise<void> {
    const request = new AbortController()
    this.request = request
    const answer = await whileBusy(
      call('trace/span', { source: this.source, goroutine, startNs }, request.signal),
    )
    if (request.signal.aborted || !answer.ok) return
    this.span = answer.value
    this.onChange()
  }

  isOf(row: RowDto): boolean {
    const selection = this.current
    switch (selection.kind) {
      case 'goroutine':
      case 'span':
        return row.key === `goroutine:${selection.goroutine}`
      case 'proc':
        return row.key === `proc:${selection.processor}`
      case 'thread':
        return row.key === `thread:${selection.thread}`
      case 'task':
        return row.key === `task:${selection.task}`
      case 'none':
      case 'range':
      case 'region':
      case 'note':
        return false
    }
  }

  dispose(): void {
    this.stop()
    this.request?.abort()
  }
}
