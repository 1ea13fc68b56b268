import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { neverCancelled } from '../../base/cancellation'
import type { Result } from '../../base/result'
import { fail, succeed } from '../../base/result'
import { openSession } from '../../engine/open-session'
import type { Session } from '../../engine/session'
import { budgetFor, readMemoryFacts } from '../../host/memory-budget'
import { parseSession, sessionLimitBytes } from '../../notes/session-file'
import type { SessionFile } from '../../notes/session-file'
import type { DrawList } from '../../picture/draw-list'
import type { TextMeasure } from '../../picture/label-fit'
import { darkPalette, lightPalette } from '../../picture/palette'
import type { Palette } from '../../picture/palette'
import { writeSvg } from '../../picture/svg-writer'
import type { Command, CommandOutput } from '../command'
import { UsageError } from '../command'
import { composeDumpFilePicture } from '../compose-dump-picture'
import { composeTracePicture } from '../compose-trace-picture'
import { ExitCode } from '../exit-codes'
import { unreadable, wrongUse, type ExportRequest, type Refusal } from '../export-request'
import { sha256Of } from '../hash-source'
import { withInput } from '../input-file'
import type { Input } from '../input-file'
import { placeText, warningText } from '../loss-text'
import { loadNodeCanvas, maximumPixels, roughMeasure } from '../node-canvas'
import { parseOptions, parseTime } from '../parse-options'
import { writePictureFile } from '../write-picture-file'
import { exportUsage } from '../usage/export'

const options = {
  from: { type: 'string' },
  to: { type: 'string' },
  rows: { type: 'string' },
  highlight: { type: 'string' },
  dump: { type: 'string' },
  theme: { type: 'string' },
  scale: { type: 'string' },
  width: { type: 'string' },
  'max-rows': { type: 'string' },
  title: { type: 'string' },
  sentence: { type: 'string' },
  session: { type: 'string' },
  output: { type: 'string', short: 'o' },
} as const

export const exportCommand: Command = {
  ...exportUsage,
  async run(args, output) {
    const { values, positionals } = parseOptions(args, options)
    const [name] = positionals
    if (name === undefined || positionals.length > 1) throw new UsageError('name one trace or dump')
    const outputName = values.output
    if (outputName === undefined)
      throw new UsageError('--output is missing: a name that ends in .png or .svg')
    const request: ExportRequest = {
      name,
      outputName,
      format: formatOf(outputName),
      fromNs: values.from === undefined ? undefined : parseTime('--from', values.from),
      toNs: values.to === undefined ? undefined : parseTime('--to', values.to),
      rows: values.rows,
      highlight: values.highlight,
      dump: dumpOf(values.dump),
      palette: paletteOf(values.theme),
      scale: numberOf('--scale', values.scale, 2, 1, 4, false),
      widthPx: numberOf('--width', values.width, 1200, 480, 8000, true),
      maximumRows: numberOf('--max-rows', values['max-rows'], 60, 1, 400, true),
      title: values.title,
      sentence: values.sentence,
      sessionName: values.session,
    }
    if (request.fromNs !== undefined && request.toNs !== undefined && request.fromNs >= request.toNs)
      throw new UsageError('--from lies behind --to')
    return withInput(name, output, (input) => exportPicture(input, request, output))
  },
}

function formatOf(outputName: string): 'png' | 'svg' {
  const ending = /\.(png|svg)$/i.exec(outputName)?.[1]?.toLowerCase()
  if (ending === 'png' || ending === 'svg') return ending
  throw new UsageError(`--output ${outputName}: the name must end in .png or .svg`)
}

/** Index of the dump; undefined of what was not said. */
function dumpOf(text: string | undefined): ExportRequest['dump'] {
  if (text === undefined || text === 'all') return text
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text) - 1
  throw new UsageError(`--dump ${text}: the number of a dump in the file, from 1, or all`)
}

function paletteOf(theme = 'light'): Palette {
  if (theme === 'dark') return darkPalette
  if (theme === 'light') return lightPalette
  throw new UsageError(`--theme ${theme}: dark or light`)
}

function numberOf(
  option: string,
  text: string | undefined,
  otherwise: number,
  minimum: number,
  maximum: number,
  isWhole: boolean,
): number {
  if (text === undefined) return otherwise
  const value = Number(text)
  const isNumber = /^\d+(\.\d+)?$/.test(text) && (!isWhole || Number.isInteger(value))
  if (isNumber && value >= minimum && value <= maximum) return value
  throw new UsageError(
    `${option} ${text}: a ${isWhole ? 'whole number' : 'number'} from ${minimum} to ${maximum}`,
  )
}

async function exportPicture(input: Input, request: ExportRequest, output: CommandOutput): Promise<ExitCode> {
  const written = await writePicture(input, request, output)
  if (written.ok) return written.value
  output.notice(`marey: ${written.error.message}`)
  return written.error.exitCode
}

async function writePicture(
  input: Input,
  request: ExportRequest,
  output: CommandOutput,
): Promise<Result<ExitCode, Refusal>> {
  const { name, format } = request
  const kept = request.sessionName === undefined ? undefined : readSession(request.sessionName, input)
  if (kept !== undefined && !kept.ok) return kept
  const canvas = await loadNodeCanvas()
  if (!canvas.ok && format === 'png') return fail({ message: canvas.error, exitCode: ExitCode.unavailable })
  const session = await openSession(input.source, {
    name: basename(name),
    budgetBytes: budgetFor(readMemoryFacts(), 0),
    cancellation: neverCancelled,
    onProgress: (stage, done, total) => output.progress(name, stage, done, total),
  })
  if (!session.ok) {
    const { message, byteOffset } = session.error
    return unreadable(`${name} cannot be read: ${message}${placeText(byteOffset)}`)
  }
  const list = await composeFor(
    session.value,
    request,
    kept?.value,
    canvas.ok ? canvas.value.measure : roughMeasure,
  )
  if (!list.ok) return list
  let bytes: Uint8Array
  if (format === 'svg')
    bytes = new TextEncoder().encode(writeSvg(list.value, request.title ?? basename(name)))
  else {
    const pixels = list.value.widthPx * list.value.heightPx * request.scale ** 2
    if (pixels > maximumPixels)
      return wrongUse(
        'the picture would have more than 268 million pixels. Choose a smaller --scale, --width or --max-rows',
      )
    if (!canvas.ok) return unreadable(canvas.error)
    bytes = await canvas.value.draw(list.value, request.scale).toPng()
  }
  const problem = writePictureFile(request.outputName, bytes)
  if (problem !== undefined) return fail({ message: problem, exitCode: ExitCode.unavailable })
  for (const warning of session.value.warnings)
    if (warning.isLoss === true) output.notice(`marey: ${name}: lost: ${warningText(warning)}`)
  return succeed(session.value.isComplete ? ExitCode.whole : ExitCode.partial)
}

function composeFor(
  session: Session,
  request: ExportRequest,
  kept: SessionFile | undefined,
  measure: TextMeasure,
): Promise<Result<DrawList, Refusal>> {
  switch (session.kind) {
    case 'trace':
      return composeTracePicture(session, request, kept, measure)
    case 'goroutine-dump':
    case 'crash':
      return composeDumpFilePicture(session, request, kept, measure)
    default:
      return Promise.resolve(
        unreadable(
          `${request.name} is a ${session.kind} file. Pictures are made of traces and goroutine dumps.`,
        ),
      )
  }
}

/** What the session file says about exactly this trace, found by its hash. */
function readSession(sessionName: string, input: Input): Result<SessionFile, Refusal> {
  let text: string
  try {
    if (statSync(sessionName).size > sessionLimitBytes)
      return unreadable(`${sessionName} is larger than a session of Marey can be`)
    text = readFileSync(sessionName, 'utf8')
  } catch (error) {
    const { code = 'unknown error' } = error as { readonly code?: string }
    return fail({
      message: `the session file ${sessionName} could not be read (${code}). Check its name and permissions.`,
      exitCode: ExitCode.unavailable,
    })
  }
  const session = parseSession(text)
  if (!session.ok) return unreadable(`${sessionName}: ${session.error.message}`)
  const hash = sha256Of(input.source)
  const file = session.value.files.find(({ sha256 }) => sha256 === hash)
  if (file !== undefined) return succeed(file)
  const names = session.value.files.map(({ name }) => name).join(', ')
  return unreadable(
    `${sessionName} is not about this file: its content has another hash. The session is about ${names || 'no file'}.`,
  )
}
