import { MessageChannel } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { BugError } from '../../../src/base/assert'
import { SourceReadError } from '../../../src/base/byte-source'
import { CancelledError } from '../../../src/base/cancellation'
import { FileChangedError } from '../../../src/host/file-source'
import { ParsePoolClient, ParseThreadDiedError } from '../../../src/host/parse-pool-client'
import type { ParseTask } from '../../../src/engine/parse-pool'
import type { ParseReply, ParseRequest } from '../../../src/host/parse-protocol'

const identity = { device: 1, inode: 2, byteLength: 3, changedMs: 4 }
/** The pool looks into neither task nor result. */
const task = (name: string): ParseTask => ({ name }) as unknown as ParseTask
const nameOf = (request: ParseRequest): string => (request.task as unknown as { name: string }).name

type Behaviour = (request: ParseRequest, port: MessagePort) => Partial<ParseReply> | undefined

let asked = 0

function poolOf(...threads: Behaviour[]): {
  pool: ParsePoolClient
  flag: Int32Array
  add: (b: Behaviour) => void
} {
  const cancelFlag = new SharedArrayBuffer(4)
  const pool = new ParsePoolClient(threads.length, '/a.trace', identity, cancelFlag, () => asked++)
  const add = (behaviour: Behaviour): void => {
    const { port1, port2 } = new MessageChannel()
    port2.on('message', (request: ParseRequest) => {
      const reply = behaviour(request, port2)
      if (reply !== undefined) port2.postMessage({ id: request.id, ...reply })
    })
    pool.addPort(port1)
  }
  for (const thread of threads) add(thread)
  return { pool, flag: new Int32Array(cancelFlag), add }
}

const echo: Behaviour = (request) => ({ outcome: 'done', value: nameOf(request) as never })
const die: Behaviour = (_request, port) => void port.close()

describe('ParsePoolClient', () => {
  it('spreads tasks over the threads and answers each', async () => {
    const seen: string[] = []
    const note =
      (thread: string): Behaviour =>
      (request, port) => {
        seen.push(thread)
        return echo(request, port)
      }
    const { pool } = poolOf(note('a'), note('b'))
    const names = Array.from({ length: 10 }, (_, index) => `task ${index}`)
    expect(await Promise.all(names.map((name) => pool.run(task(name))))).toEqual(names)
    expect(new Set(seen)).toEqual(new Set(['a', 'b']))
    pool.close()
  })

  it('asks for threads with the first task, once', async () => {
    asked = 0
    const { pool } = poolOf(echo)
    expect(asked).toBe(0)
    await Promise.all([pool.run(task('a')), pool.run(task('b'))])
    expect(asked).toBe(1)
    pool.close()
  })

  it('gives a thread one task at a time', async () => {
    let running = 0
    let most = 0
    const { pool } = poolOf((request, port) => {
      most = Math.max(most, ++running)
      setTimeout(() => {
        running--
        port.postMessage({ id: request.id, outcome: 'done', value: 1 })
      }, 5)
      return undefined
    })
    await Promise.all([pool.run(task('a')), pool.run(task('b')), pool.run(task('c'))])
    expect(most).toBe(1)
    pool.close()
  })

  it('tries a task again when its thread dies, on the one that takes its place', async () => {
    const { pool, add } = poolOf(die)
    const result = pool.run(task('survivor'))
    setTimeout(() => add(echo), 20)
    expect(await result).toBe('survivor')
    pool.close()
  })

  it('gives up on a task that has killed two threads', async () => {
    const { pool, add } = poolOf(die)
    const result = expect(pool.run(task('poison'))).rejects.toBeInstanceOf(ParseThreadDiedError)
    setTimeout(() => add(die), 20)
    await result
    pool.close()
  })

  it('rebuilds the errors that lose their class between threads', async () => {
    const { pool } = poolOf((request) => {
      switch (nameOf(request)) {
        case 'cancelled':
          return { outcome: 'cancelled' }
        case 'changed':
          return { outcome: 'changed', message: 'written to', byteOffset: 7 }
        case 'unreadable':
          return { outcome: 'unreadable', message: 'device failed', byteOffset: 8 }
        default:
          return { outcome: 'bug', message: 'boom' }
      }
    })
    await expect(pool.run(task('cancelled'))).rejects.toBeInstanceOf(CancelledError)
    await expect(pool.run(task('changed'))).rejects.toMatchObject({ message: 'written to', byteOffset: 7 })
    await expect(pool.run(task('changed'))).rejects.toBeInstanceOf(FileChangedError)
    await expect(pool.run(task('unreadable'))).rejects.toBeInstanceOf(SourceReadError)
    await expect(pool.run(task('bug'))).rejects.toBeInstanceOf(BugError)
    pool.close()
  })

  it('starts nothing more once it is cancelled', async () => {
    const { pool, flag } = poolOf(echo)
    Atomics.store(flag, 0, 1)
    await expect(pool.run(task('late'))).rejects.toBeInstanceOf(CancelledError)
    pool.close()
  })

  it('fails what waits and what comes when there will be no more threads', async () => {
    const { pool } = poolOf(() => undefined)
    const waiting = [pool.run(task('a')), pool.run(task('b'))]
    const outcomes = Promise.allSettled(waiting)
    pool.giveUp()
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(ParseThreadDiedError) as Error })
    }
    await expect(pool.run(task('c'))).rejects.toBeInstanceOf(ParseThreadDiedError)
  })

  it('rejects what waits when it is closed', async () => {
    const { pool } = poolOf(() => undefined)
    const waiting = [pool.run(task('a')), pool.run(task('b'))]
    const outcomes = Promise.allSettled(waiting)
    pool.close()
    expect((await outcomes).map((outcome) => outcome.status)).toEqual(['rejected', 'rejected'])
    await expect(pool.run(task('c'))).rejects.toBeInstanceOf(CancelledError)
  })
})
