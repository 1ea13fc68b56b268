/** The picture as it will be, what is in it, and where it goes. */
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { Clipboard, Download, FileText, Image } from 'lucide-react'
import type { SourceDto } from '../../../contract/sources'
import { composePicture, sentenceFor, type PictureParts } from '../../../picture/export-page'
import { gatherPicture, type AskTrace, type PictureData } from '../../../picture/export-data'
import type { DrawList } from '../../../picture/draw-list'
import { darkPalette, lightPalette } from '../../../picture/palette'
import { call } from '../../connection/call'
import { whileBusy } from '../../state/idle'
import { useNotesOf } from '../../state/notes'
import { openOverlay, useShell } from '../../state/shell'
import { useActiveSource } from '../../state/sources'
import { useTheme } from '../../state/theme'
import { Button } from '../../widgets/button'
import { Choice } from '../../widgets/choice'
import { Dialog } from '../../widgets/dialog'
import { copyPng, savePng, saveReport, saveSvg, type Picture } from './deliver-picture'
import { drawOn, loadLetters, pageMeasure } from '../../gpu/page-canvas'
import {
  changeSettings,
  hasSelectedRange,
  requestOf,
  usePictureSettings,
  widthLimits,
  widthOf,
  type PictureSettings,
} from './picture-settings'
import './export-dialog.css'

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

export function ExportOverlay(): ReactNode {
  const isOpen = useShell((state) => state.overlay === 'export')
  const source = useActiveSource()
  return (
    <Dialog
      title="Export picture"
      isOpen={isOpen && source?.kind === 'trace'}
      onClose={() => openOverlay('none')}
    >
      {source !== undefined && <ExportForm key={source.id} source={source} />}
    </Dialog>
  )
}

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

function ExportForm({ source }: { readonly source: SourceDto }): ReactNode {
  const settings = usePictureSettings()
  const windowTheme = useTheme((state) => state.theme)
  const theme = settings.theme ?? windowTheme
  const notes = useNotesOf(source.id)
  const { data, problem } = usePictureData(source, settings)
  const [title, setTitle] = useState(source.name)
  const [ownSentence, setSentence] = useState<string>()
  const [outcome, setOutcome] = useState('')
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
            measure,
            program: 'Made with Marey',
          }),
    [data, widthPx, theme, title, sentence, source.name, notes, settings.parts, measure],
  )
  const picture: Picture | undefined =
    list === undefined || data === undefined
      ? undefined
      : { list, data, title, sentence, fileName: source.name, notes, scale: Number(settings.scale) }
  const deliver = (act: (picture: Picture) => Promise<string>): void => {
    if (picture === undefined) return
    setOutcome('')
    void whileBusy(act(picture)).then(setOutcome)
  }
  const isWaiting = picture === undefined
  return (
    <div className="export">
      <Preview list={list} problem={problem} name={source.name} />
      <div className="export-form">
        <label className="export-field">
          Title
          <input value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} />
        </label>
        <label className="export-field">
          Sentence
          <textarea
            value={sentence}
            rows={3}
            maxLength={1000}
            onChange={(event) => setSentence(event.target.value)}
          />
        </label>
        <Choices source={source} settings={settings} theme={theme} />
        <fieldset className="export-parts">
          <legend>In the picture</legend>
          {partNames.map(([part, label]) => (
            <label key={part}>
              <input
                type="checkbox"
                checked={settings.parts[part]}
                onChange={(event) =>
                  changeSettings({ parts: { ...settings.parts, [part]: event.target.checked } })
                }
              />
              {label}
            </label>
          ))}
        </fieldset>
        {list !== undefined && (
          <p className="dim" data-testid="picture-size">
            {Math.round(list.widthPx * Number(settings.scale))} ×{' '}
            {Math.round(list.heightPx * Number(settings.scale))} pixels
          </p>
        )}
        <div className="export-actions">
          <Button
            label="Save PNG"
            icon={Image}
            isPrimary
            isDisabled={isWaiting}
            onClick={() => deliver(savePng)}
          />
          <Button label="Save SVG" icon={Download} isDisabled={isWaiting} onClick={() => deliver(saveSvg)} />
          <Button
            label="Copy picture"
            icon={Clipboard}
            isDisabled={isWaiting}
            onClick={() => deliver(copyPng)}
          />
          <Button
            label="Save report"
            icon={FileText}
            hint="A Markdown report with tables, and the picture beside it"
            isDisabled={isWaiting}
            onClick={() => deliver(saveReport)}
          />
        </div>
        <p role="status" className="export-outcome">
          {outcome}
        </p>
      </div>
    </div>
  )
}

function Preview(props: {
  readonly list: DrawList | undefined
  readonly problem: string
  readonly name: string
}): ReactNode {
  const { list, problem, name } = props
  const ref = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (ref.current !== null && list !== undefined) drawOn(ref.current, list, window.devicePixelRatio)
  }, [list])
  return (
    <div className="export-preview">
      {problem !== '' && <p role="alert">The picture cannot be made: {problem}</p>}
      {list === undefined && problem === '' && <p className="dim">Drawing…</p>}
      <canvas
        ref={ref}
        role="img"
        aria-label={`Picture of ${name} as it will be saved`}
        hidden={list === undefined}
        data-testid="export-preview"
      />
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
      <Line label="Size">
        <Choice
          label="Size"
          options={[
            { value: 'ticket', label: 'Ticket' },
            { value: 'wide', label: 'Wide' },
            { value: 'seen', label: 'What I see' },
            { value: 'own', label: 'Own' },
          ]}
          value={settings.size}
          onChange={(size) => changeSettings({ size })}
        />
        {settings.size === 'own' && (
          <input
            type="number"
            aria-label="Width in pixels"
            className="export-width"
            min={widthLimits.minimum}
            max={widthLimits.maximum}
            defaultValue={settings.ownWidthPx}
            onChange={(event) => changeSettings({ ownWidthPx: event.target.valueAsNumber })}
          />
        )}
      </Line>
      <Line label="Scale">
        <Choice
          label="Scale"
          options={(['1', '2', '3', '4'] as const).map((value) => ({ value, label: `${value} ×` }))}
          value={settings.scale}
          onChange={(scale) => changeSettings({ scale })}
        />
      </Line>
      <Line label="Theme">
        <Choice
          label="Theme of the picture"
          options={[
            { value: 'dark', label: 'Dark' },
            { value: 'light', label: 'Light' },
          ]}
          value={theme}
          onChange={(next) => changeSettings({ theme: next })}
        />
      </Line>
    </>
  )
}

const Line = ({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode => (
  <div className="export-line">
    <span>{label}</span>
    <div>{children}</div>
  </div>
)
