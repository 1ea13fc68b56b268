/**
 * The draw list as an SVG document that stands alone: same geometry, patterns as SVG patterns, no scripts.
 */
import { assertUnreachable } from '../base/assert'
import { toCss, type Rgba } from './color'
import { fontFamilies } from './canvas2d-writer'
import {
  edgeFromPx,
  joinedStyle,
  rectangleStyles,
  type DrawList,
  type RectangleLayer,
  type RectangleStyle,
  type Shape,
} from './draw-list'
import { isInked, patternMinimumHeightPx, patternMinimumWidthPx, patternPeriodPx } from './patterns'
import { newDeviceRectangle, patternPhase, placeRectangle } from './rectangle-geometry'

function escapeXml(text: string): string {
  // Control characters other than tab and line ends are not allowed in XML at all.
  const allowed = [...text].filter((letter) => letter >= ' ' || /[\t\n\r]/.test(letter)).join('')
  return allowed
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

const number = (value: number): string => String(Math.round(value * 100) / 100)

const rect = (x: number, y: number, width: number, height: number, fill: string): string =>
  `<rect x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}" fill="${fill}"/>`

/** A complete document. `title` is its accessible name. */
export function writeSvg(list: DrawList, title: string): string {
  const styles = rectangleStyles(list.palette)
  const definitions: string[] = []
  const body: string[] = [rect(0, 0, list.widthPx, list.heightPx, toCss(list.palette.background))]
  list.layers.forEach((layer, layerIndex) => {
    if (layer.kind === 'rectangles') writeRectangles(layer, layerIndex, list, styles, definitions, body)
    else writeShapes(layer.shapes, layerIndex, definitions, body)
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${list.widthPx}" height="${list.heightPx}"`,
    ` viewBox="0 0 ${list.widthPx} ${list.heightPx}" role="img" aria-label="${escapeXml(title)}">`,
    `<title>${escapeXml(title)}</title>`,
    `<defs>${definitions.join('')}</defs>`,
    `<g shape-rendering="crispEdges">`,
    ...body,
    `</g></svg>\n`,
  ].join('\n')
}

function patternDefinition(
  id: string,
  look: RectangleStyle,
  phase: { readonly x: number; readonly y: number },
): string {
  const dots: string[] = []
  for (let y = 0; y < patternPeriodPx; y++) {
    for (let x = 0; x < patternPeriodPx; x++) if (isInked(look.pattern, x, y)) dots.push(`M${x} ${y}h1v1h-1z`)
  }
  return (
    `<pattern id="${id}" patternUnits="userSpaceOnUse" x="${phase.x}" y="${phase.y}" width="${patternPeriodPx}"` +
    ` height="${patternPeriodPx}"><path d="${dots.join('')}" fill="${toCss(look.ink)}"/></pattern>`
  )
}

function writeRectangles(
  layer: RectangleLayer,
  layerIndex: number,
  list: DrawList,
  styles: readonly RectangleStyle[],
  definitions: string[],
  body: string[],
): void {
  const place = newDeviceRectangle()
  const defined = new Set<number>()
  const phase = patternPhase(layer.view, layer.clip, 1)
  const within = (left: number, top: number, right: number, bottom: number, fill: Rgba): void => {
    const x0 = Math.max(left, place.left)
    const y0 = Math.max(top, place.top)
    const width = Math.min(right, place.right) - x0
    const height = Math.min(bottom, place.bottom) - y0
    if (width > 0 && height > 0) body.push(rect(x0, y0, width, height, toCss(fill)))
  }
  for (let index = 0; index < layer.rectangles.count; index++) {
    if (!placeRectangle(layer, index, styles, 1, place)) continue
    const styleIndex = layer.rectangles.style[index]! & (joinedStyle - 1)
    const look = styles[styleIndex]!
    const { fullLeft: left, fullTop: top, fullRight: right, fullBottom: bottom } = place
    if (look.fill !== null) within(left, top, right, bottom, look.fill)
    const isLarge = right - left >= patternMinimumWidthPx && bottom - top >= patternMinimumHeightPx
    if (!isLarge) {
      if (look.fill === null) within(left, top, right, bottom, look.ink)
    } else if (look.pattern === 'notch') {
      const third = Math.floor((bottom - top) / 3)
      if (!place.isJoined) within(left, top + third, left + 3, bottom - third, list.palette.background)
    } else if (look.pattern === 'double-top') {
      within(left, top, right, top + 1, look.ink)
      within(left, top + 2, right, top + 3, look.ink)
    } else if (look.pattern !== 'none') {
      const id = `p${layerIndex}-${styleIndex}`
      if (!defined.has(styleIndex)) definitions.push(patternDefinition(id, look, phase))
      defined.add(styleIndex)
      body.push(
        rect(place.left, place.top, place.right - place.left, place.bottom - place.top, `url(#${id})`),
      )
    }
    if (look.edge === null || bottom - top < edgeFromPx) continue
    within(left, top, right, top + 1, look.edge)
    within(left, bottom - 1, right, bottom, look.edge)
    if (place.isJoined || right - left < edgeFromPx) continue
    within(left, top, left + 1, bottom, look.edge)
    within(right - 1, top, right, bottom, look.edge)
  }
}

function writeShapes(
  shapes: readonly Shape[],
  layerIndex: number,
  definitions: string[],
  body: string[],
): void {
  body.push('<g shape-rendering="auto">')
  shapes.forEach((shape, index) => {
    switch (shape.kind) {
      case 'box':
        body.push(rect(shape.box.x, shape.box.y, shape.box.width, shape.box.height, toCss(shape.fill)))
        return
      case 'outline':
        body.push(
          `<rect x="${number(shape.box.x)}" y="${number(shape.box.y)}" width="${number(shape.box.width)}"` +
            ` height="${number(shape.box.height)}" fill="none" stroke="${toCss(shape.stroke)}"` +
            ` stroke-width="${shape.widthPx}"/>`,
        )
        return
      case 'line': {
        const dash = shape.dash === undefined ? '' : ` stroke-dasharray="${shape.dash.join(' ')}"`
        body.push(
          `<polyline points="${shape.points.map(number).join(' ')}" fill="none" stroke="${toCss(shape.stroke)}"` +
            ` stroke-width="${shape.widthPx}" stroke-linejoin="round"${dash}/>`,
        )
        return
      }
      case 'area':
        body.push(`<polygon points="${shape.points.map(number).join(' ')}" fill="${toCss(shape.fill)}"/>`)
        return
      case 'text': {
        const anchor = { left: 'start', center: 'middle', right: 'end' }[shape.align]
        body.push(
          `<text x="${number(shape.x)}" y="${number(shape.y)}" dominant-baseline="central" text-anchor="${anchor}"` +
            ` font-size="${shape.style.sizePx}" font-weight="${shape.style.weight}"` +
            ` font-family="${escapeXml(fontFamilies[shape.style.family])}" fill="${toCss(shape.color)}"` +
            ` xml:space="preserve">${escapeXml(shape.text)}</text>`,
        )
        return
      }
      case 'begin-clip': {
        const id = `c${layerIndex}-${index}`
        definitions.push(
          `<clipPath id="${id}">${rect(shape.box.x, shape.box.y, shape.box.width, shape.box.height, '#000')}</clipPath>`,
        )
        body.push(`<g clip-path="url(#${id})">`)
        return
      }
      case 'end-clip':
        body.push('</g>')
        return
      default:
        assertUnreachable(shape)
    }
  })
  body.push('</g>')
}
