import type { CommandUsage } from '../command'

export const sliceUsage: CommandUsage = {
  name: 'slice',
  usage: '--from T --to T --output F TRACE',
  summary: 'cuts a stretch out of a trace, as a trace that other tools open',
  help: `  --from T, --to T   the stretch; T since the trace's start: 1.5s, 200ms, or integer nanoseconds
  --output F         the new file; - is standard output

The slice is the header and every whole generation that the stretch touches, byte for byte; a generation is about a second
of a trace, and the smallest part that stands by itself. Standard error says to which times the stretch was widened. Times
in the slice count from its own start. Traces of Go 1.21 and older are one piece and cannot be cut.

Example:
  marey slice --from 12s --to 14s --output slow.trace trace.out && go tool trace slow.trace
`,
  runsInThread: true,
}
