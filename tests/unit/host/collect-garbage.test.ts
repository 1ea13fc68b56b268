import { setImmediate } from 'node:timers/promises'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { collectGarbage } from '../../../src/host/collect-garbage'

function forgotten(): WeakRef<object> {
  return new WeakRef({ nobody: 'holds it' })
}

test('what nothing refers to is gone at once, and nothing else has changed', async () => {
  const held = { somebody: 'holds it' }
  const heldRef = new WeakRef(held)
  const ref = forgotten()
  // Until the end of this turn a WeakRef keeps what it was made of.
  await setImmediate()
  collectGarbage()
  expect(ref.deref()).toBeUndefined()
  expect(heldRef.deref()).toBe(held)
  expect(runInNewContext('typeof gc')).toBe('undefined')
})
