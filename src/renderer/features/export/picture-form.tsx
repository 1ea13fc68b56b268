/** What the dialogs of all kinds of pictures have in common: the preview, words to write, choices, and where it goes. */
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Clipboard, Download, FileText, Image } from 'lucide-react'
import type { DrawList } from '../../../picture/draw-list'
import { drawOn } from '../../gpu/page-canvas'
import { whileBusy } from '../../state/idle'
import { Button } from '../../widgets/button'
import { Choice } from '../../widgets/choice'
import { copyPng, savePng, saveReport, saveSvg, type Picture } from './deliver-picture'
import { changeSettings, widthLimits, type PictureSettings } from './picture-settings'

export function Preview(props: {
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
        className={list !== undefined && list.heightPx > list.widthPx ? 'export-tall' : undefined}
        hidden={list === undefined}
        data-testid="export-preview"
      />
    </div>
  )
}

interface WordsProps {
  readonly title: string
  readonly sentence: string
  readonly onTitle: (title: string) => void
  readonly onSentence: (sentence: string) => void
}

export function Words({ title, sentence, onTitle, onSentence }: WordsProps): ReactNode {
  return (
    <>
      <label className="export-field">
        Title
        <input value={title} maxLength={200} onChange={(event) => onTitle(event.target.value)} />
      </label>
      <label className="export-field">
        Sentence
        <textarea
          value={sentence}
          rows={3}
          maxLength={1000}
          onChange={(event) => onSentence(event.target.value)}
        />
      </label>
    </>
  )
}

interface PartsProps<Part extends string> {
  readonly names: readonly (readonly [Part, string])[]
  readonly parts: Readonly<Record<Part, boolean>>
  readonly onChange: (part: Part, isIn: boolean) => void
}

export function Parts<Part extends string>({ names, parts, onChange }: PartsProps<Part>): ReactNode {
  return (
    <fieldset className="export-parts">
      <legend>In the picture</legend>
      {names.map(([part, label]) => (
        <label key={part} className="check-label">
          <input
            type="checkbox"
            checked={parts[part]}
            onChange={(event) => onChange(part, event.target.checked)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  )
}

interface LookProps {
  readonly settings: PictureSettings
  readonly theme: 'dark' | 'light'
  /** Not every kind of file has a width on the screen that a picture could take. */
  readonly canBeAsSeen: boolean
}

/** Width, scale and theme. */
export function Look({ settings, theme, canBeAsSeen }: LookProps): ReactNode {
  return (
    <>
      <Line label="Size">
        <Choice
          label="Size"
          options={[
            { value: 'ticket', label: 'Ticket' },
            { value: 'wide', label: 'Wide' },
            ...(canBeAsSeen ? [{ value: 'seen' as const, label: 'What I see' }] : []),
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

/** Its size in pixels, and what can be done with it; undefined while it is being drawn. */
export function Deliver({ picture }: { readonly picture: Picture | undefined }): ReactNode {
  const [outcome, setOutcome] = useState('')
  const deliver = (act: (picture: Picture) => Promise<string>): void => {
    if (picture === undefined) return
    setOutcome('')
    void whileBusy(act(picture)).then(setOutcome)
  }
  const isWaiting = picture === undefined
  return (
    <>
      {picture !== undefined && (
        <p className="dim" data-testid="picture-size">
          {Math.round(picture.list.widthPx * picture.scale)} ×{' '}
          {Math.round(picture.list.heightPx * picture.scale)} pixels
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
    </>
  )
}

export const Line = ({
  label,
  children,
}: {
  readonly label: string
  readonly children: ReactNode
}): ReactNode => (
  <div className="export-line">
    <span>{label}</span>
    <div>{children}</div>
  </div>
)
