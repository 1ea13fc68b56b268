/**
 * The frame that carries bulk answers: u32 little-endian length of a JSON head, the head, then one section per
 * column, each at an 8-byte boundary. The head names type, offset and length of every column, so the reader makes
 * views without copying.
 */
export type Column =
  | Uint8Array<ArrayBufferLike>
  | Uint16Array<ArrayBufferLike>
  | Uint32Array<ArrayBufferLike>
  | Int32Array<ArrayBufferLike>
  | Float32Array<ArrayBufferLike>
  | Float64Array<ArrayBufferLike>

export interface Frame<Head> {
  readonly head: Head
  readonly columns: Readonly<Record<string, Column>>
}

const constructors = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const
type ColumnType = keyof typeof constructors

interface Layout {
  readonly type: ColumnType
  readonly offset: number
  readonly length: number
}

function typeOf(column: Column): ColumnType {
  for (const [type, constructor] of Object.entries(constructors)) {
    if (column instanceof constructor) return type as ColumnType
  }
  throw new TypeError('not a column')
}

const align = (offset: number): number => (offset + 7) & ~7

/** One buffer with head and columns, ready to be sent. */
export function encodeFrame<Head>(frame: Frame<Head>): Uint8Array<ArrayBuffer> {
  const layouts: Record<string, Layout> = {}
  let size = 0
  for (const [name, column] of Object.entries(frame.columns)) {
    size = align(size)
    layouts[name] = { type: typeOf(column), offset: size, length: column.length }
    size += column.byteLength
  }
  const head = new TextEncoder().encode(JSON.stringify({ head: frame.head, columns: layouts }))
  const base = align(4 + head.byteLength)
  const bytes = new Uint8Array(base + size)
  new DataView(bytes.buffer).setUint32(0, head.byteLength, true)
  bytes.set(head, 4)
  for (const [name, column] of Object.entries(frame.columns)) {
    const raw = new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
    bytes.set(raw, base + (layouts[name] as Layout).offset)
  }
  return bytes
}

/**
 * Views over `buffer`, no copies.
 * @throws RangeError when a section lies outside the buffer.
 */
export function decodeFrame<Head>(buffer: ArrayBuffer): Frame<Head> {
  const headLength = new DataView(buffer).getUint32(0, true)
  if (4 + headLength > buffer.byteLength) throw new RangeError('frame head is longer than the frame')
  const text = new TextDecoder().decode(new Uint8Array(buffer, 4, headLength))
  const parsed = JSON.parse(text) as { head: Head; columns: Record<string, Layout> }
  const base = align(4 + headLength)
  const columns: Record<string, Column> = {}
  for (const [name, layout] of Object.entries(parsed.columns)) {
    columns[name] = new constructors[layout.type](buffer, base + layout.offset, layout.length)
  }
  return { head: parsed.head, columns }
}
