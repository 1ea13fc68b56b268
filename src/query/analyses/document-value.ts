/** What documents of figures are made of. */

/** JSON with exact integers: bigint stands for digits beyond 2^53. `undefined` fields are left out. */
export type DocumentValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | readonly DocumentValue[]
  | DocumentList
  | { readonly [key: string]: DocumentValue }
export type DocumentObject = Record<string, DocumentValue>

/** A list whose elements are made when they are asked for: a trace may have millions of goroutines. */
export class DocumentList implements Iterable<DocumentValue> {
  constructor(
    readonly length: number,
    private readonly elements: () => Iterator<DocumentValue>,
  ) {}

  [Symbol.iterator](): Iterator<DocumentValue> {
    return this.elements()
  }
}
