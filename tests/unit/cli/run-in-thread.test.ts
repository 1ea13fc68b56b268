import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { summaryCommand } from '../../../src/cli/commands/summary'
import { UsageError } from '../../../src/cli/command'
import { runInThread } from '../../../src/cli/run-in-thread'
import { RecordedOutput } from './recorded-output'

/** A thread that runs this JavaScript instead of a command. */
const thread = (code: string) => (options: object) =>
  new Worker(`const { parentPort, workerData } = require('node:worker_threads'); ${code}`, {
    ...options,
    eval: true,
  })

const run = (code: string, output = new RecordedOutput()): Promise<number> =>
  runInThread(thread(code), summaryCommand, ['a', '--json'], output)

describe('a command in its thread', () => {
  it('gets its task, writes through the main thread, and ends with its code', async () => {
    const output = new RecordedOutput()
    const code = await run(
      `parentPort.postMessage({ type: 'out', text: workerData.command + ' ' + workerData.args.join(' ') })
       parentPort.postMessage({ type: 'notice', line: 'odd' })
       parentPort.postMessage({ type: 'bytes', bytes: new Uint8Array([1, 2]) })
       parentPort.postMessage({ type: 'progress', file: 'a', stage: 'Reading', doneBytes: 1, totalBytes: 2 })
       parentPort.postMessage({ type: 'done', code: 3 })`,
      output,
    )
    expect(code).toBe(3)
    expect(output.text).toBe('summary a --json')
    expect(output.notices).toEqual(['odd'])
    expect(output.bytes).toEqual([new Uint8Array([1, 2])])
  })

  it('is told what has been written, so that it can wait', async () => {
    const code = await run(
      `parentPort.postMessage({ type: 'out', text: 'one' })
       parentPort.postMessage({ type: 'bytes', bytes: new Uint8Array([1]) })
       const written = new Int32Array(workerData.written)
       for (let done = 0; done < 2; done = Atomics.load(written, 0)) Atomics.wait(written, 0, done, 10_000)
       parentPort.postMessage({ type: 'done', code: 4 })`,
    )
    expect(code).toBe(4)
  })

  it('passes on a wrong call as one', async () => {
    await expect(run(`parentPort.postMessage({ type: 'usage', message: 'which file?' })`)).rejects.toThrow(
      new UsageError('which file?'),
    )
  })

  it('rejects for a bug, and for an end without a word', async () => {
    await expect(run(`throw new TypeError('broken')`)).rejects.toThrow('broken')
    await expect(run(`process.exit(7)`)).rejects.toThrow("the command's thread ended early with code 7")
  })
})
