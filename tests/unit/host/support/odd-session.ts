/**
 * A session thread that behaves as the file's name tells it, to try the host's side of it. `calls` answers how many
 * calls have reached the thread.
 */
import { expose } from 'comlink'
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'
import { parentPort } from 'node:worker_threads'
import { neverCancelled } from '../../../../src/base/cancellation'
import { fail, succeed } from '../../../../src/base/result'
import { ParsePoolClient } from '../../../../src/host/parse-pool-client'
import type { ParseTask } from '../../../../src/engine/parse-pool'
import type { OpenRequest, SessionWorkerApi, SideMessage } from '../../../../src/host/session-protocol'

let calls = 0

function spin(isDone: () => boolean): void {
  while (!isDone()) neverCancelled.isCancelled()
}

const api: SessionWorkerApi = {
  open: async (request: OpenRequest) => {
    const flag = new Int32Array(request.cancelFlag)
    const progress: SideMessage = {
      type: 'progress',
      progress: { stage: 'Reading', doneBytes: 5, totalBytes: request.budgetBytes },
    }
    request.sidePort.postMessage(progress)
    await new Promise((resolve) => setTimeout(resolve, 20))
    switch (request.name) {
      case 'obedient':
        spin(() => Atomics.load(flag, 0) !== 0)
        return fail({ code: 'cancelled', message: 'opening was cancelled' })
      case 'deaf':
        spin(() => false)
        break
      case 'suicidal':
        process.exit(1)
        break
      case 'pooled': {
        const { poolSize, path, cancelFlag, sidePort } = request
        const identity = { device: 1, inode: 1, byteLength: 1, changedMs: 1 }
        const pool = new ParsePoolClient(poolSize, path, identity, cancelFlag, () => {
          const message: SideMessage = { type: 'need-threads' }
          sidePort.postMessage(message)
        })
        sidePort.on('message', (message: SideMessage) => {
          if (message.type === 'thread') pool.addPort(message.port)
          else if (message.type === 'no-more-threads') pool.giveUp()
        })
        try {
          await pool.run({} as ParseTask)
        } catch (error) {
          return fail({ code: 'worker-died', message: (error as Error).message })
        }
        break
      }
      case 'buggy':
        throw new Error('boom')
    }
    return succeed({ kind: 'trace', warnings: [], isComplete: true })
  },
  callInSteps: () => Promise.resolve(undefined),
  call: (method, params) => {
    calls++
    if (method === 'trace/overview') throw new Error('a defect in the overview')
    const { limit } = params as { readonly limit?: number }
    // Long enough for others to queue up behind it.
    if (limit !== undefined)
      spin(
        (
          (endMs) => () =>
            performance.now() > endMs
        )(performance.now() + limit),
      )
    return { type: 'json', bytes: new TextEncoder().encode(JSON.stringify({ calls })) }
  },
}

if (parentPort !== null) expose(api, nodeEndpoint(parentPort))
