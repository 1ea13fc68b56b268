import type { CommandOutput } from '../../../src/cli/command'

/** Keeps what a command writes. */
export class RecordedOutput implements CommandOutput {
  text = ''
  readonly bytes: Uint8Array[] = []
  readonly notices: string[] = []
  readonly hasColor = false

  out(text: string): void {
    this.text += text
  }

  outBytes(bytes: Uint8Array): void {
    this.bytes.push(bytes)
  }

  notice(line: string): void {
    this.notices.push(line)
  }

  progress(): void {}
}
