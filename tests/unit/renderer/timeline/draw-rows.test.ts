import { describe, expect, it } from 'vitest'
import type { RowDto, RowKind } from '../../../../src/contract/rows-dto'
import type { Shape } from '../../../../src/picture/draw-list'
import { darkPalette } from '../../../../src/picture/palette'
import { drawGutter } from '../../../../src/renderer/features/timeline/drawing/draw-rows'
import { layOutTimeline } from '../../../../src/renderer/features/timeline/scene/timeline-geometry'

function textsOf(kind: RowKind, label: string, detail: string): readonly string[] {
  const row: RowDto = {
    key: `${kind}:0`,
    kind,
    depth: 0,
    label,
    detail,
    isExpandable: true,
    isExpanded: false,
  }
  const out: Shape[] = []
  const geometry = layOutTimeline(800, 600, 0)
  drawGutter(
    {
      geometry,
      palette: darkPalette,
      rows: [{ row, topPx: 0, pitchPx: 21, bodyPx: 18, isSticky: false, index: 0 }],
      window: { fromNs: 0, toNs: 1 },
      box: geometry.rows,
      scrollPx: 0,
      focusedKey: '',
      hoveredKey: '',
      isSelected: () => false,
      isPinned: () => false,
      detailOf: () => '',
      measure: (text) => text.length * 6,
    },
    out,
  )
  return out.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []))
}

describe('the label of a row', () => {
  const long = 'net/http.(*persistConnection).readLoop'

  it('is cut before the size of its group is left out', () => {
    const [text, count] = textsOf('group', long, '1\u2009339')
    expect(text).toMatch(/^\(\*persist.*…$/)
    expect(count).toBe('1\u2009339')
  })

  it('stands whole beside its detail where there is room for both', () => {
    expect(textsOf('group', 'main.main', '1')).toEqual(['main.main', '1'])
  })

  it('of anything else takes the room of its detail', () => {
    expect(textsOf('goroutine', long, 'net/http.(*Transport).dialConn')).toHaveLength(1)
  })
})
