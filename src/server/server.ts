/**
 * The loopback host: the handler behind node:http, on 127.0.0.1 and nowhere else.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import type { Handler } from '../host/handler'
import { Access } from './access'
import { httpListener } from './http-adapter'

export interface LoopbackServer {
  readonly port: number
  /** To be printed: works until the process ends. */
  readonly url: string
  /** To be handed to a program: works once, within a minute. */
  oneTimeUrl(): string
  /** Ends the open connections too. */
  close(): Promise<void>
}

/** @param port 0 for any free one. Fails with a sentence when the port cannot be had. */
export function startServer(handler: Handler, port: number): Promise<Result<LoopbackServer, string>> {
  const access = new Access()
  const server = createServer(httpListener(access, handler))
  // A large upload over a slow line may take longer than node's five minutes.
  server.requestTimeout = 0
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'another program has it' : (error.code ?? error.message)
      resolve(fail(`port ${port} of 127.0.0.1 cannot be used: ${why}. Leave --port out for a free one.`))
    })
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const { port: actual } = server.address() as AddressInfo
      const urlWith = (token: string): string => `http://127.0.0.1:${actual}/?token=${token}`
      resolve(
        succeed({
          port: actual,
          url: urlWith(access.token),
          oneTimeUrl: () => urlWith(access.mintOneTimeToken()),
          close: () =>
            new Promise<void>((closed) => {
              server.close(() => closed())
              server.closeAllConnections()
            }),
        }),
      )
    })
  })
}
