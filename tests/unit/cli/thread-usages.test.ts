import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { threadCommands } from '../../../src/cli/thread-commands'
import { threadUsages } from '../../../src/cli/thread-usages'

describe('what the main thread knows of the commands', () => {
  it('are the commands that the thread has, in their order', () => {
    expect(threadUsages.map(({ name }) => name)).toEqual(threadCommands.map(({ name }) => name))
    for (const [at, usage] of threadUsages.entries()) expect(threadCommands[at]).toMatchObject(usage)
  })

  it('does not bring the engine along', () => {
    const folder = join(import.meta.dirname, '../../../src/cli/usage')
    const allowed = new Set(['../command', '../parse-options'])
    for (const file of readdirSync(folder)) {
      const imports = [...readFileSync(join(folder, file), 'utf8').matchAll(/from '([^']+)'/g)]
      expect(imports.map(([, name = '']) => name).filter((name) => !allowed.has(name))).toEqual([])
    }
  })
})
