/**
 * Everything asked about one text of goroutines, with what is worth keeping: groups by similarity, locks by dump.
 */
import type { Similarity } from '../../contract/dump-dto'
import type { GoroutineText } from '../../model/goroutine-dump'
import type { GoroutineGroup } from './group-goroutines'
import { DumpGrouper } from './group-goroutines'
import { LockAnalysis } from './holders'

export class DumpIndex {
  readonly grouper: DumpGrouper
  private readonly groupsByKey = new Map<string, readonly GoroutineGroup[]>()
  private readonly locksByDump = new Map<number, LockAnalysis>()

  constructor(readonly text: GoroutineText) {
    this.grouper = new DumpGrouper(text)
  }

  get views(): DumpGrouper['views'] {
    return this.grouper.views
  }

  get allDumps(): readonly number[] {
    return this.text.dumps.map((_, index) => index)
  }

  groups(dumps: readonly number[], similarity: Similarity): readonly GoroutineGroup[] {
    const key = `${similarity} ${dumps.join(',')}`
    const known = this.groupsByKey.get(key)
    if (known !== undefined) return known
    const groups = this.grouper.group(dumps, similarity)
    this.groupsByKey.set(key, groups)
    return groups
  }

  locks(dump: number): LockAnalysis {
    const known = this.locksByDump.get(dump)
    if (known !== undefined) return known
    const locks = new LockAnalysis(this.text, this.text.dumps[dump], this.views)
    this.locksByDump.set(dump, locks)
    return locks
  }

  /** Go's id for people: "goroutine 7"; "stack 3" where there is none. */
  nameOfRow(dump: number, row: number): string {
    const id = this.text.dumps[dump].rows.id[row]
    return Number.isNaN(id) ? `stack ${row + 1}` : `goroutine ${id}`
  }
}
