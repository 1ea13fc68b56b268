/** The little of a generation's tables that a sketch needs: tick length, and which function each stack began in. */
import type { ByteSource } from '../../../base/byte-source'
import { textOfUtf8 } from '../../../base/utf8-text'
import type { BatchColumns } from '../batch-columns'
import type { BatchIndex, IndexedGeneration } from '../batch-index'
import { BatchKind } from '../batch-index'
import { usualNsPerTick } from '../generation-tables'
import { isPlausibleTick } from '../plausible-time'
import type { StretchReader } from '../stretch-reader'
import { VarintReader } from '../varint'
import { maximumStringBytes, WireEvent } from '../wire-events'
import { SketchNames } from './sketch-names'
import type { SketchWalk } from './sketch-walk'

/** Nanoseconds of a tick by ordinal of the generation; the one before, where a generation does not say. */
export function tickLengths(source: ByteSource, index: BatchIndex): readonly number[] {
  let current = usualNsPerTick
  return index.generations.map((generation) => {
    const told = tickLength(source, index, generation)
    if (isPlausibleTick(told)) current = told
    return current
  })
}

/** 0 when the generation does not say. */
function tickLength(source: ByteSource, index: BatchIndex, generation: IndexedGeneration): number {
  const { batches, version } = index
  for (let row = generation.firstBatch; row < generation.endBatch; row++) {
    if (batches.kind[row] !== BatchKind.sync) continue
    const bytes = source.read(batches.payloadOffset[row], batches.payloadBytes[row])
    const reader = new VarintReader(bytes, version.hasClockSnapshots ? 1 : 0, bytes.length)
    while (reader.position < reader.end && !reader.failed) {
      const type = reader.bytes[reader.position++]
      if (type === WireEvent.frequency) {
        const frequency = reader.read()
        return reader.failed || frequency === 0 ? 0 : 1 / (frequency / 1e9)
      }
      if (type !== WireEvent.clockSnapshot) break
      for (let field = 0; field < 4; field++) reader.read()
    }
  }
  return 0
}

/** Functions as groups, over all generations. */
export class SketchGroups {
  private readonly known: SketchNames
  /** Of any generation. */
  mostStackCount = 0
  /** Places of `groupOfStack` from here on are 0. */
  private filledStacks = 0

  constructor(
    private readonly batches: BatchColumns,
    private readonly walk: SketchWalk,
    private readonly reader: StretchReader,
  ) {
    this.known = new SketchNames(walk.columns.isGcGroup)
  }

  /** By group. */
  get names(): readonly string[] {
    return this.known.list
  }

  /** Fills `groupOfStack` for one generation. */
  enter(generation: IndexedGeneration): void {
    const { groupOfStack, rootOfStack } = this.walk.columns
    const { batches } = this
    let stackCount = 0
    for (let row = generation.firstBatch; row < generation.endBatch; row++) {
      if (batches.kind[row] !== BatchKind.stacks) continue
      const length = batches.payloadBytes[row]
      const at = this.reader.load(batches.payloadOffset[row], length)
      stackCount = this.walk.stacks(at, length, stackCount)
    }
    groupOfStack.fill(0, 0, this.filledStacks)
    this.filledStacks = stackCount
    this.mostStackCount = Math.max(this.mostStackCount, stackCount)
    const wanted = new Set<number>()
    for (let stack = 0; stack < stackCount; stack++) wanted.add(rootOfStack[stack])
    wanted.delete(0)
    const groupOfString = this.groupsOf(generation, wanted)
    for (let stack = 1; stack < stackCount; stack++)
      groupOfStack[stack] = (groupOfString.get(rootOfStack[stack]) ?? -1) + 1
  }

  private groupsOf(generation: IndexedGeneration, wanted: ReadonlySet<number>): Map<number, number> {
    const { batches } = this
    const { data } = this.walk.columns
    const found = new Map<number, number>()
    for (let row = generation.firstBatch; row < generation.endBatch; row++) {
      if (batches.kind[row] !== BatchKind.strings) continue
      const length = batches.payloadBytes[row]
      const at = this.reader.load(batches.payloadOffset[row], length)
      const reader = new VarintReader(data, at + 1, at + length)
      while (reader.position < reader.end) {
        if (data[reader.position++] !== WireEvent.string) break
        const id = reader.read()
        const textBytes = reader.read()
        const end = reader.position + textBytes
        if (reader.failed || textBytes > maximumStringBytes || end > reader.end) break
        if (wanted.has(id) && !found.has(id))
          found.set(id, this.known.groupOf(textOfUtf8(data.slice(reader.position, end))))
        reader.position = end
      }
    }
    return found
  }
}
