import { describe, expect, it } from 'vitest'
import { ownedBuffers } from '../../../src/host/transferables'

describe('ownedBuffers', () => {
  it('finds whole buffers at any depth, each once', () => {
    const a = new Float64Array(4)
    const b = new Uint8Array(9)
    const value = { a, again: { a }, list: [{ b }], map: new Map([['c', new Uint32Array(2)]]) }
    expect(ownedBuffers(value)).toHaveLength(3)
    expect(ownedBuffers(value)).toContain(a.buffer)
  })

  it('leaves shared buffers and views of a part to be copied', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(8))
    const part = new Uint8Array(64).subarray(0, 8)
    expect(ownedBuffers({ shared, part, text: ['a', 'b'], none: null, number: 1 })).toEqual([])
  })

  it('ends on a cycle', () => {
    const value: Record<string, unknown> = { column: new Uint8Array(1) }
    value['self'] = value
    expect(ownedBuffers(value)).toHaveLength(1)
  })

  it('answers a list that structuredClone accepts', () => {
    const value = { column: new Float64Array([1, 2]) }
    const moved = structuredClone(value, { transfer: ownedBuffers(value) })
    expect([...moved.column]).toEqual([1, 2])
    expect(value.column.length).toBe(0)
  })
})
