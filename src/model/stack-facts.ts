import type { ColumnSpace } from './column-space'
import type { TraceTables } from './tables'
import { isWorldRestart } from './world-restart'

/** What rows need to know of each stack, found once a stack. */
export class StackFacts {
  /** By stack, of the first `count`: string index of its outermost function, 0 for none. */
  rootFunction: Uint32Array
  /** By stack: 1 no, 2 passes through restarting the world; 0 not looked at. */
  restartsWorld: Uint8Array

  private constructor(
    rootFunction: Uint32Array,
    restartsWorld: Uint8Array,
    private count: number,
    private readonly space: ColumnSpace,
  ) {
    this.rootFunction = rootFunction
    this.restartsWorld = restartsWorld
  }

  static in(space: ColumnSpace): StackFacts {
    return new StackFacts(space.uint32(256), space.uint8(256), 0, space)
  }

  /** Facts about all stacks that there are, found elsewhere. */
  static of(rootFunction: Uint32Array, restartsWorld: Uint8Array, space: ColumnSpace): StackFacts {
    return new StackFacts(rootFunction, restartsWorld, rootFunction.length, space)
  }

  get known(): number {
    return this.count
  }

  /** Looks at every stack of the tables. */
  findAll(tables: TraceTables): void {
    const { stacks } = tables
    if (stacks.count > this.rootFunction.length) {
      const length = Math.max(stacks.count, 2 * this.rootFunction.length)
      const roots = this.space.uint32(length)
      roots.set(this.rootFunction)
      this.rootFunction = roots
      const restarts = this.space.uint8(length)
      restarts.set(this.restartsWorld)
      this.restartsWorld = restarts
    }
    for (; this.count < stacks.count; this.count++) {
      this.rootFunction[this.count] = outermostFunction(tables, this.count)
      this.restartsWorld[this.count] = isWorldRestart(tables, this.count) ? 2 : 1
    }
  }

  rootOf(stack: number, tables: TraceTables): number {
    if (stack >= this.count) this.findAll(tables)
    return this.rootFunction[stack]
  }

  restarts(stack: number, tables: TraceTables): boolean {
    if (stack >= this.count) this.findAll(tables)
    return this.restartsWorld[stack] === 2
  }
}

function outermostFunction(tables: TraceTables, stack: number): number {
  const { stacks, frames } = tables
  const end = stacks.offset[stack + 1]
  return end === stacks.offset[stack] ? 0 : frames.functionName[stacks.frame[end - 1]]
}
