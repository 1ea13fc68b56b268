import { describe, expect, it } from 'vitest'
import { Cursor } from '../../../../src/renderer/features/timeline/scene/cursor'

const view = (hoverNs?: number) => ({ hoverNs, window: { fromNs: 100, toNs: 200 } })

describe('Cursor', () => {
  it('is the pointer, the cursor, or the middle: whichever moved last and is in sight', () => {
    const cursor = new Cursor()
    expect(cursor.instantNs(view())).toBe(150)
    expect(cursor.instantNs(view(120))).toBe(120)
    cursor.set(180)
    expect(cursor.instantNs(view(120))).toBe(180)
    cursor.pointerMoved(false)
    expect(cursor.instantNs(view(121))).toBe(121)
    expect(cursor.instantNs(view())).toBe(180)
    cursor.set(999)
    expect(cursor.instantNs(view(121))).toBe(121)
  })

  it('steps from where it stands and stays in the window', () => {
    const cursor = new Cursor()
    expect(cursor.step(10, view())).toBe(160)
    expect(cursor.step(10, view())).toBe(170)
    expect(cursor.step(1e6, view())).toBe(200)
    expect(cursor.step(-1e6, view())).toBe(100)
  })

  it('is asked by Enter only after it was moved, or with the pointer on the axis', () => {
    const cursor = new Cursor()
    expect(cursor.isAsking).toBe(false)
    cursor.step(1, view())
    expect(cursor.isAsking).toBe(true)
    cursor.objectChosen()
    expect(cursor.isAsking).toBe(false)
    cursor.pointerMoved(true)
    expect(cursor.isAsking).toBe(true)
    cursor.pointerMoved(false)
    expect(cursor.isAsking).toBe(false)
  })
})
