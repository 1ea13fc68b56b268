import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { FindDto } from '../../../../src/contract/stretch-dto'
import type { FindState } from '../../../../src/renderer/features/timeline/navigation/find-hits'
import type { TimelineScene } from '../../../../src/renderer/features/timeline/scene/timeline-scene'

interface Asked {
  readonly params: { readonly ordinal?: number; readonly slices: number }
  answer(): void
}
const asked = vi.hoisted(() => [] as Asked[])
const total = 94
vi.mock('../../../../src/renderer/connection/call', () => ({
  call: (_method: string, params: Asked['params']) =>
    new Promise((resolve) => {
      const ordinal = params.ordinal ?? 0
      const hit = { kind: 'goroutine', ordinal, label: `hit ${ordinal}`, goroutine: 7, fromNs: 0, toNs: 1 }
      const found: FindDto = {
        total,
        isComplete: true,
        marks: [],
        ...(params.slices === 0 ? { hit } : {}),
      } as FindDto
      asked.push({ params, answer: () => resolve({ ok: true, value: found }) })
    }),
}))
vi.mock('../../../../src/renderer/state/idle', () => ({ whileBusy: <T>(work: T): T => work }))
vi.mock('../../../../src/renderer/data/go-to', () => ({ goToTimeline: () => undefined }))
const { FindHits } = await import('../../../../src/renderer/features/timeline/navigation/find-hits')

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

function newSearch(): { readonly hits: InstanceType<typeof FindHits>; readonly shown: FindState[] } {
  const scene = {
    source: { id: 'a' },
    wallClock: undefined,
    durationNs: 100,
    window: { fromNs: 0, toNs: 100 },
    findMarks: [],
    requestFrame: () => undefined,
    announce: () => undefined,
    moveToTime: () => undefined,
  }
  const shown: FindState[] = []
  return { hits: new FindHits(scene as unknown as TimelineScene, (state) => shown.push(state)), shown }
}

describe('stepping through hits', () => {
  beforeEach(() => asked.splice(0))

  it('ends at the last step, however the answers overtake each other', async () => {
    const { hits, shown } = newSearch()
    hits.search('main.main')
    asked[0]?.answer()
    await settled()
    void hits.step(1)
    asked[1]?.answer()
    await settled()
    expect(shown.at(-1)?.ordinal).toBe(0)
    void hits.step(1)
    void hits.step(1)
    expect(asked.slice(2).map(({ params }) => params.ordinal)).toEqual([1, 2])
    asked[3]?.answer()
    await settled()
    asked[2]?.answer()
    await settled()
    expect(shown.at(-1)?.ordinal).toBe(2)
    void hits.step(-1)
    expect(asked.at(-1)?.params.ordinal).toBe(1)
  })

  it('keeps the marks of a search that is answered behind the first step', async () => {
    const { hits, shown } = newSearch()
    hits.search('main.main')
    void hits.step(1)
    asked[0]?.answer()
    await settled()
    expect(shown.at(-1)?.total).toBe(total)
  })
})
