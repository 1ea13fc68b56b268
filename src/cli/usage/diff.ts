import type { CommandUsage } from '../command'

export const diffUsage: CommandUsage = {
  name: 'diff',
  usage: '[--json] [--same-process] A B',
  summary: 'what changed between two traces, two goroutine dumps, or two profiles',
  help: `  --json           one JSON document: every figure of both files
  --same-process   both dumps are of one process that went on: goroutines are followed by id and creator,
                   and every group says how many of them stayed

A is the earlier file. Groups of goroutines are matched by state, functions and lines, and creator. Ids are compared
only with --same-process, since another process uses them again. A file with several dumps counts as that many steps.
Times come from the log around a dump or from the file's name; with them growth is given per minute too.

Two execution traces: collections, stops of the world, waits for a P, heap, and for every start function its goroutines, time
per state, and waits by reason with p50 and p99. Sums are given per second, since traces differ in length; figures of two
runs differ by chance too.

Two pprof profiles are subtracted, for the sample types that both have: the values of B minus those of A.

Examples:
  marey diff dump-1.txt dump-2.txt
  marey diff --same-process dump-2026-11-21T14-03-05.txt dump-2026-11-21T14-08-05.txt
  marey diff --json before.txt after.txt | jq '.groups[] | select(.trend == "rose")'
  marey diff heap-before.pb.gz heap-after.pb.gz
  marey diff before.trace after.trace
`,
  runsInThread: true,
}
