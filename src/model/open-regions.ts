/**
 * The user regions that are open on one goroutine, innermost last. Ends usually come in the reverse order of begins;
 * where they do not, the innermost region of that task and name is meant. Both take constant time, whatever the order:
 * a region that is closed under others leaves a hole, and once an end lies deep, places are found by name.
 */
const usualDepth = 16

/** `Value` is what the caller keeps of a region. */
interface OpenRegion<Value> {
  readonly task: number
  readonly name: number
  readonly value: Value
}

export class OpenRegions<Value = undefined> {
  /** How many are open. */
  count = 0
  /** The last one is open, or there is none. */
  private readonly regions: (OpenRegion<Value> | undefined)[] = []
  /** Places by task and name, once they are wanted; ascending, holes left out. */
  private places: Map<string, number[]> | undefined

  begin(task: number, name: number, value: Value): void {
    const place = this.regions.push({ task, name, value }) - 1
    this.count++
    if (this.places !== undefined) notePlace(this.places, task, name, place)
  }

  isInnermost(task: number, name: number): boolean {
    const last = this.regions[this.regions.length - 1]
    return last?.task === task && last.name === name
  }

  /** Closes the innermost one of a task and name. Undefined when none is open. */
  end(task: number, name: number): { readonly value: Value } | undefined {
    const { regions } = this
    const place = this.placeOf(task, name)
    const region = regions[place]
    if (region === undefined) return undefined
    regions[place] = undefined
    this.count--
    this.places?.get(keyOf(task, name))?.pop()
    while (regions.length > 0 && regions[regions.length - 1] === undefined) regions.pop()
    return region
  }

  /** Of those that are open, outermost first. */
  *values(): IterableIterator<Value> {
    for (const region of this.regions) if (region !== undefined) yield region.value
  }

  /** -1 when there is none. */
  private placeOf(task: number, name: number): number {
    const { regions } = this
    const least = Math.max(0, regions.length - usualDepth)
    for (let place = regions.length - 1; place >= least; place--) {
      const region = regions[place]
      if (region?.task === task && region.name === name) return place
    }
    if (least === 0) return -1
    if (this.places === undefined) {
      const places = new Map<string, number[]>()
      regions.forEach((region, place) => {
        if (region !== undefined) notePlace(places, region.task, region.name, place)
      })
      this.places = places
    }
    return this.places.get(keyOf(task, name))?.at(-1) ?? -1
  }
}

function keyOf(task: number, name: number): string {
  return `${task}/${name}`
}

function notePlace(places: Map<string, number[]>, task: number, name: number, place: number): void {
  const key = keyOf(task, name)
  const known = places.get(key)
  if (known === undefined) places.set(key, [place])
  else known.push(place)
}
