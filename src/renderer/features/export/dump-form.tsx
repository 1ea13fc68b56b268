/** The picture of a goroutine dump: the dump, similarity and filter are those of the view of its groups. */
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { fail, succeed, type Result } from '../../../base/result'
import type { SourceDto } from '../../../contract/sources'
import {
  allDumpParts,
  composeDumpPicture,
  maximumPictureGroups,
  type DumpPictureParts,
} from '../../../picture/export-dump'
import {
  dumpMoment,
  dumpSentence,
  gatherDumpPicture,
  type AskDump,
  type DumpPictureData,
} from '../../../picture/export-dump-data'
import { dumpPictureName } from '../../../picture/export-name'
import { darkPalette, lightPalette } from '../../../picture/palette'
import { call } from '../../connection/call'
import { loadLetters, pageMeasure } from '../../gpu/page-canvas'
import { shownDump, useDumpChoice, type DumpChoice } from '../../state/dump-choice'
import { givenTimesOf } from '../../state/given-times'
import { whileBusy } from '../../state/idle'
import { useNotesOf } from '../../state/notes'
import { useTheme } from '../../state/theme'
import { Choice } from '../../widgets/choice'
import type { Picture } from './deliver-picture'
import { dumpReport } from './dump-report'
import { Deliver, Line, Look, Parts, Preview, Words } from './picture-form'
import { usePictureSettings, widthOf } from './picture-settings'

const partNames: readonly (readonly [keyof DumpPictureParts, string])[] = [
  ['title', 'Title'],
  ['sentence', 'Sentence'],
  ['file', 'File name and counts'],
  ['idle', 'Idle by design'],
  ['statistics', 'Figures'],
  ['legend', 'Legend'],
  ['notes', 'Notes and their stacks'],
]

const groupCounts = ['10', '30', 'all'] as const

interface Gathered {
  readonly data: DumpPictureData | undefined
  readonly problem: string
}

async function gather(source: SourceDto, choice: DumpChoice, signal: AbortSignal): Promise<Gathered> {
  const ask: AskDump = (method, params) =>
    call(method, { source: source.id, ...params } as never, signal) as never
  const overview = await ask('dump/overview', {})
  if (!overview.ok) return { data: undefined, problem: overview.error.message }
  const answer = await gatherDumpPicture(ask, {
    dump: shownDump(choice, overview.value.dumps.length),
    similarity: choice.similarity,
    filter: choice.filter,
  })
  return answer.ok ? { data: answer.value, problem: '' } : { data: undefined, problem: answer.error.message }
}

function useGathered(source: SourceDto, choice: DumpChoice): Gathered {
  const [gathered, setGathered] = useState<Gathered>({ data: undefined, problem: '' })
  useEffect(() => {
    const abort = new AbortController()
    void whileBusy(Promise.all([gather(source, choice, abort.signal), loadLetters()])).then(([next]) => {
      if (!abort.signal.aborted) setGathered(next)
    })
    return () => abort.abort()
  }, [source, choice])
  return gathered
}

export function DumpForm({ source }: { readonly source: SourceDto }): ReactNode {
  const settings = usePictureSettings()
  const windowTheme = useTheme((state) => state.theme)
  const theme = settings.theme ?? windowTheme
  const notes = useNotesOf(source.id)
  const choice = useDumpChoice(source.id)
  const { data, problem } = useGathered(source, choice)
  const [parts, setParts] = useState(allDumpParts)
  const [groupCount, setGroupCount] = useState<(typeof groupCounts)[number]>('30')
  const [title, setTitle] = useState(source.name)
  const [ownSentence, setSentence] = useState<string>()
  const measure = useMemo(() => pageMeasure(), [])
  const sentence = ownSentence ?? (data === undefined ? '' : dumpSentence(data))
  const widthPx = widthOf(settings, source)
  const list = useMemo(
    () =>
      data === undefined
        ? undefined
        : composeDumpPicture(data, {
            widthPx,
            palette: theme === 'dark' ? darkPalette : lightPalette,
            title,
            sentence,
            fileName: source.name,
            time: dumpMoment(data, source.name, givenTimesOf(source)),
            notes,
            parts,
            maximumGroups: groupCount === 'all' ? maximumPictureGroups : Number(groupCount),
            measure,
            program: 'Made with Marey',
          }),
    [data, widthPx, theme, title, sentence, source, notes, parts, groupCount, measure],
  )
  const picture = useMemo((): Picture | undefined => {
    if (list === undefined || data === undefined) return undefined
    const { name: fileName } = source
    const dumpName = data.overview.dumps.find(({ index }) => index === data.request.dump)?.name ?? ''
    return {
      list,
      title,
      fileName,
      scale: Number(settings.scale),
      nameFor: (extension) =>
        dumpPictureName({
          fileName,
          title,
          dumpName: data.overview.dumps.length < 2 ? '' : dumpName,
          extension,
        }),
      report: async (pictureName) => {
        const groups = await groupsAsMarkdown(source, data)
        return groups.ok
          ? succeed(dumpReport(groups.value, { title, sentence, fileName, notes, pictureName }))
          : groups
      },
    }
  }, [list, data, source, title, sentence, notes, settings.scale])
  return (
    <div className="export">
      <Preview list={list} problem={problem} name={source.name} />
      <div className="export-form">
        <Words title={title} sentence={sentence} onTitle={setTitle} onSentence={setSentence} />
        <Line label="Groups">
          <Choice
            label="Groups"
            options={groupCounts.map((value) => ({
              value,
              label: value === 'all' ? `Up to ${maximumPictureGroups}` : `First ${value}`,
            }))}
            value={groupCount}
            onChange={setGroupCount}
          />
        </Line>
        <Look settings={settings} theme={theme} canBeAsSeen={false} />
        <Parts
          names={partNames}
          parts={parts}
          onChange={(part, isIn) => setParts({ ...parts, [part]: isIn })}
        />
        <Deliver picture={picture} />
      </div>
    </div>
  )
}

async function groupsAsMarkdown(
  source: SourceDto,
  { request }: DumpPictureData,
): Promise<Result<string, string>> {
  const answer = await call('dump/export', {
    source: source.id,
    dumps: request.dump === undefined ? [] : [request.dump],
    similarity: request.similarity,
    filter: request.filter,
    format: 'markdown',
  })
  return answer.ok ? succeed(answer.value.text) : fail(answer.error.message)
}
