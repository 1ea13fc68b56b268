/**
 * Files that a browser sends. They go to disk as they arrive, never whole into memory, into a folder that only this
 * user may enter, and are removed when their tab is closed or the program ends.
 */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import type { ApiError } from '../contract/errors'
import { limits } from '../contract/limits'

const maximumNameLength = 200

/** A name to show: the last part, without control characters. */
export function uploadName(name: string | null): string {
  const last = (name ?? '').split(/[\\/]/).pop() ?? ''
  const clean = last.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '').trim()
  return clean === '' || clean === '.' || clean === '..' ? 'upload' : clean.slice(0, maximumNameLength)
}

export class Uploads {
  private folder: Promise<string> | undefined
  private folderPath: string | undefined
  private readonly removeAtExit = (): void => {
    if (this.folderPath !== undefined) rmSync(this.folderPath, { recursive: true, force: true })
  }

  constructor(private readonly maximumBytes: number = limits.uploadBytes) {}

  /**
   * The path of the received file. A body that is too long, breaks off, or does not fit on the disk leaves nothing.
   * @param announcedBytes the request's Content-Length, where it has one.
   */
  async receive(
    body: AsyncIterable<Uint8Array> | null,
    announcedBytes: number | undefined,
  ): Promise<Result<string, ApiError>> {
    if (announcedBytes !== undefined && announcedBytes > this.maximumBytes) return fail(this.tooLarge())
    const path = join(await this.ensureFolder(), randomBytes(8).toString('hex'))
    const file = await open(path, 'wx', 0o600)
    let received = 0
    let failure: ApiError | undefined
    try {
      for await (const chunk of body ?? []) {
        received += chunk.byteLength
        if (received > this.maximumBytes) {
          failure = this.tooLarge()
          break
        }
        let written = 0
        while (written < chunk.byteLength) written += (await file.write(chunk, written)).bytesWritten
      }
      if (failure === undefined && announcedBytes !== undefined && received !== announcedBytes) {
        failure = {
          code: 'file-unreadable',
          message: `the upload broke off after ${received} of ${announcedBytes} bytes`,
        }
      }
    } catch (error) {
      failure = {
        code: 'file-unreadable',
        message: `the upload broke off after ${received} bytes: ${(error as Error).message}`,
      }
    } finally {
      await file.close()
    }
    if (failure === undefined) return succeed(path)
    await this.remove(path)
    return fail(failure)
  }

  async remove(path: string): Promise<void> {
    await rm(path, { force: true })
  }

  async dispose(): Promise<void> {
    process.off('exit', this.removeAtExit)
    if (this.folder !== undefined) await rm(await this.folder, { recursive: true, force: true })
    this.folder = undefined
    this.folderPath = undefined
  }

  private tooLarge(): ApiError {
    return {
      code: 'over-budget',
      message: `an upload may have ${this.maximumBytes} bytes at most; open larger files by their path: marey serve FILE`,
    }
  }

  private ensureFolder(): Promise<string> {
    this.folder ??= mkdtemp(join(tmpdir(), 'marey-')).then((path) => {
      this.folderPath = path
      process.on('exit', this.removeAtExit)
      return path
    })
    return this.folder
  }
}
