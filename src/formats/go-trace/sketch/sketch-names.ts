/** The functions that goroutines of a sketch began in, each a group, as many as there is room for. */
import { mostGroups, namelessGroup } from './sketch-columns'

/** Its goroutines mark for the collector: their running is the collector's work. */
const gcWorkerFunction = 'runtime.gcBgMarkWorker'

export class SketchNames {
  /** By group. */
  readonly list: string[] = ['']
  private readonly groupOfName = new Map<string, number>([['', namelessGroup]])

  /** @param isGcGroup by group: set to 1 for that of the collector's workers. */
  constructor(private readonly isGcGroup: Uint8Array) {}

  /** The group of a name, a new one where it is new; that without a name where there is no more room. */
  groupOf(name: string): number {
    const known = this.groupOfName.get(name)
    if (known !== undefined) return known
    if (this.list.length === mostGroups) return namelessGroup
    const group = this.list.length
    this.list.push(name)
    this.groupOfName.set(name, group)
    if (name === gcWorkerFunction) this.isGcGroup[group] = 1
    return group
  }
}
