import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { ParseThreads } from '../../../src/host/parse-threads'

const echo = `
  const { parentPort } = require('node:worker_threads')
  parentPort.on('message', ({ port }) => port.on('message', (text) => {
    if (text === 'die') process.exit(1)
    port.postMessage(text + ' answered')
  }))
`
let started = 0
const spawn = (code: string) => (): Worker => {
  started++
  return new Worker(code, { eval: true })
}

let threads: ParseThreads
afterEach(async () => {
  await threads.dispose()
  started = 0
})

const answerOf = (port: MessagePort | undefined, text: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    port?.once('message', resolve)
    port?.once('close', () => reject(new Error('the thread has gone')))
    port?.postMessage(text)
  })

describe('ParseThreads', () => {
  it('are shared by all who open files, each over ports of its own', async () => {
    threads = new ParseThreads(spawn(echo), 2)
    const one = threads.acquire()
    const other = threads.acquire()
    expect(started).toBe(2)
    expect(one.ports).toHaveLength(2)
    expect(await answerOf(one.ports[0], 'a')).toBe('a answered')
    expect(await answerOf(other.ports[0], 'b')).toBe('b answered')
    for (const port of [...one.ports, ...other.ports]) port.close()
    one.release()
    other.release()
  })

  it('are replaced when one dies, for everyone who holds it', async () => {
    threads = new ParseThreads(spawn(echo), 1)
    const lease = threads.acquire()
    const replacement = new Promise<MessagePort | undefined>((resolve) => lease.onReplacement(resolve))
    await expect(answerOf(lease.ports[0], 'die')).rejects.toThrow('the thread has gone')
    const port = await replacement
    expect(await answerOf(port, 'again')).toBe('again answered')
    port?.close()
    lease.release()
  })

  it('end soon after nobody holds them any more, and start again when somebody does', async () => {
    const ended: Promise<unknown>[] = []
    threads = new ParseThreads(() => {
      const worker = spawn(echo)()
      ended.push(once(worker, 'exit'))
      return worker
    }, 2)
    const lease = threads.acquire()
    for (const port of lease.ports) port.close()
    lease.release()
    await Promise.all(ended)
    const later = threads.acquire()
    expect(started).toBe(4)
    expect(await answerOf(later.ports[0], 'c')).toBe('c answered')
    for (const port of later.ports) port.close()
    later.release()
  })

  it('are given up where none can live, instead of being started for ever', async () => {
    threads = new ParseThreads(spawn("throw new Error('cannot live here')"), 2)
    const lease = threads.acquire()
    await new Promise<void>((resolve) => {
      lease.onReplacement((port) => {
        port?.close()
        if (port === undefined) resolve()
      })
    })
    expect(started).toBeLessThanOrEqual(2 + 8)
    lease.release()
  })
})
