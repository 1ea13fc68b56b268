/**
 * The few globals that every runtime of ours has (Node, workers, pages), declared here because neutral rooms
 * compile without DOM and Node types.
 */
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(input?: ArrayBufferView | ArrayBuffer, options?: { stream?: boolean }): string
}
/** Base64 to a text with one character per byte. */
declare function atob(text: string): string
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>
}
