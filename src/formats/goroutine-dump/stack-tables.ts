/**
 * Frames and stacks of a dump, interned by number: a frame is (function, arguments, site), a stack is a run of frames.
 * Both tables hash small integers and never touch the text again.
 */
import type { DumpCreator, DumpFrameTable, DumpStackTable } from '../../model/goroutine-dump'
import type { ByteInterner } from './byte-interner'
import { Uint32Column } from './columns'

/** A `file:line` in the text: string index of the file, and the line. */
export interface Site {
  readonly file: number
  readonly line: number
}

const noSite: Site = { file: 0, line: 0 }

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}

/** Open addressing from a hash to entries that a caller compares itself. Slot -> entry + 1. */
class Slots {
  private slots = new Int32Array(1 << 12)
  private hashes = new Int32Array(1 << 12)
  count = 0

  /** The entry for which `isEqual` holds, or -1 after having added `count` as a new one. */
  findOrAdd(hash: number, isEqual: (entry: number) => boolean): number {
    let mask = this.slots.length - 1
    let slot = hash & mask
    while (this.slots[slot] !== 0) {
      const entry = this.slots[slot] - 1
      if (this.hashes[entry] === hash && isEqual(entry)) return entry
      slot = (slot + 1) & mask
    }
    if ((this.count + 1) * 2 > this.slots.length) {
      this.grow()
      mask = this.slots.length - 1
      slot = hash & mask
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask
    }
    this.hashes[this.count] = hash
    this.slots[slot] = ++this.count
    return -1
  }

  private grow(): void {
    const size = this.slots.length * 2
    const hashes = new Int32Array(size)
    hashes.set(this.hashes)
    const slots = new Int32Array(size)
    for (let entry = 0; entry < this.count; entry++) {
      let slot = hashes[entry] & (size - 1)
      while (slots[slot] !== 0) slot = (slot + 1) & (size - 1)
      slots[slot] = entry + 1
    }
    this.hashes = hashes
    this.slots = slots
  }
}

export class StackTables {
  private readonly frameSlots = new Slots()
  private readonly functionName = new Uint32Column()
  private readonly argumentText = new Uint32Column()
  private readonly site = new Uint32Column()
  private readonly flags = new Uint32Column()

  private readonly placeSlots = new Slots()
  private readonly placeFunction = new Uint32Column()
  private readonly placeFile = new Uint32Column()
  private readonly placeLine = new Uint32Column()
  private readonly framePlace = new Uint32Column()

  private readonly stackSlots = new Slots()
  private readonly stackOffset = new Uint32Column()
  private readonly stackFrame = new Uint32Column()

  private readonly creatorByKey = new Map<number, number>()
  private readonly creatorList: DumpCreator[] = [{ functionName: '', file: '', line: 0 }]

  private readonly sites: Site[] = [noSite]
  private readonly siteByKey = new Map<number, number>()

  constructor(private readonly strings: ByteInterner) {
    this.stackOffset.push(0)
    this.internStack([], 0)
  }

  /** A number for a place in a file, to be passed to internFrame. The offset behind `+0x` is not part of it. */
  internSite(site: Site): number {
    const key = site.file * 0x1000000 + site.line
    const known = this.siteByKey.get(key)
    if (known !== undefined) return known
    const index = this.sites.push(site) - 1
    this.siteByKey.set(key, index)
    return index
  }

  internFrame(functionName: number, argumentText: number, site: number, flags: number): number {
    const hash = mix(mix(mix(flags, functionName), argumentText), site)
    const found = this.frameSlots.findOrAdd(
      hash,
      (entry) =>
        this.functionName.at(entry) === functionName &&
        this.argumentText.at(entry) === argumentText &&
        this.site.at(entry) === site &&
        this.flags.at(entry) === flags,
    )
    if (found >= 0) return found
    this.functionName.push(functionName)
    this.argumentText.push(argumentText)
    this.site.push(site)
    this.flags.push(flags)
    const { file, line } = this.sites[site]
    this.framePlace.push(this.internPlace(functionName, file, line))
    return this.functionName.length - 1
  }

  private internPlace(functionName: number, file: number, line: number): number {
    const found = this.placeSlots.findOrAdd(
      mix(mix(functionName, file), line),
      (entry) =>
        this.placeFunction.at(entry) === functionName &&
        this.placeFile.at(entry) === file &&
        this.placeLine.at(entry) === line,
    )
    if (found >= 0) return found
    this.placeFunction.push(functionName)
    this.placeFile.push(file)
    this.placeLine.push(line)
    return this.placeFunction.length - 1
  }

  /** The number of the stack made of the first `length` elements of `frames`, innermost first. */
  internStack(frames: ArrayLike<number>, length: number): number {
    let hash = length
    for (let i = 0; i < length; i++) hash = mix(hash, frames[i])
    const found = this.stackSlots.findOrAdd(hash, (entry) => {
      const from = this.stackOffset.at(entry)
      if (this.stackOffset.at(entry + 1) - from !== length) return false
      for (let i = 0; i < length; i++) {
        if (this.stackFrame.at(from + i) !== frames[i]) return false
      }
      return true
    })
    if (found >= 0) return found
    for (let i = 0; i < length; i++) this.stackFrame.push(frames[i])
    this.stackOffset.push(this.stackFrame.length)
    return this.stackOffset.length - 2
  }

  internCreator(functionName: number, site: number): number {
    const key = functionName * 0x400000 + site
    const known = this.creatorByKey.get(key)
    if (known !== undefined) return known
    const { file, line } = this.sites[site]
    const index = this.creatorList.push({
      functionName: this.strings.get(functionName),
      file: this.strings.get(file),
      line,
    })
    this.creatorByKey.set(key, index - 1)
    return index - 1
  }

  get creators(): readonly DumpCreator[] {
    return this.creatorList
  }

  finishFrames(): DumpFrameTable {
    const count = this.functionName.length
    const file = new Uint32Array(count)
    const line = new Uint32Array(count)
    const flags = new Uint8Array(count)
    for (let i = 0; i < count; i++) {
      const site = this.sites[this.site.at(i)]
      file[i] = site.file
      line[i] = site.line
      flags[i] = this.flags.at(i)
    }
    return {
      count,
      functionName: this.functionName.finish(),
      argumentText: this.argumentText.finish(),
      file,
      line,
      place: this.framePlace.finish(),
      flags,
    }
  }

  finishStacks(): DumpStackTable {
    return {
      count: this.stackOffset.length - 1,
      offset: this.stackOffset.finish(),
      frame: this.stackFrame.finish(),
    }
  }
}
