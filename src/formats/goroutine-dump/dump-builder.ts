/**
 * One dump while it is read: rows in growing columns, the lines above them, the crashes among them.
 */
import type { Crash, DumpAncestor, DumpForm, GoroutineDump } from '../../model/goroutine-dump'
import { Float64Column, Uint32Column } from './columns'

/** A row without its stack, as its header gives it. */
export interface RowStart {
  readonly id: number
  readonly weight: number
  readonly state: number
  readonly minutes: number
  readonly flags: number
  readonly bubble: number
  readonly labels: number
  readonly textOffset: number
}

/** A crash whose goroutine and registers may still come. */
export type OpenCrash = { -readonly [Key in keyof Crash]: Crash[Key] }

export class DumpBuilder {
  readonly headlines: string[] = []
  readonly crashes: OpenCrash[] = []
  readonly ancestors = new Map<number, DumpAncestor[]>()
  readonly seenIds = new Set<number>()
  profileName = ''
  statedTotal: number | undefined
  unixMs: number | undefined
  /** Rows with a `goroutine N` header. */
  headedCount = 0

  private readonly id = new Float64Column()
  private readonly weight = new Uint32Column()
  private readonly state = new Uint32Column()
  private readonly minutes = new Float64Column()
  private readonly flags = new Uint32Column()
  private readonly bubble = new Uint32Column()
  private readonly stack = new Uint32Column()
  private readonly creator = new Uint32Column()
  private readonly creatorId = new Float64Column()
  private readonly labels = new Uint32Column()
  private readonly textOffset = new Float64Column()
  private readonly textLength = new Uint32Column()

  constructor(
    public form: DumpForm,
    readonly source: string,
    readonly offset: number,
  ) {}

  get rowCount(): number {
    return this.id.length
  }

  addRow(
    start: RowStart,
    stack: number,
    creator: number,
    creatorId: number,
    extraFlags: number,
    textEnd: number,
  ): void {
    this.id.push(start.id)
    this.weight.push(start.weight)
    this.state.push(start.state)
    this.minutes.push(start.minutes)
    this.flags.push(start.flags | extraFlags)
    this.bubble.push(start.bubble)
    this.stack.push(stack)
    this.creator.push(creator)
    this.creatorId.push(creatorId)
    this.labels.push(start.labels)
    this.textOffset.push(start.textOffset)
    this.textLength.push(Math.min(textEnd - start.textOffset, 0xffffffff))
  }

  /** Appends the rows of another dump, whose columns use the same tables. */
  absorb(other: DumpBuilder): void {
    const base = this.rowCount
    for (let i = 0; i < other.rowCount; i++) {
      this.id.push(other.id.at(i))
      this.weight.push(other.weight.at(i))
      this.state.push(other.state.at(i))
      this.minutes.push(other.minutes.at(i))
      this.flags.push(other.flags.at(i))
      this.bubble.push(other.bubble.at(i))
      this.stack.push(other.stack.at(i))
      this.creator.push(other.creator.at(i))
      this.creatorId.push(other.creatorId.at(i))
      this.labels.push(other.labels.at(i))
      this.textOffset.push(other.textOffset.at(i))
      this.textLength.push(other.textLength.at(i))
    }
    this.headedCount += other.headedCount
    this.headlines.push(...other.headlines)
    for (const crash of other.crashes) {
      if (crash.row !== undefined) crash.row += base
      this.crashes.push(crash)
    }
    for (const [row, list] of other.ancestors) this.ancestors.set(row + base, list)
  }

  finish(endOffset: number): GoroutineDump {
    return {
      form: this.form,
      profileName: this.profileName,
      statedTotal: this.statedTotal,
      rows: {
        count: this.id.length,
        id: this.id.finish(),
        weight: this.weight.finish(),
        state: this.state.finish(),
        minutes: Int32Array.from(this.minutes.finish()),
        flags: Uint8Array.from(this.flags.finish()),
        bubble: this.bubble.finish(),
        stack: this.stack.finish(),
        creator: this.creator.finish(),
        creatorId: this.creatorId.finish(),
        labels: this.labels.finish(),
        textOffset: this.textOffset.finish(),
        textLength: this.textLength.finish(),
      },
      crashes: this.crashes,
      headlines: this.headlines,
      offset: this.offset,
      byteLength: endOffset - this.offset,
      unixMs: this.unixMs,
      source: this.source,
      ancestors: this.ancestors,
    }
  }
}
