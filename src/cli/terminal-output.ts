import type { WriteStream } from 'node:tty'
import { formatShare } from '../base/format-units'
import { harmlessLine, harmlessLines } from '../base/harmless-text'
import type { CommandOutput } from './command'

/** Shorter work shows no progress. */
const quietMs = 500

/** The streams of the process, as far as they are needed here. */
export interface Streams {
  readonly stdout: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean }
  readonly stderr: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean; readonly columns?: number }
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Milliseconds that only rise. */
  now(): number
}

/**
 * Results to stdout, everything else to stderr; one progress line on a terminal, gone when something is written. What
 * comes from files can neither drive the terminal nor turn the reading order around.
 */
export class TerminalOutput implements CommandOutput {
  readonly hasColor: boolean
  private readonly startMs: number
  private isProgressShown = false

  constructor(private readonly streams: Streams) {
    this.startMs = streams.now()
    // https://no-color.org: present and not empty.
    this.hasColor = streams.stdout.isTTY === true && (streams.environment['NO_COLOR'] ?? '') === ''
  }

  out(text: string): void {
    this.clearProgress()
    this.streams.stdout.write(harmlessLines(text))
  }

  outBytes(bytes: Uint8Array): void {
    this.clearProgress()
    this.streams.stdout.write(bytes)
  }

  notice(line: string): void {
    this.clearProgress()
    this.streams.stderr.write(`${harmlessLine(line)}\n`)
  }

  progress(file: string, stage: string, doneBytes: number, totalBytes: number): void {
    const { stderr, now } = this.streams
    if (stderr.isTTY !== true || now() - this.startMs < quietMs) return
    const share = totalBytes > 0 ? formatShare(Math.min(1, doneBytes / totalBytes)) : ''
    const text = harmlessLine(`${file}: ${stage} ${share}`).slice(0, Math.max(20, (stderr.columns ?? 80) - 1))
    stderr.write(`\r\u001b[K${text}`)
    this.isProgressShown = true
  }

  /** Takes the progress line away. Call before the process ends. */
  clearProgress(): void {
    if (!this.isProgressShown) return
    this.isProgressShown = false
    this.streams.stderr.write('\r\u001b[K')
  }
}
