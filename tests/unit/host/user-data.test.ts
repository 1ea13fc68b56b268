import { describe, expect, it } from 'vitest'
import { shortenFolder, userDataFolder } from '../../../src/host/user-data'

describe('userDataFolder', () => {
  it('follows the habits of the system', () => {
    expect(userDataFolder({}, 'linux', '/home/ada')).toBe('/home/ada/.config/marey')
    expect(userDataFolder({ XDG_CONFIG_HOME: '/etc/ada' }, 'linux', '/home/ada')).toBe('/etc/ada/marey')
    expect(userDataFolder({ XDG_CONFIG_HOME: 'relative' }, 'linux', '/home/ada')).toBe(
      '/home/ada/.config/marey',
    )
    expect(userDataFolder({}, 'darwin', '/Users/ada')).toBe('/Users/ada/Library/Application Support/Marey')
  })

  it("takes a folder of one's own", () => {
    expect(userDataFolder({ MAREY_USER_DATA: '/tmp/x' }, 'linux', '/home/ada')).toBe('/tmp/x')
  })
})

describe('shortenFolder', () => {
  it('writes ~ for home, and only for home itself', () => {
    expect(shortenFolder('/home/ada/traces', '/home/ada')).toBe('~/traces')
    expect(shortenFolder('/home/ada', '/home/ada')).toBe('~')
    expect(shortenFolder('/home/adam/traces', '/home/ada')).toBe('/home/adam/traces')
  })

  it('leaves out the middle of what is long', () => {
    const text = shortenFolder(`/srv/${'deep/'.repeat(40)}last`, '/home/ada')
    expect(text.length).toBeLessThanOrEqual(60)
    expect(text).toMatch(/^\/srv.*….*\/last$/)
  })
})
