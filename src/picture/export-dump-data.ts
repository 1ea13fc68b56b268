/** What a picture of a goroutine dump is made of, asked through the interface that the window uses. */
import { succeed, type Result } from '../base/result'
import type { MethodName, Params, Results } from '../contract/api'
import { dumpTimeText, timesOfDumps, timeSourceText } from '../contract/dump-times'
import type { DumpOverviewDto, GroupsDto, Similarity } from '../contract/dump-dto'

interface AskError {
  readonly message: string
}

export type AskDump = <M extends Extract<MethodName, `dump/${string}`>>(
  method: M,
  params: Omit<Params<M>, 'source'>,
) => Promise<Result<Results[M], AskError>>

export interface DumpPictureRequest {
  /** One dump of a series; undefined: all together. */
  readonly dump: number | undefined
  readonly similarity: Similarity
  readonly filter: string
}

export interface DumpPictureData {
  readonly overview: DumpOverviewDto
  readonly groups: GroupsDto
  readonly request: DumpPictureRequest
}

/** Fails with the words of the first question that failed. */
export async function gatherDumpPicture(
  ask: AskDump,
  request: DumpPictureRequest,
): Promise<Result<DumpPictureData, AskError>> {
  const overview = await ask('dump/overview', {})
  if (!overview.ok) return overview
  const groups = await ask('dump/groups', {
    dumps: request.dump === undefined ? [] : [request.dump],
    similarity: request.similarity,
    filter: request.filter,
  })
  return groups.ok ? succeed({ overview: overview.value, groups: groups.value, request }) : groups
}

/** The weightiest finding about what is shown, for the sentence above a picture; '' where there is none. */
export function dumpSentence({ overview, request }: DumpPictureData): string {
  const found = overview.findings.find(
    ({ at }) => request.dump === undefined || at.dump === undefined || at.dump === request.dump,
  )
  return found?.text ?? ''
}

/** When the dump that is shown was taken and how that is known; '' when it is not, or when several are shown. */
export function dumpMoment(
  { overview, request }: DumpPictureData,
  fileName: string,
  givenMs: Readonly<Record<number, number>>,
): string {
  const { dumps } = overview
  const times = timesOfDumps(
    dumps.map(({ index, unixMs }) => ({
      fileName,
      dumpCount: dumps.length,
      logMs: unixMs,
      givenMs: givenMs[index],
    })),
  )
  const at = dumps.findIndex(({ index }) => index === request.dump)
  const time = times[at]
  const text = time === undefined ? '' : dumpTimeText(time)
  return time === undefined || text === '' ? '' : `taken ${text} (${timeSourceText(time.source)})`
}
