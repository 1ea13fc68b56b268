/** The steps of a path in columns: there may be a million of them. */
import { grownFloat64 } from '../../model/id-table'
import { grownUint8 } from '../../model/goroutine-columns'
import { grownUint32 } from '../../model/trace-tables'

export interface PathStep {
  /** Index into pathKinds. */
  readonly kind: number
  /** Goroutine index. */
  readonly goroutine: number
  readonly fromNs: number
  readonly toNs: number
  /** Span index, or NONE where the goroutine's row has none there. */
  readonly span: number
  readonly depth: number
  /** PathExit: how the path goes on behind it. */
  readonly exit: number
  /** woke, created: the runnable span of the woken or created; waited: the wait of this step's goroutine. */
  readonly exitSpan: number
}

const firstLength = 256

export class PathColumns {
  count = 0
  kind: Uint8Array = new Uint8Array(firstLength)
  exit: Uint8Array = new Uint8Array(firstLength)
  goroutine: Uint32Array = new Uint32Array(firstLength)
  span: Uint32Array = new Uint32Array(firstLength)
  depth: Uint32Array = new Uint32Array(firstLength)
  exitSpan: Uint32Array = new Uint32Array(firstLength)
  fromNs: Float64Array = new Float64Array(firstLength)
  toNs: Float64Array = new Float64Array(firstLength)

  add(step: PathStep): void {
    if (this.count === this.kind.length) this.widen()
    const at = this.count++
    this.kind[at] = step.kind
    this.exit[at] = step.exit
    this.goroutine[at] = step.goroutine
    this.span[at] = step.span
    this.depth[at] = step.depth
    this.exitSpan[at] = step.exitSpan
    this.fromNs[at] = step.fromNs
    this.toNs[at] = step.toNs
  }

  /** From back in time to forward. */
  reverse(): void {
    const { count } = this
    this.kind = this.kind.subarray(0, count).reverse()
    this.exit = this.exit.subarray(0, count).reverse()
    this.goroutine = this.goroutine.subarray(0, count).reverse()
    this.span = this.span.subarray(0, count).reverse()
    this.depth = this.depth.subarray(0, count).reverse()
    this.exitSpan = this.exitSpan.subarray(0, count).reverse()
    this.fromNs = this.fromNs.subarray(0, count).reverse()
    this.toNs = this.toNs.subarray(0, count).reverse()
  }

  private widen(): void {
    this.kind = grownUint8(this.kind)
    this.exit = grownUint8(this.exit)
    this.goroutine = grownUint32(this.goroutine)
    this.span = grownUint32(this.span)
    this.depth = grownUint32(this.depth)
    this.exitSpan = grownUint32(this.exitSpan)
    this.fromNs = grownFloat64(this.fromNs)
    this.toNs = grownFloat64(this.toNs)
  }
}
