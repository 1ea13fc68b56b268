/**
 * What a page's main thread spent, from Chromium's own trace, in milliseconds of processor time (on a busy machine the clock on
 * the wall says more about the others) and, of tasks, on the wall too.
 */
const scripts = new Set([
  'FireAnimationFrame',
  'FunctionCall',
  'RunMicrotasks',
  'TimerFire',
  'EventDispatch',
  'HandlePostMessage',
  'EvaluateScript',
])

/**
 * @returns frames: the animation frames that ran; rounds: all JS from one such frame to the next, the frame with it;
 *   tasks: tasks of the main thread; tasksOnTheWall: the same by the clock on the wall.
 */
export async function traceMainThread(page, perform) {
  const browser = page.context().browser()
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', '__metadata'] })
  await perform()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString())
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}:${tid}`),
  )
  const ours = traceEvents.filter(({ pid, tid, tdur }) => tdur !== undefined && main.has(`${pid}:${tid}`))
  const tasks = ours.filter(({ name }) => name === 'RunTask' || name === 'ThreadControllerImpl::RunTask')
  const { frames, rounds } = roundsOf(outermost(ours.filter(({ name }) => scripts.has(name))))
  return {
    frames,
    rounds,
    tasks: tasks.map(({ tdur }) => tdur / 1000),
    tasksOnTheWall: tasks.map(({ dur }) => dur / 1000),
  }
}

function outermost(events) {
  const sorted = [...events].sort((one, other) => one.ts - other.ts || other.dur - one.dur)
  let untilUs = -Infinity
  return sorted.filter(({ ts, dur }) => {
    if (ts < untilUs) return false
    untilUs = ts + dur
    return true
  })
}

function roundsOf(events) {
  const frames = []
  const rounds = []
  let round = 0
  for (const { name, tdur } of events) {
    const ms = tdur / 1000
    if (name === 'FireAnimationFrame') {
      frames.push(ms)
      rounds.push(round + ms)
      round = 0
    } else round += ms
  }
  return { frames, rounds }
}

/** Median, 95th percentile and longest. */
export function spread(values, digits = 2) {
  if (values.length === 0) return 'none'
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(digits)
  return `${at(0.5)}, ${at(0.95)}, ${at(1)}`
}

/** Longest, and how many are above 50 ms. */
export function longTasks(tasks) {
  const long = tasks.filter((ms) => ms > 50).length
  return `${Math.max(0, ...tasks).toFixed(0)}${long === 0 ? '' : ` (${long} above 50)`}`
}
