import { describe, expect, it } from 'vitest'
import { budgetFor, readMemoryFacts } from '../../../src/host/memory-budget'

const gib = 1024 ** 3
const machine = { freeBytes: 8 * gib, totalBytes: 16 * gib, constrainedBytes: 0, residentBytes: gib }

describe('budgetFor', () => {
  it('leaves a part of what is free', () => {
    const budget = budgetFor(machine, 0)
    expect(budget).toBeGreaterThan(5 * gib)
    expect(budget).toBeLessThan(6 * gib)
  })

  it('heeds the limit of a container', () => {
    expect(budgetFor({ ...machine, constrainedBytes: 2 * gib }, 0)).toBeLessThan(gib)
    // "No limit" is reported as a number beyond the machine's memory.
    expect(budgetFor({ ...machine, constrainedBytes: 2 ** 60 }, 0)).toBe(budgetFor(machine, 0))
  })

  it('heeds what the system calls available', () => {
    expect(budgetFor({ ...machine, availableBytes: gib }, 0)).toBeLessThan(gib)
  })

  it('takes off what loading files were promised, never below nothing', () => {
    expect(budgetFor(machine, gib)).toBe(budgetFor(machine, 0) - gib)
    expect(budgetFor(machine, 100 * gib)).toBe(0)
    expect(budgetFor({ ...machine, freeBytes: 1000 }, 0)).toBe(0)
  })

  it('knows this machine', () => {
    const facts = readMemoryFacts()
    expect(facts.totalBytes).toBeGreaterThan(0)
    expect(facts.freeBytes).toBeLessThanOrEqual(facts.totalBytes)
    expect(facts.residentBytes).toBeGreaterThan(1 << 20)
  })
})
