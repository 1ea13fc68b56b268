/**
 * How the time axis of a file reads: since the start, since an origin that the user has set, or as a clock; with the
 * moment at which the trace began where its file does not say. Kept over restarts.
 */
import { create } from 'zustand'
import type { SourceDto, SourceId } from '../../contract/sources'
import type { SessionView } from '../../notes/session-file'
import type { WallClock } from '../../picture/wall-clock'
import { keepsRecordPerSource } from './forget-source'
import { sourceOf } from './sources'
import { fileKey, readStored, writeStored } from './stored'

export interface TimeAxis {
  readonly mode: 'relative' | 'clock'
  /** What is called zero, ns since the trace's start. */
  readonly originNs: number
  /** Set by the user: unix ms at the trace's start, to the microsecond. */
  readonly anchorUnixMs: number | undefined
}

export const initialAxis: TimeAxis = { mode: 'relative', originNs: 0, anchorUnixMs: undefined }

export const useTimeAxes = create<Readonly<Record<SourceId, TimeAxis>>>(() => ({}))
keepsRecordPerSource('time axis', useTimeAxes)

const keyOf = (file: SourceDto): string => `${fileKey(file)}#axis`

export const timeAxisOf = (source: SourceId): TimeAxis => useTimeAxes.getState()[source] ?? initialAxis
export const useTimeAxis = (source: SourceId): TimeAxis =>
  useTimeAxes((state) => state[source] ?? initialAxis)

/** Brings back what was kept for the file; once. */
export function restoreTimeAxis(source: SourceId): void {
  const file = sourceOf(source)
  if (file === undefined || useTimeAxes.getState()[source] !== undefined) return
  const kept = readStored(keyOf(file)) as Partial<Record<keyof TimeAxis, unknown>> | undefined
  const number = (value: unknown): number | undefined =>
    typeof value === 'number' && Number.isFinite(value) ? value : undefined
  useTimeAxes.setState({
    [source]: {
      mode: kept?.mode === 'clock' ? 'clock' : 'relative',
      originNs: number(kept?.originNs) ?? 0,
      anchorUnixMs: number(kept?.anchorUnixMs),
    },
  })
}

export function changeTimeAxis(source: SourceId, part: Partial<TimeAxis>): void {
  useTimeAxes.setState({ [source]: { ...timeAxisOf(source), ...part } })
  const file = sourceOf(source)
  if (file !== undefined) writeStored(keyOf(file), timeAxisOf(source))
}

/** The user's clock and axis as a session keeps them; nothing where they are as at first. */
export function keptTimeAxis(source: SourceId): Pick<SessionView, 'wallClock' | 'axis'> {
  const { mode, originNs, anchorUnixMs } = timeAxisOf(source)
  const isChanged = mode !== initialAxis.mode || originNs !== initialAxis.originNs
  return {
    ...(anchorUnixMs === undefined
      ? {}
      : { wallClock: { atNs: 0, unixNs: String(microseconds(anchorUnixMs) * 1_000n) } }),
    ...(isChanged ? { axis: { mode, originNs } } : {}),
  }
}

/** As a session says it; what it does not say stays. */
export function restoreKeptTimeAxis(source: SourceId, { wallClock, axis }: SessionView): void {
  restoreTimeAxis(source)
  const anchor =
    wallClock === undefined
      ? {}
      : {
          anchorUnixMs:
            Number((BigInt(wallClock.unixNs) - BigInt(Math.round(wallClock.atNs))) / 1_000n) / 1e3,
        }
  if (wallClock !== undefined || axis !== undefined) changeTimeAxis(source, { ...anchor, ...axis })
}

const microseconds = (unixMs: number): bigint => BigInt(Math.round(unixMs * 1e3))

/** When the trace began: by its file, else as the user says; undefined when nobody knows. */
export function wallClockOf(source: SourceId, startUnixNsInFile: string | undefined): WallClock | undefined {
  const { anchorUnixMs } = timeAxisOf(source)
  if (startUnixNsInFile === undefined && anchorUnixMs === undefined) return undefined
  const startUnixNs =
    startUnixNsInFile === undefined ? microseconds(anchorUnixMs ?? 0) * 1_000n : BigInt(startUnixNsInFile)
  const utcOffsetMinutes = -new Date(Number(startUnixNs / 1_000_000n)).getTimezoneOffset()
  return { startUnixNs, utcOffsetMinutes }
}
