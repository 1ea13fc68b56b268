/** Times of dumps that a person gave, by file and dump; kept with the file over restarts. */
import { create } from 'zustand'
import type { SourceDto, SourceId } from '../../contract/sources'
import { keepsPerSource } from './forget-source'
import { fileKey, readStored, writeStored } from './stored'

type TimesOfFile = Readonly<Record<number, number>>

const useStore = create<{ readonly files: Readonly<Record<SourceId, TimesOfFile>> }>(() => ({ files: {} }))
keepsPerSource({
  name: 'given times of dumps',
  holds: (source) => useStore.getState().files[source] !== undefined,
  forget: (source) =>
    useStore.setState(({ files }) => {
      const { [source]: _gone, ...others } = files
      return { files: others }
    }),
})

const keyOf = (file: SourceDto): string => `${fileKey(file)}#times`
const none: TimesOfFile = {}

function load(file: SourceDto): TimesOfFile {
  const kept = readStored(keyOf(file)) as { readonly times?: unknown } | undefined
  const times = kept?.times
  if (typeof times !== 'object' || times === null) return none
  const read: Record<number, number> = {}
  for (const [dump, unixMs] of Object.entries(times)) {
    if (typeof unixMs === 'number' && Number.isFinite(unixMs)) read[Number(dump)] = unixMs
  }
  return read
}

/** Of these files, by id; read from what is kept where nothing was given since. */
export function useGivenTimes(files: readonly SourceDto[]): ReadonlyMap<SourceId, TimesOfFile> {
  const given = useStore((state) => state.files)
  return new Map(files.map((file) => [file.id, given[file.id] ?? load(file)]))
}

/** @param unixMs undefined takes the given time back. */
export function giveTime(file: SourceDto, dump: number, unixMs: number | undefined): void {
  const { [dump]: _old, ...others } = useStore.getState().files[file.id] ?? load(file)
  const times = unixMs === undefined ? others : { ...others, [dump]: unixMs }
  useStore.setState(({ files }) => ({ files: { ...files, [file.id]: times } }))
  writeStored(keyOf(file), { times })
}

/** Outside React. */
export const givenTimesOf = (file: SourceDto): TimesOfFile => useStore.getState().files[file.id] ?? load(file)

/** Calls back with every file whose times were changed. Answers the function that stops it. */
export function subscribeGivenTimes(listener: (source: SourceId) => void): () => void {
  return useStore.subscribe((state, before) => {
    for (const id of Object.keys(state.files)) if (state.files[id] !== before.files[id]) listener(id)
  })
}
