/** The part of WebAssembly that is used, where neither the DOM's types nor others declare it. */
declare namespace WebAssembly {
  /** A shared one: posted to another thread it is the same memory there. */
  class Memory {
    /** Sizes in pages of 64 KiB. @throws RangeError when there is no room */
    constructor(descriptor: { initial: number; maximum: number; shared: true })
    /** Another object after every growth, over the same bytes. */
    readonly buffer: SharedArrayBuffer
    /** @throws RangeError when there is no room */
    grow(pages: number): number
  }
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>)
  }
  class Global {
    value: number
  }
  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>)
    readonly exports: Readonly<Record<string, unknown>>
  }
}
