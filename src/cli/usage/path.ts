import type { CommandUsage } from '../command'

export const pathUsage: CommandUsage = {
  name: 'path',
  usage: '[--json] [--task ID | --region NAME | --goroutine ID [--from T --to T]] TRACE',
  summary: 'why a task, a region or a stretch of a goroutine took as long as it did',
  help: `  --task ID          from the begin of this user task to its end
  --region NAME      the longest user region of this name
  --goroutine ID     this goroutine, its whole life or a stretch of it
  --from T, --to T   the stretch; T since the trace's start: 1.5s, 200ms, or integer nanoseconds
  --json             one JSON document: the steps, in order of time, and their sums

Without a choice: the longest user task that the trace shows whole, else the longest region, else the main goroutine.
The path goes back from the end. Where a goroutine waited and the trace names the one that ended the wait, it is with that
one for as long as the wait lasted. Steps of others than the one asked about are marked "likely": that they had to come first
is in the trace, that all they did was for this wait is not.

Examples:
  marey path --task 5 trace.out
  marey path --goroutine 18 --from 1.2s --to 1.4s trace.out
  marey path --json trace.out | jq '.functions[0]'
`,
  runsInThread: true,
}
