import type { CommandUsage } from '../command'

export const profileUsage: CommandUsage = {
  name: 'profile',
  usage:
    '--type net|sync|syscall|sched [--parity] [--goroutine FUNC] [--region NAME] [--task ID] [--from T --to T] [--output F] TRACE',
  summary: 'a blocking profile of a trace, as pprof',
  help: `  --type KIND        net: waits for the network; sync: for channels, select and locks; syscall: system calls;
                     sched: waits for a processor
  --goroutine FUNC   only goroutines that started in this function
  --region NAME      only inside user regions of this name
  --task ID          only inside the regions of this user task
  --from T, --to T   only this stretch; T since the trace's start: 1.5s, 200ms, or integer nanoseconds
  --parity           exactly what go tool trace -pprof=KIND writes
  --output F         write to F instead of standard output

The profile is gzipped protobuf with contentions/count and delay/nanoseconds.

Examples:
  marey profile --type sync --output sync.pb.gz trace.out && go tool pprof -top sync.pb.gz
  marey profile --type sched --goroutine main.worker --from 1s --to 2s trace.out > sched.pb.gz
`,
  runsInThread: true,
}
