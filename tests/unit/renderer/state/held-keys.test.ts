import { describe, expect, it } from 'vitest'
import { HeldKeys } from '../../../../src/renderer/state/held-keys'

/** Total pan of holding D for `ms`, in steps of `stepMs`. */
function panAfter(ms: number, stepMs: number): number {
  const held = new HeldKeys()
  held.press('KeyD')
  let total = 0
  for (let at = 0; at < ms; at += stepMs) total += held.step(stepMs, false).pan
  return total
}

describe('held keys', () => {
  it('move by elapsed time, not by the number of frames', () => {
    expect(panAfter(600, 10)).toBeCloseTo(panAfter(600, 40), 6)
  })

  it('cap the step after a stall', () => {
    const held = new HeldKeys()
    held.press('KeyD')
    const stalled = held.step(5000, false).pan
    const other = new HeldKeys()
    other.press('KeyD')
    expect(stalled).toBeCloseTo(other.step(50, false).pan, 9)
  })

  it('move a little for a tap that is shorter than a frame, then stop', () => {
    const held = new HeldKeys()
    held.press('KeyW')
    held.release('KeyW')
    expect(held.isMoving).toBe(true)
    let zoom = 1
    for (let frame = 0; frame < 20 && held.isMoving; frame++) zoom *= held.step(16, true).zoom
    expect(held.isMoving).toBe(false)
    expect(zoom).toBeGreaterThan(1.1)
    expect(zoom).toBeLessThan(1.3)
  })

  it('go four times as fast with Shift, in both directions alike', () => {
    const slow = new HeldKeys()
    slow.press('KeyA')
    const fast = new HeldKeys()
    fast.press('KeyA')
    fast.setFast(true)
    expect(fast.step(16, false).pan).toBeCloseTo(4 * slow.step(16, false).pan, 9)
    const out = new HeldKeys()
    out.press('KeyS')
    const into = new HeldKeys()
    into.press('KeyW')
    expect(out.step(16, false).zoom * into.step(16, false).zoom).toBeCloseTo(1, 9)
  })

  it('are let go of all at once', () => {
    const held = new HeldKeys()
    held.press('KeyW')
    held.press('KeyD')
    held.releaseAll()
    expect(held.isMoving).toBe(false)
    expect(held.step(16, false)).toEqual({ zoom: 1, pan: 0 })
  })
})
