/**
 * The colours of the picture, as data: one palette a theme, each state with a fill, a label colour and a second cue
 * (height or pattern), so that no state depends on hue alone. tests/unit/picture/palette.test.ts computes the
 * distances under simulated colour-blindness and fails when a palette falls below the minima stated there.
 */
import {
  drawnKinds,
  neutralKinds,
  visualStates,
  type DrawnKind,
  type NeutralKind,
  type VisualState,
} from '../contract/visual-states'
import { mix, parseHex, type Rgba } from './color'

/** How much of the row a state fills, from the bottom. */
export type HeightCue = 'full' | 'half' | 'third'

/**
 * Drawn over the fill from 8 px width and 6 px height on. `hatch` and `hatch-dense` have no fill of their own:
 * the row shows through.
 */
export const patterns = [
  'none',
  'notch',
  'hairlines',
  'dots',
  'diagonal-up',
  'diagonal-down',
  'double-top',
  'hatch',
] as const
export type Pattern = (typeof patterns)[number]

export interface StateColors {
  /** One letter for legends, tooltips and narrow spans. */
  readonly code: string
  /** For people: "Blocked: channel". */
  readonly name: string
  /** null: only the pattern is drawn. */
  readonly fill: Rgba | null
  /** Text on the fill. */
  readonly label: Rgba
  /** Pattern strokes. */
  readonly ink: Rgba
  /** A 1 px border for fills too pale against the background (WCAG 2.2, 1.4.11). */
  readonly edge: Rgba | null
  readonly height: HeightCue
  readonly pattern: Pattern
}

export interface Palette {
  readonly name: 'dark' | 'light'
  readonly background: Rgba
  /** Gutter with row labels, overview strip, axis. */
  readonly panel: Rgba
  readonly text: Rgba
  readonly dimText: Rgba
  readonly gridLine: Rgba
  readonly border: Rgba
  /** Behind section headers. */
  readonly sectionTint: Rgba
  /** Behind the focused or hovered row. */
  readonly rowTint: Rgba
  readonly accent: Rgba
  readonly accentWash: Rgba
  /** GC cycles behind the rows. */
  readonly gcWash: Rgba
  readonly stwWash: Rgba
  /** Flags on the upper edge of a row. */
  readonly flag: Rgba
  readonly lostHatch: Rgba
  readonly heapLive: Rgba
  readonly heapGoal: Rgba
  readonly states: Readonly<Record<VisualState, StateColors>>
  /** What is no state: pale or dark boxes with an edge; instants in the colour of the text. */
  readonly kinds: Readonly<Record<NeutralKind, StateColors>>
}

/** The look of whatever a rectangle can be. */
export function lookOf(palette: Palette, kind: DrawnKind): StateColors {
  return isNeutral(kind) ? palette.kinds[kind] : palette.states[kind]
}

/** The letter on a span that is too narrow for words; '' where its height or its hatch names the state alone. */
export function letterOf(kind: DrawnKind): string {
  if (isNeutral(kind) || kind === 'unknown' || kind === 'stw') return ''
  const { code, height } = cues[kind]
  return height === 'full' ? code : ''
}

const isNeutral = (kind: DrawnKind): kind is NeutralKind => Object.hasOwn(kindCues, kind)

/** The looks of a palette by the index of what is drawn. */
export const looksOf = (palette: Palette): readonly StateColors[] =>
  drawnKinds.map((kind) => lookOf(palette, kind))

const black = parseHex('#000000')
const white = parseHex('#FFFFFF')

interface Cue {
  readonly code: string
  readonly name: string
  readonly height: HeightCue
  readonly pattern: Pattern
}

const cues: Readonly<Record<VisualState, Cue>> = {
  running: { code: 'R', name: 'Running', height: 'full', pattern: 'none' },
  runnable: { code: 'Q', name: 'Runnable', height: 'half', pattern: 'none' },
  'blocked-sync': { code: 'L', name: 'Blocked: sync', height: 'full', pattern: 'notch' },
  'blocked-channel': { code: 'C', name: 'Blocked: channel, select', height: 'full', pattern: 'hairlines' },
  network: { code: 'N', name: 'Network, file poll', height: 'full', pattern: 'dots' },
  syscall: { code: 'S', name: 'Syscall, cgo', height: 'full', pattern: 'diagonal-up' },
  sleep: { code: 'Z', name: 'Sleep', height: 'third', pattern: 'none' },
  'gc-work': { code: 'G', name: 'GC work', height: 'full', pattern: 'double-top' },
  'gc-assist': { code: 'A', name: 'GC assist, waiting for GC', height: 'full', pattern: 'diagonal-down' },
  unknown: { code: '?', name: 'Unknown', height: 'full', pattern: 'hatch' },
  stw: { code: 'X', name: 'Stop the world', height: 'full', pattern: 'hatch' },
  idle: { code: '·', name: 'P held, nothing runs', height: 'third', pattern: 'none' },
}

const kindCues: Readonly<Record<NeutralKind, Cue>> = {
  task: { code: 'T', name: 'Task', height: 'full', pattern: 'none' },
  region: { code: 'U', name: 'Region', height: 'full', pattern: 'none' },
  log: { code: 'M', name: 'User log', height: 'full', pattern: 'none' },
  sample: { code: 'P', name: 'CPU sample', height: 'third', pattern: 'none' },
  stack: { code: 'F', name: 'Stack frame', height: 'full', pattern: 'none' },
}

/** `instant`: logs and samples, which stand on any state. */
function kindsOf(
  fills: Readonly<Record<Exclude<NeutralKind, 'log' | 'sample'>, string>>,
  edge: Rgba,
  text: Rgba,
  instant: Rgba,
): Readonly<Record<NeutralKind, StateColors>> {
  const kinds: Record<string, StateColors> = {}
  for (const kind of neutralKinds) {
    const isInstant = kind === 'log' || kind === 'sample'
    const fill = isInstant ? instant : parseHex(fills[kind])
    kinds[kind] = { ...kindCues[kind], fill, label: text, ink: fill, edge: isInstant ? null : edge }
  }
  return kinds as Record<NeutralKind, StateColors>
}

/** Fill, label (b = black, w = white) and whether the fill needs an edge. `-` = no fill. */
type StateRow = readonly [fill: string, label: 'b' | 'w', needsEdge?: true]

function statesOf(
  rows: Readonly<Record<Exclude<VisualState, 'unknown' | 'stw' | 'idle'>, StateRow>>,
  unknownLine: Rgba,
  stwLine: Rgba,
  idleFill: Rgba,
  text: Rgba,
): Readonly<Record<VisualState, StateColors>> {
  const filled = (state: keyof typeof rows): StateColors => {
    const [hex, label, needsEdge] = rows[state]
    const fill = parseHex(hex)
    const labelColor = label === 'b' ? black : white
    return {
      ...cues[state],
      fill,
      label: labelColor,
      ink: mix(fill, labelColor, state === 'gc-work' ? 0.5 : 0.28),
      edge: needsEdge === true ? mix(fill, black, 0.45) : null,
    }
  }
  const states: Record<string, StateColors> = {}
  for (const state of visualStates) {
    if (state === 'unknown') {
      states[state] = { ...cues.unknown, fill: null, label: text, ink: unknownLine, edge: null }
    } else if (state === 'stw') {
      states[state] = { ...cues.stw, fill: null, label: text, ink: stwLine, edge: stwLine }
    } else if (state === 'idle') {
      states[state] = { ...cues.idle, fill: idleFill, label: text, ink: idleFill, edge: null }
    } else states[state] = filled(state)
  }
  return states as Record<VisualState, StateColors>
}

export const darkPalette: Palette = {
  name: 'dark',
  background: parseHex('#14181F'),
  panel: parseHex('#191E26'),
  text: parseHex('#E8EBF0'),
  dimText: parseHex('#9AA3B0'),
  gridLine: parseHex('#252B35'),
  border: parseHex('#2F3743'),
  sectionTint: parseHex('#1D232C'),
  rowTint: parseHex('#222A36'),
  accent: parseHex('#7AB8FF'),
  accentWash: parseHex('#7AB8FF', 0.16),
  gcWash: parseHex('#A689D9', 0.12),
  stwWash: parseHex('#F5F7FA', 0.16),
  flag: parseHex('#F5F7FA'),
  lostHatch: parseHex('#6B7482'),
  heapLive: parseHex('#5E8FB8'),
  heapGoal: parseHex('#D7DCE4'),
  states: statesOf(
    {
      running: ['#4A9674', 'b'],
      runnable: ['#F3EB51', 'b'],
      'blocked-sync': ['#C3432E', 'w'],
      'blocked-channel': ['#EE8629', 'b'],
      network: ['#9DDAFE', 'b'],
      syscall: ['#4B5DCF', 'w'],
      sleep: ['#666B73', 'w'],
      'gc-work': ['#A689D9', 'b'],
      'gc-assist': ['#DDABB8', 'b'],
    },
    parseHex('#747D8A'),
    parseHex('#F5F7FA'),
    parseHex('#5C6878'),
    parseHex('#E8EBF0'),
  ),
  kinds: kindsOf(
    { task: '#463246', region: '#1E323C', stack: '#28281E' },
    parseHex('#8791A0'),
    parseHex('#E8EBF0'),
    parseHex('#F5F7FA'),
  ),
}

export const lightPalette: Palette = {
  name: 'light',
  background: parseHex('#FFFFFF'),
  panel: parseHex('#F6F7F9'),
  text: parseHex('#14181F'),
  dimText: parseHex('#5A6472'),
  gridLine: parseHex('#E9ECF0'),
  border: parseHex('#D5DAE1'),
  sectionTint: parseHex('#F0F2F5'),
  rowTint: parseHex('#E7ECF4'),
  accent: parseHex('#1F66C1'),
  accentWash: parseHex('#1F66C1', 0.13),
  gcWash: parseHex('#9154D7', 0.1),
  stwWash: parseHex('#111418', 0.12),
  flag: parseHex('#111418'),
  lostHatch: parseHex('#8B93A0'),
  heapLive: parseHex('#6FA3CE'),
  heapGoal: parseHex('#3A4350'),
  states: statesOf(
    {
      running: ['#2F8F6E', 'b'],
      runnable: ['#E8DA45', 'b', true],
      'blocked-sync': ['#AE3E2A', 'w'],
      'blocked-channel': ['#E77412', 'b'],
      network: ['#5DC4FD', 'b', true],
      syscall: ['#2B327E', 'w'],
      sleep: ['#646879', 'w'],
      'gc-work': ['#9154D7', 'w'],
      'gc-assist': ['#E1A7B4', 'b', true],
    },
    parseHex('#868E9A'),
    parseHex('#111418'),
    parseHex('#AEB7C4'),
    parseHex('#14181F'),
  ),
  kinds: kindsOf(
    { task: '#FAE6FA', region: '#D2E6FA', stack: '#F0F0E1' },
    parseHex('#6E7885'),
    parseHex('#14181F'),
    parseHex('#111418'),
  ),
}

export const palettes: readonly Palette[] = [darkPalette, lightPalette]
