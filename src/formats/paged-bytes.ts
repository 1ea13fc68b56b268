/**
 * Bytes that grow: pages instead of one array, so that nothing large is ever copied to grow it.
 */
import { sourceFromReads } from '../base/byte-source'
import type { ByteSource } from '../base/byte-source'

const pageBytes = 4 * 1024 * 1024

export class PagedBytes {
  readonly #pages: Uint8Array[] = []
  #used = 0
  #length = 0

  get byteLength(): number {
    return this.#length
  }

  append(bytes: Uint8Array): void {
    let from = 0
    while (from < bytes.length) {
      let page = this.#pages.at(-1)
      if (page === undefined || this.#used === page.length) {
        page = new Uint8Array(pageBytes)
        this.#pages.push(page)
        this.#used = 0
      }
      const size = Math.min(bytes.length - from, page.length - this.#used)
      page.set(bytes.subarray(from, from + size), this.#used)
      this.#used += size
      from += size
    }
    this.#length += bytes.length
  }

  /** The bytes so far, as a source. Reads within a page (4 MiB) are views, others are copies. */
  toSource(): ByteSource {
    const pages = this.#pages.slice()
    const byteLength = this.#length
    const last = pages.at(-1)
    // A small file must not keep a whole page.
    if (last !== undefined) pages[pages.length - 1] = last.slice(0, this.#used)
    return sourceFromReads(byteLength, (offset, length) => {
      const from = Math.min(Math.max(offset, 0), byteLength)
      const to = Math.min(from + length, byteLength)
      if (to <= from) return new Uint8Array(0)
      const first = Math.floor(from / pageBytes)
      if (Math.floor((to - 1) / pageBytes) === first) {
        return pages[first].subarray(from - first * pageBytes, to - first * pageBytes)
      }
      const joined = new Uint8Array(to - from)
      for (let at = from; at < to;) {
        const index = Math.floor(at / pageBytes)
        const part = pages[index].subarray(
          at - index * pageBytes,
          Math.min(to - index * pageBytes, pageBytes),
        )
        joined.set(part, at - from)
        at += part.length
      }
      return joined
    })
  }
}
