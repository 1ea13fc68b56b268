/**
 * Counts what is loading, computing, drawing or animating, and mirrors "nothing is" as html[data-idle="true"]:
 * end-to-end tests wait for it, so everything asynchronous that changes the picture must take part.
 */
/** One query often starts the next in the frame after: idle is told only when this long nothing was pending. */
const quietMs = 50

let pending = 0
let timer: ReturnType<typeof setTimeout> | undefined

let shown: boolean | undefined

function show(isIdle: boolean): void {
  // Writing an attribute makes the page look at its styles again, also when nothing has changed.
  if (shown === isIdle) return
  shown = isIdle
  document.documentElement.dataset['idle'] = String(isIdle)
}

/** Something begins. Call the answer exactly once when it is over; further calls do nothing. */
export function beginBusy(): () => void {
  pending++
  clearTimeout(timer)
  timer = undefined
  show(false)
  let isOver = false
  return () => {
    if (isOver) return
    isOver = true
    pending--
    if (pending === 0) scheduleIdle()
  }
}

function scheduleIdle(): void {
  clearTimeout(timer)
  timer = setTimeout(() => {
    timer = undefined
    if (pending === 0) show(true)
  }, quietMs)
}

/** Keeps the page busy until the promise settles. */
export async function whileBusy<T>(work: Promise<T>): Promise<T> {
  const over = beginBusy()
  try {
    return await work
  } finally {
    over()
  }
}
