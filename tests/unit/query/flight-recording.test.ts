import { describe, expect, it } from 'vitest'
import { isFlightRecording } from '../../../src/query/flight-recording'
import { drawTrace } from '../support/draw-trace'
import { fixtureNames, fixtureTrace } from '../support/fixture-trace'

const recorded = fixtureNames(/^flight[12]-/)
const usual = fixtureNames(
  /^(restart[12]|long|tiny|killed|single|gcheavy|flight-and-usual-usual|many10k|timers)-go1\.(19|22|2[5-7])/,
)

describe('whether a file is a snapshot of a flight recorder', () => {
  it.each(recorded)('%s is', async (name) => {
    expect(isFlightRecording(await fixtureTrace(name))).toBe(true)
  })

  it.each(usual)('%s is not, whatever its first generation', async (name) => {
    expect(isFlightRecording(await fixtureTrace(name))).toBe(false)
  })

  it('is not said of a snapshot that begins where a usual trace was started', async () => {
    for (const name of fixtureNames(/^flight-and-usual-flight-/))
      expect(isFlightRecording(await fixtureTrace(name))).toBe(false)
  })

  it('is not said of a file whose begin is lost', async () => {
    const trace = await fixtureTrace('flight2-go1.27.trace')
    const lost = { code: 'lost', message: 'lost', count: 1, isLoss: true, fromNs: 0, toNs: 10 }
    expect(
      isFlightRecording({ ...trace, warnings: [...trace.warnings, lost] as typeof trace.warnings }),
    ).toBe(false)
  })

  it('needs nothing that a trace may lack', () => {
    expect(isFlightRecording(drawTrace(['g1 main.main RRRR']))).toBe(false)
  })
})
