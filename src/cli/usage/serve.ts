import type { CommandUsage } from '../command'

export const serveUsage: CommandUsage = {
  name: 'serve',
  usage: '[--port N] [--no-open] [FILE...]',
  summary: 'the same interface in the browser, for this machine only',
  help: `Shows Marey in the browser. Only this machine can connect, and only with the token of the printed address.
The first line on standard output is that address. Ctrl-C ends it.

  --port N     listen on this port of 127.0.0.1 (default: any free one)
  --no-open    do not start a browser
`,
  runsInThread: false,
}
