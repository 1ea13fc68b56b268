/**
 * Nested tracks of an opened goroutine: regions and stack frames a row a depth, CPU samples; and the marks of logs and
 * samples on the goroutine's own row. None of them is a state: they are drawn as neutral kinds.
 */
import { drawnKindIndex } from '../../contract/visual-states'
import { sparseListOf } from '../list-by-key'
import type { LevelledRow } from '../lod/level'
import { levelledMarks } from '../lod/marks'
import { NO_POSITION } from '../lod/pyramid'
import { shortFunctionName } from '../../base/function-names'
import type { StackTracks } from './stack-tracks'
import type { TraceIndex } from '../trace-index'
import { sortedInstants } from '../instants'
import type { Instants } from '../instants'
import { intervalCut } from './interval-row'
import { filledBand, layer, layered, stretchLayer } from './layers'
import type { Labels, Meaning } from './layers'

/** Deeper regions share the last row. */
export const mostRegionRows = 12

/** How many rows the regions and logs of a goroutine take. */
export function regionRowCount({ regionsOf, logsOf, trace }: TraceIndex, goroutine: number): number {
  let deepest = logsOf.has(goroutine) ? 0 : -1
  for (const region of sparseListOf(regionsOf, goroutine))
    deepest = Math.max(deepest, Math.min(mostRegionRows - 1, trace.regions.depth[region]))
  return deepest + 1
}

/** The regions of one depth, in order of their begin. */
export function regionsAt({ regionsOf, trace }: TraceIndex, goroutine: number, depth: number): Uint32Array {
  return sparseListOf(regionsOf, goroutine).filter(
    (region) => Math.min(mostRegionRows - 1, trace.regions.depth[region]) === depth,
  )
}

export function regionLayers(
  index: TraceIndex,
  goroutine: number,
  depth: number,
  labels: Labels,
  narrowestLabelNs: number,
): LevelledRow | undefined {
  const { regions, tables } = index.trace
  const items = regionsAt(index, goroutine, depth)
  const layers: LevelledRow[] = []
  if (items.length > 0) {
    const cut = intervalCut(
      {
        startNs: Float64Array.from(items, (region) => regions.startNs[region]),
        endNs: Float64Array.from(items, (region) => regions.endNs[region]),
      },
      drawnKindIndex.region,
      true,
    )
    const meaning = ownedBy(goroutine, (position) => tables.strings.get(regions.name[items[position]]))
    layers.push(stretchLayer(cut, meaning, labels, narrowestLabelNs, filledBand))
  }
  if (depth === 0 && index.logsOf.has(goroutine)) layers.push(logLayer(index, goroutine, labels))
  return layered(layers)
}

export function logLayer(index: TraceIndex, goroutine: number, labels: Labels): LevelledRow {
  const { logs, tables } = index.trace
  const { item, atNs } = sortedInstants(sparseListOf(index.logsOf, goroutine), (log) => logs.atNs[log])
  const meaning = ownedBy(goroutine, (position) =>
    shortText(tables.strings.get(logs.message[item[position]])),
  )
  return layer(levelledMarks(atNs, drawnKindIndex.log), meaning, labels, 0)
}

export function sampleLayer(index: TraceIndex, goroutine: number, labels: Labels): LevelledRow {
  const { atNs } = index.trace.cpuSamples
  return sampleMarks(
    index,
    sortedInstants(sparseListOf(index.samplesOf, goroutine), (sample) => atNs[sample]),
    labels,
  )
}

/** A sample is labelled with the function that ran, and belongs to the goroutine that ran it. */
export function sampleMarks({ trace }: TraceIndex, { item, atNs }: Instants, labels: Labels): LevelledRow {
  const { cpuSamples, tables } = trace
  const meaning: Meaning = {
    spanOf: () => NO_POSITION,
    goroutineOf: (position) => cpuSamples.goroutine[item[position]],
    labelOf: (position) => {
      const stack = cpuSamples.stack[item[position]]
      if (stack >= tables.stacks.count) return 'CPU sample'
      const frame = tables.stacks.frame[tables.stacks.offset[stack]]
      return shortFunctionName(tables.strings.get(tables.frames.functionName[frame]))
    },
  }
  return layer(levelledMarks(atNs, drawnKindIndex.sample), meaning, labels, 0)
}

/** Logs and samples on the goroutine's own row, so that they are seen while it is folded. */
export function ownMarkLayers(index: TraceIndex, goroutine: number, labels: Labels): readonly LevelledRow[] {
  const layers: LevelledRow[] = []
  if (index.samplesOf.has(goroutine)) layers.push(sampleLayer(index, goroutine, labels))
  if (index.logsOf.has(goroutine)) layers.push(logLayer(index, goroutine, labels))
  return layers
}

/** One depth of the stacks: stretches in which the goroutine stood still, and the instants of its samples. */
export function stackLayers(
  index: TraceIndex,
  tracks: StackTracks,
  goroutine: number,
  depth: number,
  labels: Labels,
  narrowestLabelNs: number,
): LevelledRow | undefined {
  const { strings } = index.trace.tables
  const level = tracks.level(goroutine, depth)
  const layers: LevelledRow[] = []
  if (level.startNs.length > 0) {
    const meaning = ownedBy(goroutine, (position) =>
      shortFunctionName(strings.get(level.functionName[position])),
    )
    layers.push(stretchLayer(level.cut, meaning, labels, narrowestLabelNs))
  }
  if (level.sampleNs.length > 0) {
    const meaning = ownedBy(goroutine, (position) =>
      shortFunctionName(strings.get(level.sampleFunction[position])),
    )
    layers.push(layer(levelledMarks(level.sampleNs, drawnKindIndex.sample), meaning, labels, 0))
  }
  return layered(layers)
}

function ownedBy(goroutine: number, labelOf: (position: number) => string): Meaning {
  return { spanOf: () => NO_POSITION, goroutineOf: () => goroutine, labelOf }
}

function shortText(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
