/**
 * How each kind of file is made, as lines to copy. Nothing here is run by Marey, which opens no connection. What Go's handlers
 * do was read in net/http/pprof of Go 1.19, 1.22, 1.23 and 1.27.
 */

export interface Recipe {
  readonly title: string
  /** A command line or a piece of Go, as it is copied. */
  readonly code: string
  readonly note?: string
}

export interface RecipeGroup {
  readonly title: string
  readonly intro: string
  readonly recipes: readonly Recipe[]
}

const server = 'http://localhost:6060'

export const recipeGroups: readonly RecipeGroup[] = [
  {
    title: 'Before: let the program answer',
    intro: 'A server that has no pprof address yet gets one on the loopback interface.',
    recipes: [
      {
        title: 'In the program',
        code: `import (
	"log"
	"net/http"
	_ "net/http/pprof"
)

go func() { log.Println(http.ListenAndServe("localhost:6060", nil)) }()`,
        note: 'Keep it off public addresses: whoever reaches it can read and slow the program.',
      },
      {
        title: 'On another machine, over SSH',
        code: 'ssh -N -L 6060:localhost:6060 user@host',
      },
      { title: 'In Kubernetes', code: 'kubectl port-forward pod/NAME 6060:6060' },
      {
        title: 'Behind TLS and a login',
        code: `curl --cacert ca.pem -H "Authorization: Bearer $TOKEN" -o trace.out 'https://host/debug/pprof/trace?seconds=5'`,
      },
    ],
  },
  {
    title: 'Execution trace: who ran, who waited, for what',
    intro: 'A few seconds are enough; each second of a busy program is one to twenty megabytes.',
    recipes: [
      { title: 'From a running server', code: `curl -o trace.out '${server}/debug/pprof/trace?seconds=5'` },
      {
        title: 'With CPU samples in it (Go 1.19 and later)',
        code: `curl -s -o cpu.pb.gz '${server}/debug/pprof/profile?seconds=5' & curl -s -o trace.out '${server}/debug/pprof/trace?seconds=5'; wait`,
        note: 'A CPU profile may run beside a trace; other profiles at the same time disturb each other.',
      },
      { title: 'Of tests', code: 'go test -run TestName -trace trace.out ./package' },
      {
        title: 'In the program',
        code: `f, err := os.Create("trace.out")
if err != nil {
	log.Fatal(err)
}
if err := trace.Start(f); err != nil { // "runtime/trace"
	log.Fatal(err)
}
defer f.Close()
defer trace.Stop()`,
        note: 'Tasks, regions and logs of runtime/trace show up by name: trace.NewTask, trace.WithRegion, trace.Log.',
      },
      {
        title: 'The last seconds before something rare (Go 1.25 and later)',
        code: `recorder := trace.NewFlightRecorder(trace.FlightRecorderConfig{MinAge: 5 * time.Second})
if err := recorder.Start(); err != nil {
	log.Fatal(err)
}
// when it has happened, with a file f:
_, err := recorder.WriteTo(f)`,
        note: 'What matters stands at the end of such a file.',
      },
    ],
  },
  {
    title: 'Goroutine dump: where everything stands now',
    intro:
      'debug=2 stops the whole program while it is taken, for seconds with tens of thousands of goroutines, and is cut at 64 MiB. For large programs take the profile.',
    recipes: [
      {
        title: 'Every goroutine, with states and waits',
        code: `curl -o dump.txt '${server}/debug/pprof/goroutine?debug=2'`,
      },
      {
        title: 'Stacks and counts only, light on the program',
        code: `curl -o goroutines.pb.gz '${server}/debug/pprof/goroutine'`,
      },
      {
        title: 'A series: what grows, what stays',
        code: `for i in 1 2 3 4 5; do curl -s -o "dump-$(date +%H%M%S).txt" '${server}/debug/pprof/goroutine?debug=2'; sleep 10; done`,
        note: 'Open them together: the bar over the groups then has a column for each.',
      },
      {
        title: 'Without pprof: SIGQUIT',
        code: 'kill -QUIT PID',
        note: 'The program writes the dump to its standard error and ends. Not on Windows. A handler of os/signal may have taken the signal away.',
      },
      { title: 'In a container', code: 'docker kill --signal QUIT NAME && docker logs NAME > dump.txt 2>&1' },
      {
        title: 'All goroutines in the next crash',
        code: 'GOTRACEBACK=all ./program 2> crash.txt',
      },
    ],
  },
  {
    title: 'Profiles: where time and memory go',
    intro: 'One after the other: several at once disturb each other.',
    recipes: [
      { title: 'CPU', code: `curl -o cpu.pb.gz '${server}/debug/pprof/profile?seconds=10'` },
      { title: 'Heap', code: `curl -o heap.pb.gz '${server}/debug/pprof/heap'` },
      {
        title: 'Waits for locks and channels',
        code: `curl -o block.pb.gz '${server}/debug/pprof/block'
curl -o mutex.pb.gz '${server}/debug/pprof/mutex'`,
        note: 'Empty until the program calls runtime.SetBlockProfileRate and runtime.SetMutexProfileFraction.',
      },
      { title: 'Of tests', code: 'go test -cpuprofile cpu.pb.gz -blockprofile block.pb.gz ./package' },
    ],
  },
  {
    title: 'Race reports and logs of the runtime',
    intro: 'Both go to standard error.',
    recipes: [
      { title: 'Race report', code: 'go test -race ./... 2>&1 | tee race.txt' },
      {
        title: 'Collector and scheduler',
        code: 'GODEBUG=gctrace=1,schedtrace=1000 ./program 2> godebug.txt',
      },
    ],
  },
]

/** What to know when a trace from a server ends early or holds an error text. */
export const cutShort: readonly string[] = [
  'http.Server.WriteTimeout ends every answer that takes longer. Up to Go 1.22 the pprof handler sees it and refuses: the file then holds “profile duration exceeds server’s WriteTimeout” instead of a trace. Ask for fewer seconds than the timeout.',
  'From Go 1.23 the handler moves the deadline by itself. It cannot where a middleware wraps the ResponseWriter and hides it (a wrapper needs an Unwrap method), and a proxy in between has a timeout of its own: the connection then ends in the middle and the trace is cut.',
  'A pprof address on a server of its own, without WriteTimeout, is the sure way. Marey opens the cut trace all the same, as far as it goes, and says what is missing.',
]
