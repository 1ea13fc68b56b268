/**
 * The palette of picture/ as CSS variables and classes, so that chrome and canvas can never differ. `.state-running`
 * and so on paint a fill with the same second cue as the timeline: height for runnable, sleep and idle, strokes for
 * others.
 */
import { drawnKinds, type DrawnKind } from '../../contract/visual-states'
import { mix, toCss } from '../../picture/color'
import { darkPalette, lightPalette, lookOf, type Palette, type StateColors } from '../../picture/palette'

function variablesOf(palette: Palette): string {
  const pairs: [string, string][] = [
    ['background', toCss(palette.background)],
    ['panel', toCss(palette.panel)],
    ['raised', toCss(palette.sectionTint)],
    ['hover', toCss(palette.rowTint)],
    ['text', toCss(palette.text)],
    ['dim-text', toCss(palette.dimText)],
    ['border', toCss(palette.border)],
    ['border-strong', toCss(mix(palette.border, palette.text, 0.22))],
    ['grid-line', toCss(palette.gridLine)],
    ['accent', toCss(palette.accent)],
    ['accent-wash', toCss(palette.accentWash)],
    ['on-accent', toCss(palette.background)],
    ['lost-hatch', toCss(palette.lostHatch)],
  ]
  return [
    `color-scheme: ${palette.name};`,
    ...pairs.map(([name, value]) => `--${name}: ${value};`),
    ...drawnKinds.map((kind) => `--state-${kind}: ${paintOf(kind, lookOf(palette, kind))};`),
    ...drawnKinds.map((kind) => `--state-${kind}-edge: ${edgeOf(lookOf(palette, kind))};`),
  ].join('\n')
}

function edgeOf(colors: StateColors): string {
  return colors.edge === null ? 'transparent' : toCss(colors.edge)
}

/** A CSS background. */
function paintOf(kind: DrawnKind, colors: StateColors): string {
  const ink = toCss(colors.ink)
  const fill = colors.fill === null ? 'transparent' : toCss(colors.fill)
  // Instants: a tick, as on the rows.
  if (kind === 'log') return `linear-gradient(${fill}, ${fill}) 50% 0 / 2px 100% no-repeat`
  if (kind === 'sample') return `linear-gradient(${fill}, ${fill}) 50% 0 / 2px 34% no-repeat`
  const heights = { full: '', half: '0 100% / 100% 50% no-repeat', third: '0 100% / 100% 34% no-repeat' }
  if (colors.height !== 'full') return `linear-gradient(${fill}, ${fill}) ${heights[colors.height]}`
  switch (colors.pattern) {
    case 'none':
      return fill
    case 'notch':
      return `linear-gradient(${ink}, ${ink}) 0 50% / 3px 4px no-repeat, ${fill}`
    case 'hairlines':
      return `repeating-linear-gradient(90deg, ${ink} 0 1px, transparent 1px 4px), ${fill}`
    case 'dots':
      return `radial-gradient(${ink} 0.8px, transparent 1px) 0 0 / 4px 4px, ${fill}`
    case 'diagonal-up':
      return `repeating-linear-gradient(-45deg, ${ink} 0 1px, transparent 1px 5px), ${fill}`
    case 'diagonal-down':
      return `repeating-linear-gradient(45deg, ${ink} 0 1px, transparent 1px 5px), ${fill}`
    case 'double-top':
      return `linear-gradient(${ink}, ${ink}) 0 0 / 100% 1px no-repeat, linear-gradient(${ink}, ${ink}) 0 3px / 100% 1px no-repeat, ${fill}`
    case 'hatch':
      return `repeating-linear-gradient(-45deg, ${ink} 0 2px, ${fill} 2px 5px)`
  }
}

/** The style sheet for both themes. */
export function themeStyleSheet(): string {
  const classes = drawnKinds.map(
    (kind) =>
      `.state-${kind} { background: var(--state-${kind}); box-shadow: inset 0 0 0 1px var(--state-${kind}-edge); }`,
  )
  return [
    `html[data-theme='dark'] {\n${variablesOf(darkPalette)}\n}`,
    `html[data-theme='light'] {\n${variablesOf(lightPalette)}\n}`,
    ...classes,
  ].join('\n')
}

/** Puts it on the page; once, before anything is drawn. */
export function installThemeVariables(): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(themeStyleSheet())
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
}
