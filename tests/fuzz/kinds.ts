/**
 * The kinds of files that are mutated: which fixtures are the seeds, and how a bad file is made of a good one.
 */
import { mutateBytes } from './mutate-bytes'
import type { Mutant } from './mutate-bytes'
import { mutateProfile } from './mutate-profile'
import { mutateText } from './mutate-text'
import { mutateTrace } from './mutate-trace'
import { mutateTraceV1 } from './mutate-trace-v1'
import type { Random } from './random'
import { randomOf } from './random'

export interface FuzzKind {
  readonly name: 'trace' | 'trace-v1' | 'text' | 'profile'
  /** Folders below tests/fixtures. */
  readonly folders: readonly string[]
  readonly isSeed: (fileName: string) => boolean
  readonly extension: string
  /** Tenths of a run over all kinds. */
  readonly tenths: number
  /** The share of inputs that get one blow to their bytes instead of a mutation that knows the format. */
  readonly byteShare: number
  readonly mutate: (original: Uint8Array, random: Random, originals: readonly Uint8Array[]) => Mutant
}

export const fuzzKinds: readonly FuzzKind[] = [
  {
    name: 'trace',
    folders: ['traces'],
    // Small files of every Go version from 1.22 on, and those of several generations: many inputs a second.
    isSeed: (name) =>
      /-go1\.(2[2-7])\.trace$/.test(name) &&
      /^(tiny|restart|single|coro|timers|fileio|cgo|allocfree|usertrace|long|flight1|killed)/.test(name),
    extension: 'trace',
    tenths: 5,
    byteShare: 0.25,
    mutate: mutateTrace,
  },
  {
    name: 'trace-v1',
    folders: ['traces'],
    isSeed: (name) =>
      /-go1\.(19|21)\.trace$/.test(name) &&
      /^(tiny|restart|single|timers|fileio|cgo|usertrace|pipeline|killed)/.test(name),
    extension: 'trace',
    tenths: 2,
    byteShare: 0.2,
    mutate: mutateTraceV1,
  },
  {
    name: 'text',
    folders: ['dumps', 'race', 'godebug'],
    isSeed: (name) => name.endsWith('.txt'),
    extension: 'txt',
    tenths: 2,
    byteShare: 0.1,
    mutate: mutateText,
  },
  {
    name: 'profile',
    folders: ['profiles'],
    isSeed: (name) => name.endsWith('.pb.gz'),
    extension: 'pb',
    tenths: 1,
    byteShare: 0.1,
    mutate: mutateProfile,
  },
]

/** Seeds larger than this are left out: they cost time and bring nothing new. */
export const largestSeedBytes = 64 * 1024

/** Which kind `seed` stands for in a run over all of them. */
export function kindOf(seed: number): FuzzKind {
  return randomOf(seed ^ 0x5bd1e995).pick(
    fuzzKinds.flatMap((kind) => new Array<FuzzKind>(kind.tenths).fill(kind)),
  )
}

export function kindNamed(name: string): FuzzKind {
  const kind = fuzzKinds.find((candidate) => candidate.name === name)
  if (kind === undefined) {
    throw new RangeError(`no kind "${name}": ${fuzzKinds.map((candidate) => candidate.name).join(', ')}`)
  }
  return kind
}

/** The input of a seed: the same on every machine as long as the fixtures are the same. */
export function inputOf(kind: FuzzKind, seed: number, originals: readonly Uint8Array[]): Mutant {
  const random = randomOf(seed)
  const original = random.pick(originals)
  return random.chance(kind.byteShare)
    ? mutateBytes(original, random)
    : kind.mutate(original, random, originals)
}
