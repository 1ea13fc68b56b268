import { describe, expect, test } from 'vitest'
import { textOfUtf8 } from '../../../src/base/utf8-text'

const text = (...bytes: number[]): string => textOfUtf8(Uint8Array.from(bytes))

describe('texts out of bytes, as Go reads them', () => {
  test.each(['', 'main.main', 'größe', '日本語 — \u2028', '😀', '\ufffd', 'a\0b\r\n'])(
    '%j stays',
    (whole) => {
      expect(textOfUtf8(new TextEncoder().encode(whole))).toBe(whole)
    },
  )

  test('a byte order mark stays', () => {
    expect(text(0xef, 0xbb, 0xbf, 0x61)).toBe('\ufeffa')
  })

  // What fmt.Printf("%q", []rune(string(bytes))) prints in Go 1.27.
  test.each([
    ['a character that is cut', [0x61, 0xe6, 0x97], 'a\ufffd\ufffd'],
    ['a longer one that is cut, in the middle', [0xf0, 0x9f, 0x98, 0x61], '\ufffd\ufffd\ufffda'],
    ['bytes that never occur', [0xff, 0xfe, 0x20, 0x80], '\ufffd\ufffd \ufffd'],
    ['an overlong form', [0xc0, 0xaf, 0xe0, 0x80, 0xaf], '\ufffd\ufffd\ufffd\ufffd\ufffd'],
    ['half a surrogate pair', [0xed, 0xa0, 0x80, 0x62], '\ufffd\ufffd\ufffdb'],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80], '\ufffd\ufffd\ufffd\ufffd'],
    ['a good one after a bad one', [0xc3, 0xc3, 0xa9], '\ufffdé'],
  ])('%s: one sign for every byte', (_, bytes, expected) => {
    expect(text(...bytes)).toBe(expected)
  })
})
