import { describe, expect, it } from 'vitest'
import { recipeGroups } from '../../../../src/renderer/features/recording/recipes'

const recipes = recipeGroups.flatMap((group) => group.recipes)

describe('recipes', () => {
  it('cover every kind of file', () => {
    const all = recipes.map(({ code }) => code).join('\n')
    for (const word of [
      '/debug/pprof/trace',
      'goroutine?debug=2',
      'NewFlightRecorder',
      'kill -QUIT',
      'GOTRACEBACK=all',
      '/debug/pprof/profile',
      '/debug/pprof/mutex',
      '-race',
      'GODEBUG=gctrace=1',
    ])
      expect(all).toContain(word)
  })

  it('have titles of their own, and addresses in quotes: a shell would read ? and & itself', () => {
    expect(new Set(recipes.map(({ title, code }) => `${title} ${code}`)).size).toBe(recipes.length)
    for (const { code } of recipes)
      for (const line of code.split('\n'))
        for (const [address] of line.matchAll(/\S*https?:\/\/\S+/g)) expect(address).toMatch(/^'.*';?$/)
  })

  it('name files that Marey knows by their content, not the machine they come from', () => {
    for (const { code } of recipes) expect(code).not.toMatch(/\d+\.\d+\.\d+\.\d+/)
  })
})
