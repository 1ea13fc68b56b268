/**
 * How cost grows with the size of a trace, as a picture: time until ready and peak memory, beside Go's reader. From what
 * `npm run bench` measured last (.cache/bench/results.json) to docs/pictures/cost.svg.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..', '..')
const widthPx = 760
const heightPx = 330
const plot = { top: 56, bottom: 276, widthPx: 270 }
/** Readable on white and on black. */
const ink = '#767676'
const sides = [
  { name: 'marey, ready for every query', label: 'Marey', colour: '#2f81f7' },
  { name: "Go's reader alone", label: "Go's reader", colour: '#d29922' },
]

const results = JSON.parse(readFileSync(join(root, '.cache', 'bench', 'results.json'), 'utf8'))
const megabytes = results.map(({ bytes }) => bytes / 1e6)

function series(valueOf) {
  return sides.map((side) => ({
    ...side,
    values: results.map((result) => valueOf(result.sides.find(({ name }) => name === side.name))),
  }))
}

/** A round number that is not below a value, and little above it. */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= value)
}

function text(x, y, words, { anchor = 'middle', colour = ink } = {}) {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${colour}">${words}</text>`
}

/** Both axes begin at zero: a straight line through the corner is cost that grows as the file does. */
function panel(leftPx, title, unit, lines) {
  const largest = roundUp(Math.max(...lines.flatMap(({ values }) => values)))
  const widest = roundUp(Math.max(...megabytes))
  const x = (value) => leftPx + (value / widest) * plot.widthPx
  const y = (value) => plot.bottom - (value / largest) * (plot.bottom - plot.top)
  const out = [text(leftPx + plot.widthPx / 2, plot.top - 22, title)]
  for (let tick = 0; tick <= 4; tick++) {
    const value = (tick / 4) * largest
    const label = `${Number(value.toPrecision(3))}`
    out.push(
      `<path d="M${leftPx} ${y(value)}h${plot.widthPx}" stroke="${ink}" stroke-opacity="${tick === 0 ? 1 : 0.25}"/>`,
      text(leftPx - 6, y(value) + 4, tick === 4 ? `${label} ${unit}` : label, { anchor: 'end' }),
      text(x((tick / 4) * widest), plot.bottom + 18, `${Number(((tick / 4) * widest).toPrecision(3))}`),
    )
  }
  out.push(text(leftPx + plot.widthPx / 2, plot.bottom + 38, 'size of the trace, MB'))
  for (const [at, { label, colour, values }] of lines.entries()) {
    const points = values.map((value, index) => [x(megabytes[index]), y(value)])
    out.push(
      `<path d="M${points.map((point) => point.join(' ')).join('L')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...points.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3.5" fill="${colour}"/>`),
      text(leftPx + 10, plot.top + 18 + 16 * at, label, { anchor: 'start', colour }),
    )
  }
  return out
}

const svg = [
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${widthPx} ${heightPx}" font-family="sans-serif" font-size="12">`,
  `<title>Processor time until ready and peak memory by size of the trace, Marey and Go's reader</title>`,
  ...panel(
    70,
    'processor time',
    's',
    series(({ cpuMs }) => cpuMs / 1e3),
  ),
  ...panel(
    460,
    'peak memory',
    'MB',
    series(({ peakBytes }) => peakBytes / 1e6),
  ),
  '</svg>',
]
const target = join(root, 'docs', 'pictures', 'cost.svg')
writeFileSync(target, `${svg.join('\n')}\n`)
process.stdout.write(`${target}\n`)
