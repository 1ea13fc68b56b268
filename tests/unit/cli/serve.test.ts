import { describe, expect, it, vi } from 'vitest'
import { UsageError } from '../../../src/cli/command'
import { parseServeArguments } from '../../../src/cli/commands/serve'

vi.mock('../../../src/host/built-workers', () => ({ builtWorkers: {} }))

describe('parseServeArguments', () => {
  it('takes port, --no-open and files', () => {
    expect(parseServeArguments(['--port', '8080', '--no-open', 'a.trace', 'b.txt'])).toEqual({
      port: 8080,
      isBrowserWanted: false,
      files: ['a.trace', 'b.txt'],
    })
    expect(parseServeArguments([])).toEqual({ port: 0, isBrowserWanted: true, files: [] })
    expect(parseServeArguments(['--', '--odd']).files).toEqual(['--odd'])
  })

  it.each([
    ['--port', 'x'],
    ['--port', '65536'],
    ['--port', '-1'],
    ['--port', '1.5'],
    ['--port'],
    ['--host', '0.0.0.0'],
  ])('refuses %s %s', (...args) => expect(() => parseServeArguments(args)).toThrow(UsageError))
})
