/** The picture of a stretch of a trace. */
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { succeed } from '../../../base/result'
import type { SourceDto } from '../../../contract/sources'
import { composePicture, sentenceFor, type PictureParts } from '../../../picture/export-page'
import { gatherPicture, type AskTrace, type PictureData } from '../../../picture/export-data'
import type { PictureTiming } from '../../../picture/export-rows'
import { pictureFileName } from '../../../picture/export-name'
import { darkPalette, lightPalette } from '../../../picture/palette'
import { call } from '../../connection/call'
import { loadLetters, pageMeasure } from '../../gpu/page-canvas'
import { useHighlight } from '../../state/highlight'
import { whileBusy } from '../../state/idle'
import { useNotesOf } from '../../state/notes'
import { useTheme } from '../../state/theme'
import { useTimeAxis, wallClockOf } from '../../state/time-axis'
import { Choice } from '../../widgets/choice'
import type { Picture } from './deliver-picture'
import { Deliver, Line, Look, Parts, Preview, Words } from './picture-form'
import {
  changeSettings,
  hasSelectedRange,
  requestOf,
  usePictureSettings,
  widthOf,
  type PictureSettings,
} from './picture-settings'
import { markdownReport } from './report'

const partNames: readonly (readonly [keyof PictureParts, string])[] = [
  ['title', 'Title'],
  ['sentence', 'Sentence'],
  ['file', 'File name and Go version'],
  ['range', 'Time range'],
  ['axis', 'Axis'],
  ['legend', 'Legend'],
  ['statistics', 'Figures of the range'],
  ['notes', 'Notes'],
]

interface Gathered {
  readonly data: PictureData | undefined
  readonly problem: string
}

/** Asks anew when rows, stretch or resolution change; what was there stays until then. */
function usePictureData(source: SourceDto, settings: PictureSettings): Gathered {
  const [gathered, setGathered] = useState<Gathered>({ data: undefined, problem: '' })
  const request = JSON.stringify(requestOf(settings, source))
  useEffect(() => {
    const abort = new AbortController()
    const ask: AskTrace = (method, params) =>
      call(method, { source: source.id, ...params } as never, abort.signal) as never
    void whileBusy(Promise.all([gatherPicture(ask, requestOf(settings, source)), loadLetters()])).then(
      ([answer]) => {
        if (abort.signal.aborted) return
        setGathered(
          answer.ok
            ? { data: answer.value, problem: '' }
            : { data: undefined, problem: answer.error.message },
        )
      },
    )
    return () => abort.abort()
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the request stands for the settings
  }, [source.id, request])
  return gathered
}

/** The axis as the timeline has it. */
function usePictureTiming({ id }: SourceDto, data: PictureData | undefined): PictureTiming {
  const { mode, originNs, anchorUnixMs } = useTimeAxis(id)
  const start = data?.overview.wallClockStartUnixNs
  return useMemo(
    () => ({ originNs, clock: mode === 'clock' ? wallClockOf(id, start) : undefined }),
    // The clock of a file without one is the anchor's.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- wallClockOf reads the anchor
    [id, mode, originNs, anchorUnixMs, start],
  )
}

export function TraceForm({ source }: { readonly source: SourceDto }): ReactNode {
  const settings = usePictureSettings()
  const windowTheme = useTheme((state) => state.theme)
  const theme = settings.theme ?? windowTheme
  const notes = useNotesOf(source.id)
  const { data, problem } = usePictureData(source, settings)
  const { current: highlight } = useHighlight(source.id)
  const timing = usePictureTiming(source, data)
  const [title, setTitle] = useState(source.name)
  const [ownSentence, setSentence] = useState<string>()
  const measure = useMemo(() => pageMeasure(), [])
  const sentence = ownSentence ?? (data === undefined ? '' : sentenceFor(data))
  const widthPx = widthOf(settings, source)
  const list = useMemo(
    () =>
      data === undefined
        ? undefined
        : composePicture(data, {
            widthPx,
            palette: theme === 'dark' ? darkPalette : lightPalette,
            density: 'normal',
            title,
            sentence,
            fileName: source.name,
            notes,
            parts: settings.parts,
            highlight,
            timing,
            measure,
            program: 'Made with Marey',
          }),
    [data, widthPx, theme, title, sentence, source.name, notes, settings.parts, highlight, timing, measure],
  )
  const picture = useMemo((): Picture | undefined => {
    if (list === undefined || data === undefined) return undefined
    const { name: fileName } = source
    return {
      list,
      title,
      fileName,
      scale: Number(settings.scale),
      nameFor: (extension) => {
        const { fromNs, toNs, overview } = data
        return pictureFileName({
          fileName,
          title,
          fromNs,
          toNs,
          durationNs: overview.durationNs,
          extension,
        })
      },
      report: (pictureName) =>
        Promise.resolve(succeed(markdownReport(data, { title, sentence, fileName, notes, pictureName }))),
    }
  }, [list, data, source, title, sentence, notes, settings.scale])
  return (
    <div className="export">
      <Preview list={list} problem={problem} name={source.name} />
      <div className="export-form">
        <Words title={title} sentence={sentence} onTitle={setTitle} onSentence={setSentence} />
        <Choices source={source} settings={settings} theme={theme} />
        <Parts
          names={partNames}
          parts={settings.parts}
          onChange={(part, isIn) => changeSettings({ parts: { ...settings.parts, [part]: isIn } })}
        />
        <Deliver picture={picture} />
      </div>
    </div>
  )
}

interface ChoicesProps {
  readonly source: SourceDto
  readonly settings: PictureSettings
  readonly theme: 'dark' | 'light'
}

function Choices({ source, settings, theme }: ChoicesProps): ReactNode {
  return (
    <>
      <Line label="Time">
        <Choice
          label="Time"
          options={[
            { value: 'view', label: 'In view' },
            ...(hasSelectedRange(source) ? [{ value: 'selection' as const, label: 'Selected range' }] : []),
            { value: 'all', label: 'Whole run' },
          ]}
          value={settings.range === 'selection' && !hasSelectedRange(source) ? 'view' : settings.range}
          onChange={(range) => changeSettings({ range })}
        />
      </Line>
      <Line label="Rows">
        <Choice
          label="Rows"
          options={[
            { value: 'view', label: 'In view' },
            { value: 'top', label: 'From the top' },
          ]}
          value={settings.rows}
          onChange={(rows) => changeSettings({ rows })}
        />
      </Line>
      <Look settings={settings} theme={theme} canBeAsSeen />
    </>
  )
}
