/**
 * A profile with its stacks spelled out in names, once for all questions: inlined calls are frames of their own, and a
 * location without a function is named by the file it was mapped from.
 */
import type { Profile } from '../../model/profile'
import { NONE } from '../../model/states'

export interface ProfileIndex {
  readonly profile: Profile
  /** Names by id; several functions of a file may share one (closures of generic functions). */
  readonly names: readonly string[]
  /** By name id: where its code stands, '' when unknown. */
  readonly files: readonly string[]
  /** count + 1 offsets by location into the frame columns. */
  readonly frameOffset: Uint32Array
  /** Name id; frames of a location stand innermost first. */
  readonly frameName: Uint32Array
  /** Function index, or NONE. */
  readonly frameFunction: Uint32Array
  readonly frameLine: Uint32Array
}

export function indexProfile(profile: Profile): ProfileIndex {
  const { locations, functions, mappings, strings } = profile
  const ids = new Map<string, number>()
  const names: string[] = []
  const files: string[] = []
  const idOf = (name: string, file: string): number => {
    const known = ids.get(name)
    if (known !== undefined) {
      if (files[known] === '') files[known] = file
      return known
    }
    ids.set(name, names.length)
    names.push(name)
    files.push(file)
    return names.length - 1
  }
  const nameOfFunction = new Uint32Array(functions.count)
  for (let index = 0; index < functions.count; index++)
    nameOfFunction[index] = idOf(strings[functions.name[index]], strings[functions.file[index]])
  const nameOfMapping = (location: number): number => {
    const mapping = locations.mapping[location]
    const path = mapping === NONE ? '' : strings[mappings.file[mapping]]
    const base = path.slice(path.lastIndexOf('/') + 1)
    return idOf(base === '' ? '' : `[${base}]`, '')
  }

  // A location without lines is one frame.
  const frameOffset = new Uint32Array(locations.count + 1)
  for (let location = 0; location < locations.count; location++) {
    const lines = locations.lineOffset[location + 1] - locations.lineOffset[location]
    frameOffset[location + 1] = frameOffset[location] + Math.max(1, lines)
  }
  const count = frameOffset[locations.count]
  const frameName = new Uint32Array(count)
  const frameFunction = new Uint32Array(count).fill(NONE)
  const frameLine = new Uint32Array(count)
  for (let location = 0; location < locations.count; location++) {
    const firstLine = locations.lineOffset[location]
    for (let frame = frameOffset[location]; frame < frameOffset[location + 1]; frame++) {
      const line = firstLine + frame - frameOffset[location]
      const index = line < locations.lineOffset[location + 1] ? locations.lineFunction[line] : NONE
      if (index === NONE) {
        frameName[frame] = nameOfMapping(location)
      } else {
        frameName[frame] = nameOfFunction[index]
        frameFunction[frame] = index
        frameLine[frame] = locations.line[line]
      }
    }
  }
  return { profile, names, files, frameOffset, frameName, frameFunction, frameLine }
}

/** Frames of one sample at a time, innermost first, in a buffer that is used again for the next one. */
export class StackReader {
  /** Frame indices of the sample read last; the first `depth` count. */
  frames = new Uint32Array(64)
  depth = 0

  constructor(private readonly index: ProfileIndex) {}

  read(sample: number): void {
    const { profile, frameOffset } = this.index
    const { samples } = profile
    this.depth = 0
    for (let at = samples.locationOffset[sample]; at < samples.locationOffset[sample + 1]; at++) {
      const location = samples.location[at]
      if (location === NONE) continue
      for (let frame = frameOffset[location]; frame < frameOffset[location + 1]; frame++) {
        if (this.depth === this.frames.length) {
          const wider = new Uint32Array(2 * this.frames.length)
          wider.set(this.frames)
          this.frames = wider
        }
        this.frames[this.depth++] = frame
      }
    }
  }
}

/** The samples that carry a label `key=value`; undefined: all. */
export function samplesWithLabel(profile: Profile, label: string | undefined): Uint8Array | undefined {
  if (label === undefined) return undefined
  const { samples, strings } = profile
  const carries = new Uint8Array(samples.count)
  for (let sample = 0; sample < samples.count; sample++) {
    for (let at = samples.labelOffset[sample]; at < samples.labelOffset[sample + 1]; at++) {
      if (samples.labelText[at] === 0) continue
      if (`${strings[samples.labelKey[at]]}=${strings[samples.labelText[at]]}` === label) carries[sample] = 1
    }
  }
  return carries
}
