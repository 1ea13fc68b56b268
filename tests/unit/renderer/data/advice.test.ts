import { describe, expect, it } from 'vitest'
import type { ApiErrorCode } from '../../../../src/contract/errors'
import { adviceFor } from '../../../../src/renderer/data/advice'

const codes: Readonly<Record<ApiErrorCode | 'unreachable' | 'refused', true>> = {
  'bad-request': true,
  'unknown-method': true,
  'unknown-source': true,
  'not-ready': true,
  'not-found': true,
  'file-missing': true,
  'file-is-folder': true,
  'file-no-permission': true,
  'file-changed': true,
  'file-unreadable': true,
  'not-readable': true,
  unsupported: true,
  'over-budget': true,
  cancelled: true,
  'worker-died': true,
  bug: true,
  unreachable: true,
  refused: true,
}

describe('adviceFor', () => {
  it.each(Object.keys(codes) as (keyof typeof codes)[])('says what to do next after %s', (code) => {
    expect(adviceFor({ code })).toMatch(/^[A-Z].*[.?]$/)
  })
})
