import type { TraceTables } from './tables'

/** Reasons of runnable spans, by what began them. Their indices are these, behind '' (index 0). */
export const RunnableReason = { created: 1, unblocked: 2, unblockedByNetwork: 3, syscallExit: 4 } as const
const firstReasons = ['', 'created', 'unblocked', 'unblocked by network', 'syscall exit'] as const
/** Reason indices are bytes: texts beyond that share this one. */
const reasonOther = 'another reason'
const mostReasons = 255

/** The reasons of spans: every text once. */
export class SpanReasons {
  readonly texts: string[] = [...firstReasons]
  private readonly byText = new Map<string, number>(firstReasons.map((text, index) => [text, index]))

  /** @param byString by string index: reason index + 1, 0 when not looked up yet. */
  constructor(private byString: Uint16Array) {}

  get column(): Uint16Array {
    return this.byString
  }

  /** Looks strings up beforehand, in their order, so that any thread knows their indices (strings are indices). */
  plan(strings: Iterable<number>, tables: TraceTables, wider: (length: number) => Uint16Array): void {
    if (tables.strings.count > this.byString.length) {
      const column = wider(tables.strings.count)
      column.set(this.byString)
      this.byString = column
    }
    for (const string of strings) this.ofString(string, tables)
  }

  /** The reason that a string stands for. */
  ofString(string: number, tables: TraceTables): number {
    if (string >= this.byString.length) {
      const wider = new Uint16Array(Math.max(string + 1, 2 * this.byString.length))
      wider.set(this.byString)
      this.byString = wider
    }
    const known = this.byString[string]
    if (known !== 0) return known - 1
    const index = this.indexOf(tables.strings.get(string))
    this.byString[string] = index + 1
    return index
  }

  private indexOf(text: string): number {
    const known = this.byText.get(text)
    if (known !== undefined) return known
    if (this.texts.length === mostReasons && text !== reasonOther) return this.indexOf(reasonOther)
    this.texts.push(text)
    this.byText.set(text, this.texts.length - 1)
    return this.texts.length - 1
  }
}
