import { describe, expect, it } from 'vitest'
import { csvField } from '../../../../src/renderer/data/csv'
import { markdownText, nameForFile, tableText } from '../../../../src/renderer/data/table-text'

const table = {
  name: 'Waits of goroutine 18',
  header: ['place', 'total ns', 'longest ns'],
  rows: [
    ['main.(*queue).pop | x_y', 12_345_678_901, null],
    ['=HYPERLINK("http://x")', -3, 0.5],
  ],
} as const

describe('a table as text', () => {
  it('is CSV with exact figures and no formula', () => {
    expect(tableText(table, 'csv')).toBe(
      'place,total ns,longest ns\r\n' +
        'main.(*queue).pop | x_y,12345678901,\r\n' +
        '"\'=HYPERLINK(""http://x"")",-3,0.5\r\n',
    )
  })

  it('is JSON of one object a row, what is not known null', () => {
    expect(JSON.parse(tableText(table, 'json'))).toEqual([
      { place: 'main.(*queue).pop | x_y', 'total ns': 12_345_678_901, 'longest ns': null },
      { place: '=HYPERLINK("http://x")', 'total ns': -3, 'longest ns': 0.5 },
    ])
    expect(JSON.parse(tableText({ ...table, rows: [] }, 'json'))).toEqual([])
  })

  it('loses no column of JSON when two have one name', () => {
    const twice = { name: 'dumps', header: ['count', 'count'], rows: [[1, 2]] }
    expect(JSON.parse(tableText(twice, 'json'))).toEqual([{ count: 1, 'count (2)': 2 }])
  })

  it('keeps a name of JSON that means something to objects', () => {
    const odd = { name: 'odd', header: ['__proto__'], rows: [['x']] }
    expect(tableText(odd, 'json')).toBe('[\n  {"__proto__":"x"}\n]\n')
  })

  it('is a Markdown table whose texts stay texts and whose figures stand at the right', () => {
    expect(tableText(table, 'markdown')).toBe(
      '| place | total ns | longest ns |\n' +
        '|---|---:|---:|\n' +
        '| main.(\\*queue).pop \\| x\\_y | 12345678901 |  |\n' +
        '| =HYPERLINK("http:\\//x") | -3 | 0.5 |\n',
    )
  })
})

describe('a text from a file', () => {
  it('never begins a formula, behind a space or in wide letters either', () => {
    for (const text of ['=1', '+1', '-1', '@x', ' =1', '\t=1', '\r=1', '＝1', '＠x'])
      expect(csvField(text).replace(/^"/, '')).toMatch(/^'/)
  })

  it('is quoted where some spreadsheet would cut it', () => {
    expect(csvField('a"b')).toBe('"a""b"')
    expect(csvField('a\nb')).toBe('"a\nb"')
    expect(csvField('a;=b')).toBe('"a;=b"')
    expect(csvField(-5)).toBe('-5')
  })

  it('has no markup, no HTML and no end of a cell in Markdown', () => {
    expect(markdownText('<img src=x onerror=a>')).toBe('\\<img src=x onerror=a\\>')
    expect(markdownText('[a](javascript:b)')).toBe('\\[a\\](javascript:b)')
    expect(markdownText('a|b\n| c')).toBe('a\\|b \\| c')
    expect(markdownText('&lt;')).toBe('\\&lt;')
  })

  it('names a file', () => {
    expect(nameForFile('Waits of goroutine 18')).toBe('waits-of-goroutine-18')
    expect(nameForFile('../..\\x:y')).toBe('x-y')
    expect(nameForFile('***')).toBe('table')
  })
})
