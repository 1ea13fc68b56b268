import { afterEach, describe, expect, it, vi } from 'vitest'
import { SceneCamera } from '../../../../src/renderer/features/timeline/scene/scene-camera'
import { ViewportStore } from '../../../../src/renderer/state/viewport'

const motion = vi.hoisted(() => ({ isReduced: false }))
vi.mock('../../../../src/renderer/state/theme', () => ({ isMotionReduced: () => motion.isReduced }))

function cameraOn(window: { fromNs: number; toNs: number }) {
  const viewport = new ViewportStore()
  viewport.set({ ...window, scrollPx: 0 })
  const seen: number[] = []
  viewport.subscribe(({ toNs }) => seen.push(toNs))
  const camera = new SceneCamera(
    viewport,
    () => ({ durationNs: 10_000, maximumScrollPx: 0, zoomCenterNs: 5_000 }),
    () => undefined,
  )
  return { camera, seen, window: () => camera.window }
}

describe('moves of the timeline', () => {
  afterEach(() => {
    motion.isReduced = false
  })

  it('take about a tenth of a second, in steps', () => {
    const { camera, seen, window } = cameraOn({ fromNs: 0, toNs: 1_000 })
    camera.moveTo({ fromNs: 0, toNs: 9_000 })
    expect(seen).toEqual([])
    let nowMs = 1_000
    while (camera.step((nowMs += 16)) && nowMs < 2_000);
    expect(nowMs - 1_000).toBeLessThanOrEqual(120)
    expect(seen.length).toBeGreaterThan(3)
    expect(window()).toEqual({ fromNs: 0, toNs: 9_000 })
  })

  it('are made at once where motion is unwanted', () => {
    motion.isReduced = true
    const { camera, seen, window } = cameraOn({ fromNs: 0, toNs: 1_000 })
    camera.moveTo({ fromNs: 0, toNs: 9_000 })
    expect(seen).toEqual([9_000])
    expect(camera.step(1_016)).toBe(false)
    expect(window()).toEqual({ fromNs: 0, toNs: 9_000 })
  })
})
