/**
 * The names of a trace as a thread has them that orders a part of it: complete, and not to be added to. What is missing
 * shows that the part cannot be ordered on its own.
 */
import type { GrowableIdTable } from '../../../model/id-table'
import { NONE } from '../../../model/states'
import type { IdValues, InternedIds, StringTable } from '../../../model/tables'

/** An event names what was not foreseen. */
export class UnforeseenError extends Error {
  override readonly name = 'UnforeseenError'
}

export class KnownIds implements InternedIds {
  constructor(private readonly table: GrowableIdTable) {}

  get count(): number {
    return this.table.count
  }
  get ids(): IdValues {
    return this.table.ids
  }
  get pages(): InternedIds['pages'] {
    return this.table.pages
  }

  indexOf(id: number): number {
    return this.table.indexOf(id)
  }

  /** @throws UnforeseenError */
  intern(id: number): number {
    const index = this.table.indexOf(id)
    if (index === NONE) throw new UnforeseenError(`id ${id}`)
    return index
  }
}

export class KnownStrings implements StringTable {
  private readonly indexOf: ReadonlyMap<string, number>
  private readonly textOf: ReadonlyMap<number, string>

  constructor(strings: readonly (readonly [index: number, text: string])[]) {
    this.textOf = new Map(strings)
    this.indexOf = new Map(strings.map(([index, text]) => [text, index]))
  }

  get count(): number {
    return this.textOf.size
  }

  /** @throws UnforeseenError */
  get(index: number): string {
    const text = this.textOf.get(index)
    if (text === undefined) throw new UnforeseenError(`string ${index}`)
    return text
  }

  /** @throws UnforeseenError */
  intern(text: string): number {
    const index = this.indexOf.get(text)
    if (index === undefined) throw new UnforeseenError(text)
    return index
  }
}
